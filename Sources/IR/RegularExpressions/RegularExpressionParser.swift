/// Reads the text of a regular expression.
///
/// The syntax is SystemTap's: POSIX extended regular expressions without references, with `(?:…)` for groups that
/// are not noted, and with a backslash that takes the meaning from any byte, in classes too.
struct RegularExpressionParser {
  /// The text.
  let text: [UInt8]
  /// Where the next byte is.
  var position = 0
  /// How many groups there are, the whole expression included.
  private(set) var groupCount = 1
  /// How deep the place is nested.
  private var depth = 0

  /// The deepest nesting. What reads and compiles the parts is recursive.
  private static let maximumDepth = 200
  /// No count of `{}` is larger; SystemTap has the same limit.
  private static let maximumCount = 12_344

  /// Creates a parser of `text`.
  init(_ text: [UInt8]) { self.text = text }

  /// Returns the whole expression.
  mutating func parse() throws(RegularExpressionError) -> RegularExpressionNode {
    let node = try parseChoice()
    guard next == nil else { throw error(.unbalancedParenthesis) }
    return node
  }

  /// The next byte; `nil` at the end.
  var next: UInt8? { position < text.count ? text[position] : nil }

  /// Returns a mistake at the present place.
  func error(_ mistake: RegularExpressionError.Mistake) -> RegularExpressionError {
    RegularExpressionError(mistake: mistake, position: position)
  }

  /// Takes `byte` if it is the next one.
  mutating func take(_ byte: Character) -> Bool {
    guard next == byte.asciiValue else { return false }
    position += 1
    return true
  }

  /// Reads `a|b|c`.
  private mutating func parseChoice() throws(RegularExpressionError) -> RegularExpressionNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw error(.tooDeep) }
    var parts = [try parseSequence()]
    while take("|") { parts.append(try parseSequence()) }
    return parts.count == 1 ? parts[0] : .choice(parts)
  }

  /// Reads parts up to `|`, `)` or the end.
  private mutating func parseSequence() throws(RegularExpressionError) -> RegularExpressionNode {
    var parts: [RegularExpressionNode] = []
    while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      let part = try parsePart()
      parts.append(try parseRepetitions(of: part))
    }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  /// Reads what can be repeated.
  ///
  /// - Requires: there is a byte.
  private mutating func parsePart() throws(RegularExpressionError) -> RegularExpressionNode {
    let byte = text[position]
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
      throw error(.nothingToRepeat(byte))
    case UInt8(ascii: "."):
      position += 1
      return .byte(.all)
    case UInt8(ascii: "^"):
      position += 1
      return .start
    case UInt8(ascii: "$"):
      position += 1
      return .end
    case UInt8(ascii: "["):
      position += 1
      return .byte(try parseClass())
    case UInt8(ascii: "("):
      position += 1
      return try parseGroup()
    default: return .byte(try parseByte())
    }
  }

  /// Reads a byte that stands for itself, with or without a backslash.
  mutating func parseByte() throws(RegularExpressionError) -> ByteSet {
    if take("\\"), next == nil { throw error(.unexpectedEnd) }
    let byte = text[position]
    position += 1
    return ByteSet(byte...byte)
  }

  /// Reads a group behind its `(`.
  private mutating func parseGroup() throws(RegularExpressionError) -> RegularExpressionNode {
    if take("?") {
      guard take(":") else { throw error(.missing(UInt8(ascii: ":"))) }
      let node = try parseChoice()
      guard take(")") else { throw error(.missing(UInt8(ascii: ")"))) }
      // In parentheses an anchor may be repeated.
      return .sequence([node])
    }
    let number = groupCount
    groupCount += 1
    let node = try parseChoice()
    guard take(")") else { throw error(.missing(UInt8(ascii: ")"))) }
    return .group(node, number)
  }

  /// Reads the operators behind `part`.
  private mutating func parseRepetitions(
    of part: RegularExpressionNode
  ) throws(RegularExpressionError) -> RegularExpressionNode {
    var result = part
    var count = depth
    while let byte = next, let bounds = try parseBounds() {
      if case .start = result { throw error(.repeatedAnchor(byte)) }
      if case .end = result { throw error(.repeatedAnchor(byte)) }
      count += 1
      guard count <= Self.maximumDepth else { throw error(.tooDeep) }
      result = .repetition(result, minimum: bounds.minimum, maximum: bounds.maximum)
    }
    return result
  }

  /// Reads one operator that repeats, and returns how often; `nil` if there is none.
  private mutating func parseBounds() throws(RegularExpressionError) -> (
    minimum: Int, maximum: Int?
  )? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    guard take("{") else { return nil }
    let minimum = try parseCount()
    var maximum: Int? = minimum
    if take(",") { maximum = next == UInt8(ascii: "}") ? nil : try parseCount() }
    guard maximum.map({ minimum <= $0 }) ?? true else { throw error(.badCount) }
    guard take("}") else { throw error(.missing(UInt8(ascii: "}"))) }
    return (minimum, maximum)
  }

  /// Reads a decimal number.
  private mutating func parseCount() throws(RegularExpressionError) -> Int {
    guard next != nil else { throw error(.unexpectedEnd) }
    let start = position
    var value = 0
    while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      value = min(value * 10 + Int(byte - UInt8(ascii: "0")), Self.maximumCount + 1)
      position += 1
    }
    guard position > start, value <= Self.maximumCount else { throw error(.badCount) }
    return value
  }
}
