/// Reads what `TextPrinter` writes.
struct TextReader {
  /// Where the text is cut into tokens.
  private var scanner: TextScanner
  /// The scanner before the next token, for errors that concern it.
  private var place: TextScanner
  /// The next token; `nil` if it has not been looked at.
  private var lookahead: TextToken?

  /// Creates a reader at the start of `text`.
  init(_ text: String) {
    scanner = TextScanner(text)
    place = scanner
  }

  // MARK: Tokens

  /// The next token, which stays the next one.
  mutating func peek() throws(TextError) -> TextToken {
    if let lookahead { return lookahead }
    scanner.skipBlanks()
    place = scanner
    let token = try scanner.next()
    lookahead = token
    return token
  }

  /// Returns the next token and goes behind it.
  @discardableResult
  mutating func take() throws(TextError) -> TextToken {
    let token = try peek()
    lookahead = nil
    return token
  }

  /// Returns the error `problem` at the token that was looked at last.
  func error(_ problem: TextError.Problem) -> TextError { place.error(problem) }

  /// Returns the error that `expected` should stand where the token looked at last stands.
  mutating func expected(_ expected: String) throws(TextError) -> TextError {
    error(.expected(expected, found: try peek().spelling))
  }

  /// Goes behind `mark` if it comes next, and returns whether it does.
  mutating func accept(_ mark: String) throws(TextError) -> Bool {
    guard try peek() == .mark(mark) else { return false }
    try take()
    return true
  }

  /// Goes behind `mark`.
  mutating func expect(_ mark: String) throws(TextError) {
    guard try accept(mark) else { throw try expected("'\(mark)'") }
  }

  /// Goes behind `word` if it comes next, and returns whether it does.
  mutating func accept(word: String) throws(TextError) -> Bool {
    guard try peek() == .word(word) else { return false }
    try take()
    return true
  }

  /// Goes behind `word`.
  mutating func expect(word: String) throws(TextError) {
    guard try accept(word: word) else { throw try expected("'\(word)'") }
  }

  /// Fails unless the text is at its end.
  mutating func expectEnd() throws(TextError) {
    guard try peek() == .end else { throw try expected("the end") }
  }

  // MARK: Words

  /// Returns the next word, which `description` says.
  mutating func readWord(_ description: String) throws(TextError) -> String {
    guard case .word(let word) = try peek() else { throw try expected(description) }
    try take()
    return word
  }

  /// Returns the next word or string as a name.
  mutating func readName() throws(TextError) -> String {
    if case .string(let bytes) = try peek() {
      try take()
      return String(decoding: bytes, as: UTF8.self)
    }
    return try readWord("a name")
  }

  /// Returns the next word as a case of an enumeration that has its name as raw value.
  mutating func readCase<Case: RawRepresentable<String>>(
    _ type: Case.Type, _ description: String
  ) throws(TextError) -> Case {
    guard case .word(let word) = try peek(), let found = Case(rawValue: word) else {
      throw try expected(description)
    }
    try take()
    return found
  }

  /// Returns the next string.
  mutating func readString() throws(TextError) -> [UInt8] {
    guard case .string(let bytes) = try peek() else { throw try expected("a string") }
    try take()
    return bytes
  }

  /// Returns the next string as text.
  mutating func readText() throws(TextError) -> String {
    String(decoding: try readString(), as: UTF8.self)
  }

  /// Returns the next number.
  mutating func readLong() throws(TextError) -> Int64 {
    guard case .number(let value) = try peek() else { throw try expected("a number") }
    try take()
    return value
  }

  /// Returns the next number, which counts something.
  mutating func readCount() throws(TextError) -> Int {
    guard case .number(let value) = try peek() else { throw try expected("a number") }
    guard (0...Int64(Int32.max)).contains(value) else {
      throw error(.numberOutOfRange("\(value)"))
    }
    try take()
    return Int(value)
  }

  /// Returns the number of the next word, which is `letter` and a number.
  mutating func readNumber(of letter: Character, _ description: String) throws(TextError) -> Int {
    guard case .word(let word) = try peek(), word.first == letter,
      let number = Int(word.dropFirst()), number >= 0
    else { throw try expected(description) }
    guard number <= Self.maximumNumber else { throw error(.numberOutOfRange(word)) }
    try take()
    return number
  }

  /// The greatest number of a value, a block and the like: more would not fit into memory.
  static let maximumNumber = 1 << 20

  // MARK: Lists

  /// Returns what stands between `open` and `close`, with commas in between.
  mutating func readList<Element>(
    _ open: String, _ close: String,
    _ element: (inout TextReader) throws(TextError) -> Element
  ) throws(TextError) -> [Element] {
    try expect(open)
    var elements: [Element] = []
    if try accept(close) { return elements }
    repeat { elements.append(try element(&self)) } while try accept(",")
    try expect(close)
    return elements
  }

  /// Returns the number of a value.
  mutating func readValue() throws(TextError) -> ValueID {
    ValueID(try readNumber(of: "v", "a value"))
  }

  /// Returns the number of a block.
  mutating func readBlock() throws(TextError) -> BlockID {
    BlockID(try readNumber(of: "b", "a block"))
  }

  /// Returns the number of the location if one comes next, else none.
  mutating func readLocation() throws(TextError) -> LocationID {
    guard try accept("@") else { return .none }
    return LocationID(try readCount())
  }

  /// Returns a type.
  mutating func readType() throws(TextError) -> ValueType {
    try readCase(ValueType.self, "a type")
  }
}
