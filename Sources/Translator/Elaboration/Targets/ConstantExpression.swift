import KernelDescription

/// Computes what `@const` is given: C without variables, casts and macros, of which the kernel's description knows nothing.
///
/// All numbers are signed and have 64 bits. Numbers that C takes for unsigned are refused, since they behave otherwise.
struct ConstantExpression {
  /// What the text may hold within each other.
  private static let deepest = 64

  /// The types and enumerators.
  private let types: TypeTable
  /// What has not been read yet.
  private var rest: Substring
  /// How many operators and parentheses are open.
  private var depth = 0

  /// Returns the value of `text`.
  static func value(of text: String, types: TypeTable) throws(ConstantExpressionError) -> Int64 {
    var reader = ConstantExpression(types: types, rest: Substring(text))
    let value = try reader.binary(above: 0)
    guard reader.next == nil else { throw .unexpected(String(reader.rest)) }
    return value
  }

  /// The next character that is no space; `nil` at the end.
  private var next: Character? {
    mutating get {
      rest = rest.drop(while: \.isWhitespace)
      return rest.first
    }
  }

  /// Reads operators that bind tighter than `level`, from the left to the right.
  private mutating func binary(above level: Int) throws(ConstantExpressionError) -> Int64 {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw .unexpected(String(rest)) }
    var value = try operand()
    while let operation = operation, operation.level > level {
      rest.removeFirst(operation.rawValue.count)
      let right = try binary(above: operation.level)
      guard let result = operation.result(value, right) else {
        throw .undefined("\(value) \(operation.rawValue) \(right)")
      }
      value = result
    }
    return value
  }

  /// The operator that comes next; `nil` if none does.
  private var operation: ConstantOperator? {
    mutating get {
      guard next != nil else { return nil }
      return ConstantOperator.allCases.first { rest.hasPrefix($0.rawValue) }
    }
  }

  /// Reads a number, a name, `sizeof`, or an operand in parentheses or with a sign.
  private mutating func operand() throws(ConstantExpressionError) -> Int64 {
    switch next {
    case "(":
      rest.removeFirst()
      let value = try binary(above: 0)
      guard next == ")" else { throw .unexpected(String(rest)) }
      rest.removeFirst()
      return value
    case "-": return 0 &- (try signed())
    case "+": return try signed()
    case "~": return ~(try signed())
    default: return try word()
    }
  }

  /// Reads the operand behind a sign.
  private mutating func signed() throws(ConstantExpressionError) -> Int64 {
    rest.removeFirst()
    return try binary(above: ConstantOperator.tightest)
  }

  /// Reads a number, a name or `sizeof`.
  private mutating func word() throws(ConstantExpressionError) -> Int64 {
    let word = rest.prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
    guard let first = word.first else { throw .unexpected(String(rest)) }
    rest = rest.dropFirst(word.count)
    if first.isNumber { return try number(word) }
    if word == "sizeof", next == "(" { return try size() }
    guard let value = types.enumeratorValue(named: String(word)) else {
      throw .unknownName(String(word))
    }
    return Int64(value)
  }

  /// Returns the number that `word` spells in C.
  private func number(_ word: Substring) throws(ConstantExpressionError) -> Int64 {
    let lowercase = word.lowercased()
    let digits = lowercase.prefix { $0 != "l" }
    let value =
      if digits.hasPrefix("0x") {
        Int64(digits.dropFirst(2), radix: 16)
      } else {
        Int64(digits, radix: digits.hasPrefix("0") ? 8 : 10)
      }
    guard let value, ["", "l", "ll"].contains(lowercase.dropFirst(digits.count)) else {
      throw .number(String(word))
    }
    return value
  }

  /// Reads the type behind `sizeof`.
  private mutating func size() throws(ConstantExpressionError) -> Int64 {
    let name = rest.dropFirst().prefix { $0 != ")" }
    guard name.endIndex < rest.endIndex else { throw .unexpected(String(rest)) }
    rest = rest[name.endIndex...].dropFirst()
    guard let type = types.type(spelled: String(name)), let size = types.size(of: type) else {
      throw .unknownType(String(name))
    }
    return Int64(size)
  }
}

/// A C operator with two operands. One that starts with another one comes before it.
private enum ConstantOperator: String, CaseIterable {
  case times = "*"
  case divided = "/"
  case remainder = "%"
  case plus = "+"
  case minus = "-"
  case left = "<<"
  case right = ">>"
  case and = "&"
  case exclusiveOr = "^"
  case or = "|"

  /// The level of the operators that bind tightest.
  static let tightest = 6

  /// How tight it binds: tighter ones have higher levels.
  var level: Int {
    switch self {
    case .times, .divided, .remainder: Self.tightest
    case .plus, .minus: 5
    case .left, .right: 4
    case .and: 3
    case .exclusiveOr: 2
    case .or: 1
    }
  }

  /// Returns what comes of two numbers; `nil` if C does not say.
  func result(_ a: Int64, _ b: Int64) -> Int64? {
    switch self {
    case .times: defined(a.multipliedReportingOverflow(by: b))
    case .divided: defined(a.dividedReportingOverflow(by: b))
    case .remainder: defined(a.remainderReportingOverflow(dividingBy: b))
    case .plus: defined(a.addingReportingOverflow(b))
    case .minus: defined(a.subtractingReportingOverflow(b))
    case .left: 0..<64 ~= b ? a << b : nil
    case .right: 0..<64 ~= b ? a >> b : nil
    case .and: a & b
    case .exclusiveOr: a ^ b
    case .or: a | b
    }
  }

  /// Returns the result unless it does not fit.
  private func defined(_ result: (partialValue: Int64, overflow: Bool)) -> Int64? {
    result.overflow ? nil : result.partialValue
  }
}

/// Why a constant has no value.
enum ConstantExpressionError: Error {
  /// No enumeration has the name.
  case unknownName(String)
  /// The kernel has no type of the name, or not its size.
  case unknownType(String)
  /// Something else is expected where this begins.
  case unexpected(String)
  /// It is no number that 64 bits with a sign hold.
  case number(String)
  /// C does not say what this is.
  case undefined(String)
}
