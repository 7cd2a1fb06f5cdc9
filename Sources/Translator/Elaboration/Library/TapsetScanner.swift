/// Finds the top-level declarations of a tapset file in one pass over its bytes.
///
/// It knows just enough of the language not to be misled by comments, strings, bodies, embedded code
/// and preprocessor conditions. Text that no parser would accept gives an index of no meaning.
struct TapsetScanner {
  /// The file.
  private let bytes: UnsafeBufferPointer<UInt8>
  /// The offset of the next byte.
  private var position = 0
  /// How many braces, brackets and parentheses are open.
  private var depth = 0
  /// The depths at the question marks of the conditions that are open; `nil` before a question mark.
  private var conditions: [Int?] = []
  /// The start of the declaration that is being read.
  private var start: Int?
  /// What the declaration that is being read declares.
  private var kind: TapsetIndex.Kind?
  /// The declarations before that one.
  private var declarations: [TapsetIndex.Declaration] = []
  /// `false` as soon as something is met that forbids to parse declarations alone.
  private var isDivisible = true

  /// Returns the index of the file that consists of `bytes`.
  static func index(of bytes: [UInt8]) -> TapsetIndex {
    bytes.withUnsafeBufferPointer { buffer in
      var scanner = TapsetScanner(bytes: buffer)
      scanner.scan()
      return TapsetIndex(
        declarations: scanner.declarations, isDivisible: scanner.isDivisible)
    }
  }

  /// Creates a scanner at the start of `bytes`.
  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// A token, as far as the scanner tells tokens apart.
  private enum Token: Equatable {
    /// A word, number or operator word; also one that starts with `@`.
    case word(Range<Int>)
    /// A string literal, quotes included.
    case string(Range<Int>)
    /// Any other byte.
    case symbol(UInt8)
    /// `+=`.
    case append
    /// `%(`, `%?`, `%:` and `%)`, by their second byte.
    case condition(UInt8)
    /// Embedded code.
    case code
  }

  /// Reads the whole file.
  private mutating func scan() {
    var previous: Token?
    while let token = next() {
      switch token {
      case .word(let range)
      where depth == 0 && previous != .symbol(UInt8(ascii: ".")) && isKeyword(range):
        previous = nil
        declare(range)
        continue
      case .symbol(let byte): count(byte)
      case .condition(let byte): follow(byte)
      case .word, .string, .append, .code: break
      }
      previous = token
    }
    finish(at: bytes.count)
  }

  /// Returns `true` iff `range` is a word that starts a declaration.
  private func isKeyword(_ range: Range<Int>) -> Bool {
    switch range.count {
    case 5: holds(range, "probe")
    case 6: holds(range, "global")
    case 7: holds(range, "private") || holds(range, "@define")
    case 8: holds(range, "function")
    default: false
    }
  }

