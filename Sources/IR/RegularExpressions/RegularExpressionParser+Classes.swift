extension RegularExpressionParser {
  /// Reads a class behind its `[`. A `]` that comes first is a member.
  mutating func parseClass() throws(RegularExpressionError) -> ByteSet {
    let isInverted = take("^")
    var members = ByteSet()
    repeat {
      guard next != nil else { throw error(.unclosedClass) }
      members.formUnion(try parseMembers())
    } while next != UInt8(ascii: "]")
    position += 1
    return isInverted ? members.inverted : members
  }

  /// Reads one byte, a range, or a class by name.
  private mutating func parseMembers() throws(RegularExpressionError) -> ByteSet {
    if text[position...].starts(with: [UInt8(ascii: "["), UInt8(ascii: ":")]) {
      position += 2
      return try parseNamedClass()
    }
    if take("\\"), next == nil { throw error(.unclosedClass) }
    let first = text[position]
    position += 1
    // A hyphen before the bracket is a member.
    guard next == UInt8(ascii: "-"), position + 1 < text.count,
      text[position + 1] != UInt8(ascii: "]")
    else { return ByteSet(first...first) }
    position += 1
    let last = text[position]
    guard first <= last else { throw error(.invertedRange) }
    position += 1
    return ByteSet(first...last)
  }

  /// Reads the name of a class behind `[:`.
  private mutating func parseNamedClass() throws(RegularExpressionError) -> ByteSet {
    let start = position
    while !text[position...].starts(with: [UInt8(ascii: ":"), UInt8(ascii: "]")]) {
      guard next != nil else { throw error(.unclosedClass) }
      position += 1
    }
    let name = Array(text[start..<position])
    guard let members = ByteSet(className: name) else {
      throw RegularExpressionError(mistake: .unknownClass(name), position: start)
    }
    position += 2
    return members
  }
}
