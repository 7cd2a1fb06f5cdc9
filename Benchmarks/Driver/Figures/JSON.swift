import Glibc

/// A value as JSON has it.
enum JSON {
  /// Nothing.
  case null
  /// A number.
  case number(Double)
  /// A text.
  case text(String)
  /// Values in order.
  case array([JSON])
  /// Values with names, in order.
  case object([(String, JSON)])

  /// The value as it is written, on one line.
  var text: String {
    switch self {
    case .null: "null"
    case .number(let number): number == number.rounded() ? number.fixed(0) : number.fixed(4)
    case .text(let text): "\"\(text.unicodeScalars.map(Self.escaped).joined())\""
    case .array(let values): "[\(values.map(\.text).joined(separator: ", "))]"
    case .object(let members):
      "{\(members.map { "\(JSON.text($0).text): \($1.text)" }.joined(separator: ", "))}"
    }
  }

  /// Returns `scalar` as it stands within quotes.
  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"", "\\": "\\\(scalar)"
    case _ where scalar.value < 0x20:
      "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
    default: String(scalar)
    }
  }
}

extension Double {
  /// Returns the number with `digits` digits behind the point.
  func fixed(_ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((magnitude * scale).rounded())
    let sign = self < 0 && scaled != 0 ? "-" : ""
    if digits == 0 { return "\(sign)\(scaled)" }
    let fraction = String(scaled % Int(scale))
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(sign)\(scaled / Int(scale)).\(zeros)\(fraction)"
  }
}
