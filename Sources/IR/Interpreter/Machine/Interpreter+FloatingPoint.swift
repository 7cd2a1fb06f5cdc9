import Glibc

extension Interpreter {
  /// Calls a built-in function that works on floating point numbers; `false` if it fails.
  func callOnFloatingPoint(
    _ intrinsic: Intrinsic, _ arguments: IntrinsicArguments, _ target: UnsafeMutablePointer<Int64>
  ) -> Bool {
    switch intrinsic {
    case .fp_to_string:
      let text = Self.text(of: Double(bits: arguments.long(0)), digits: arguments.long(1))
      string(text).store(target)
    case .string_to_fp:
      guard let number = Self.number(saidBy: arguments.string(0)) else {
        return reject("invalid format")
      }
      target[0] = number.bits
    case .fp_to_long:
      target[0] = Self.integer(nearest: Double(bits: arguments.long(0)), arguments.long(1))
    case .long_to_fp: target[0] = Double(arguments.long(0)).bits
    case .fp32_to_fp64:
      let single = Float(bitPattern: UInt32(truncatingIfNeeded: arguments.long(0)))
      target[0] = Double(single).bits
    case .fp_sqrt: target[0] = Double(bits: arguments.long(0)).squareRoot().bits
    default:
      let (first, second) = (Double(bits: arguments.long(0)), Double(bits: arguments.long(1)))
      target[0] = Self.result(of: intrinsic, first, second)
    }
    return true
  }

  /// Returns what `intrinsic` makes of two numbers.
  private static func result(
    of intrinsic: Intrinsic, _ first: Double, _ second: Double
  ) -> Int64 {
    switch intrinsic {
    case .fp_add: (first + second).bits
    case .fp_sub: (first - second).bits
    case .fp_mul: (first * second).bits
    case .fp_div: (first / second).bits
    case .fp_rem: first.remainder(dividingBy: second).bits
    case .fp_eq: first == second ? 1 : 0
    case .fp_le: first <= second ? 1 : 0
    case .fp_lt: first < second ? 1 : 0
    default: preconditionFailure("\(intrinsic) does not take two numbers")
    }
  }

  /// Returns `number` with `digits` digits behind the point, which are cut off and not rounded.
  private static func text(of number: Double, digits: Int64) -> [UInt8] {
    guard number.isFinite else {
      return Array((number.isNaN ? "NaN" : number < 0 ? "-inf" : "inf").utf8)
    }
    let count = Int(max(0, min(digits, 64)))
    // Enough digits that nothing is rounded up before it is cut: no number has more than 1074 of them.
    var whole = [CChar](repeating: 0, count: 1500)
    let length = withVaList([number]) { vsnprintf(&whole, whole.count, "%.1074f", $0) }
    let kept = Int(length) - 1074 + count - (count == 0 ? 1 : 0)
    return whole.prefix(kept).map { UInt8(bitPattern: $0) }
  }

  /// Returns the number that `text` says and nothing else; `nil` if it says none.
  private static func number(saidBy text: StringView) -> Double? {
    let text = String(decoding: text.bytes, as: UTF8.self)
    guard let number = Double(text), number.isFinite else { return nil }
    return number
  }

  /// Returns the long that `mode` rounds `number` to; the nearest there is for one that is too large, and the
  /// least for what is no number.
  private static func integer(nearest number: Double, _ mode: Int64) -> Int64 {
    let rule: FloatingPointRoundingRule =
      switch mode {
      case 1: .towardZero
      case 2: .down
      case 3: .up
      case 4: .toNearestOrAwayFromZero
      default: .toNearestOrEven
      }
    let rounded = number.rounded(rule)
    if let exact = Int64(exactly: rounded) { return exact }
    return rounded > 0 ? Int64.max : Int64.min
  }
}

extension Double {
  /// Creates the number whose bits are those of `long`.
  fileprivate init(bits long: Int64) { self.init(bitPattern: UInt64(bitPattern: long)) }

  /// The bits as a long.
  fileprivate var bits: Int64 { Int64(bitPattern: bitPattern) }
}