  /// Returns `true` iff the bytes of `range` are those of `word`.
  private func holds(_ range: Range<Int>, _ word: StaticString) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    for offset in 0..<range.count where bytes[range.lowerBound + offset] != word.utf8Start[offset] {
      return false
    }
    return true
  }

  /// Reads what the declaration that starts with the keyword at `keyword` declares.
  private mutating func declare(_ keyword: Range<Int>) {
    finish(at: keyword.lowerBound)
    start = keyword.lowerBound
    if !conditions.isEmpty { isDivisible = false }
    readDeclaration(keyword, isPrivate: false)
  }

  /// Reads the declaration whose keyword is at `keyword`.
  private mutating func readDeclaration(_ keyword: Range<Int>, isPrivate: Bool) {
    switch bytes[keyword.lowerBound] {
    case UInt8(ascii: "f"): kind = nextWord().map { .function(text($0), isPrivate: isPrivate) }
    case UInt8(ascii: "g"): kind = .globals(globalNames(), isPrivate: isPrivate)
    case UInt8(ascii: "@"):
      kind = nextWord().map { .macro(text($0)) }
      isDivisible = false
    case UInt8(ascii: "p") where keyword.count == 5: kind = probe()
    default: readPrivate()
    }
  }

  /// Reads what follows `private`.
  private mutating func readPrivate() {
    let mark = position
    guard let word = nextWord() else { return }
    if isKeyword(word) {
      readDeclaration(word, isPrivate: true)
    } else {
      position = mark
      kind = .globals(globalNames(), isPrivate: true)
    }
  }

  /// Ends the declaration that is being read.
  private mutating func finish(at end: Int) {
    if let start, let kind {
      declarations.append(TapsetIndex.Declaration(kind, start: start, end: end))
    }
    start = nil
    kind = nil
    depth = 0
  }

  /// Reads the names of global variables up to the end of their declaration.
  private mutating func globalNames() -> [String] {
    var names: [String] = []
    while let word = nextWord() {
      names.append(text(word))
      var mark = position
      var level = 0
      // Sizes and first values stand between the names.
      while let token = next() {
        if token == .symbol(UInt8(ascii: "[")) { level += 1 }
        if token == .symbol(UInt8(ascii: "]")) { level -= 1 }
        if level == 0, token == .symbol(UInt8(ascii: ",")) { break }
        if case .word(let range) = token, isKeyword(range) {
          position = mark
          return names
        }
        mark = position
      }
    }
    return names
  }

  /// Reads the names of an alias, or the start of a probe.
  private mutating func probe() -> TapsetIndex.Kind {
    var names: [String] = []
    var name: [UInt8] = []
    while true {
      let mark = position
      guard let token = next() else { break }
      switch token {
      case .word(let range), .string(let range): name += bytes[range]
      case .symbol(UInt8(ascii: "=")), .append:
        names.append(String(decoding: name, as: UTF8.self))
        name = []
      case .symbol(UInt8(ascii: "{")), .symbol(UInt8(ascii: ",")), .condition, .code:
        position = mark
        return names.isEmpty ? .probe : .aliases(names)
      case .symbol(let byte): name.append(byte)
      }
    }
    return names.isEmpty ? .probe : .aliases(names)
  }

  /// Counts brackets.
  private mutating func count(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"): depth = max(0, depth - 1)
    default: break
    }
  }

  /// Follows a part of a preprocessor condition; its branches each start at the same depth.
  private mutating func follow(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "("):
      conditions.append(nil)
      if depth == 0 { isDivisible = false }
    case UInt8(ascii: "?"): if !conditions.isEmpty { conditions[conditions.count - 1] = depth }
    case UInt8(ascii: ":"): if let saved = conditions.last ?? nil { depth = saved }
    default: _ = conditions.popLast()
    }
  }

  /// Returns the text of `range`.
  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// Returns the next token if it is a word; nothing is read if it is not.
  private mutating func nextWord() -> Range<Int>? {
    let mark = position
    if case .word(let range)? = next() { return range }
    position = mark
    return nil
  }
}

// MARK: Tokens

extension TapsetScanner {
  /// Reads the next token; `nil` at the end of the file.
  private mutating func next() -> Token? {
    skipBlanksAndComments()
    guard position < bytes.count else { return nil }
    let first = bytes[position]
    if Self.isWordByte(first) || first == UInt8(ascii: "@") { return word() }
    switch (first, byte(after: 1)) {
    case (UInt8(ascii: "\""), _): return string()
    case (UInt8(ascii: "%"), UInt8(ascii: "{")?): return code()
    case (UInt8(ascii: "%"), let second?) where Self.conditionBytes.contains(second):
      position += 2
      return .condition(second)
    case (UInt8(ascii: "+"), UInt8(ascii: "=")?):
      position += 2
      return .append
    default:
      position += 1
      return .symbol(first)
    }
  }

  /// The bytes that follow the percent sign of a preprocessor condition's parts.
  private static let conditionBytes: [UInt8] = Array("(?:)".utf8)

  /// Returns `true` iff `byte` can be part of a word or number; stars are part of patterns.
  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }

  /// Returns the byte `distance` behind the next one.
  private func byte(after distance: Int) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  /// Reads a word, whose first byte may be any.
  private mutating func word() -> Token {
    let start = position
    position += 1
    while position < bytes.count, Self.isWordByte(bytes[position]) { position += 1 }
    return .word(start..<position)
  }

  /// Reads a string literal.
  private mutating func string() -> Token {
    let start = position
    position += 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    position = min(position + 1, bytes.count)
    return .string(start..<position)
  }

  /// Reads embedded code.
  private mutating func code() -> Token {
    skip(past: UInt8(ascii: "%"), UInt8(ascii: "}"))
    return .code
  }

  /// Goes on behind the next `first` that `second` follows.
  private mutating func skip(past first: UInt8, _ second: UInt8) {
    position += 2
    while position < bytes.count {
      if bytes[position] == first, byte(after: 1) == second {
        position += 2
        return
      }
      position += 1
    }
  }

  /// Skips what has no meaning.
  private mutating func skipBlanksAndComments() {
    while position < bytes.count {
      switch (bytes[position], byte(after: 1)) {
      case (UInt8(ascii: " "), _), (UInt8(ascii: "\t")...UInt8(ascii: "\r"), _): position += 1
      case (UInt8(ascii: "#"), _), (UInt8(ascii: "/"), UInt8(ascii: "/")?): skipLine()
      case (UInt8(ascii: "/"), UInt8(ascii: "*")?): skip(past: UInt8(ascii: "*"), UInt8(ascii: "/"))
      default: return
      }
    }
  }

  /// Goes on at the next line break.
  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }
}
