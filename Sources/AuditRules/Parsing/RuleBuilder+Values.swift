import Diagnostics

/// Values of conditions: numbers of 32 bits, as the kernel compares them.
extension RuleBuilder {
  /// Returns the number that `text` says in decimal, in hexadecimal with `0x` or in octal with `0`; `nil` if it is none.
  static func unsigned(_ text: String) -> UInt32? {
    if text.hasPrefix("-") {
      return unsigned(String(text.dropFirst())).map { UInt32(bitPattern: 0) &- $0 }
    }
    let lower = text.lowercased()
    if lower.hasPrefix("0x") {
      return UInt64(lower.dropFirst(2), radix: 16).map(UInt32.init(truncatingIfNeeded:))
    }
    if lower.hasPrefix("0"), lower.count > 1 { return UInt32(lower, radix: 8) }
    return UInt64(lower).map(UInt32.init(truncatingIfNeeded:))
  }

  /// Returns the number `value` of `field`.
  func number(
    _ value: String, of field: FilterField, at range: SourceRange
  ) throws(RuleMistake) -> UInt32 {
    guard let number = Self.unsigned(value) else {
      throw RuleMistake(.valueOfField(value, field, expected: "a number", at: range))
    }
    return number
  }

  /// Returns the number of the user or group `value` of `field`; `nil` if this machine has none of the name.
  mutating func account(
    _ value: String, of field: FilterField, at range: SourceRange
  ) throws(RuleMistake) -> UInt32? {
    // Users and sessions that nobody has set are all ones (`AUDIT_UID_UNSET`).
    if value == "unset" { return .max }
    if let number = Self.unsigned(value) { return number }
    if field == .sessionid {
      throw RuleMistake(
        .valueOfField(value, field, expected: "a number or 'unset'", at: range))
    }
    let isGroup = field.kind == .group
    let number = isGroup ? facts.group(value) : facts.user(value)
    if number == nil {
      warnings.append(.unknownAccount(value, kind: isGroup ? "group" : "user", at: range))
    }
    return number
  }

  /// Returns the result of a system call `value`, which may be the name of an error.
  mutating func result(_ value: String, at range: SourceRange) throws(RuleMistake) -> UInt32 {
    if let number = Self.unsigned(value) { return number }
    let isNegative = value.hasPrefix("-")
    let name = isNegative ? String(value.dropFirst()) : value
    guard let number = ErrorNumbers.byName[name] else {
      throw RuleMistake(
        .valueOfField(
          value, .exit, expected: "a number or the name of an error such as -EACCES", at: range))
    }
    if !isNegative { warnings.append(.positiveError(name, at: range)) }
    return UInt32(truncatingIfNeeded: isNegative ? -number : number)
  }
}
