import Diagnostics

/// Cuts the bytes of one source file into tokens.
struct Lexer {
  /// The bytes that are cut.
  let bytes: [UInt8]
  /// Where cutting ends.
  let end: Int
  /// Where the next byte is read.
  var position: Int
  /// How the next token follows the one before it.
  var spacing = Token.Spacing.line
  /// The tokens so far.
  var tokens: [Token] = []
  /// The numbers of the script arguments that were asked for.
  private(set) var usedArguments: Set<Int> = []
  /// What the bytes are.
  let origin: Origin

  /// What bytes are.
  enum Origin {
    /// A file, in which `$1` stands for the first argument.
    case file(SourceFileID, ScriptArguments)
    /// The text of a script argument that is used at a place.
    case argument(SourceRange)
  }

  /// Creates a lexer for `range` of `bytes`, all of them if it is `nil`.
  init(_ bytes: [UInt8], range: Range<Int>? = nil, origin: Origin) {
    self.bytes = bytes
    self.origin = origin
    position = range?.lowerBound ?? 0
    end = range?.upperBound ?? bytes.count
  }

  /// Creates a lexer for `range` of `file` of `sources`, the whole file if it is `nil`.
  init(
    _ file: SourceFileID, range: Range<Int>? = nil, in sources: SourceMap,
    arguments: ScriptArguments
  ) {
    self.init(sources[file].bytes, range: range, origin: .file(file, arguments))
    tokens.reserveCapacity((end - position) / 4)
  }

  /// Cuts all bytes; `tokens` then ends with the end of the file.
  mutating func run() {
    while true {
      skipBlanks()
      guard position < end else { break }
      let start = position
      readToken()
      precondition(position > start, "the lexer stands still at offset \(start)")
    }
    add(.end, from: position)
  }

  /// The byte `distance` behind the next one; 0 beyond the end.
  func byte(ahead distance: Int = 0) -> UInt8 {
    position + distance < end ? bytes[position + distance] : 0
  }

  /// Returns the place from `start` to where the next byte is read.
  func range(from start: Int) -> SourceRange {
    switch origin {
    case .file(let file, _):
      SourceRange(file: file, start: start, end: position)
    case .argument(let range): range
    }
  }

  /// Adds a token that started at `start`.
  mutating func add(_ kind: Token.Kind, from start: Int) {
    tokens.append(Token(kind, at: range(from: start), spacing: spacing))
    spacing = .none
  }

  /// Reads one token.
  private mutating func readToken() {
    let first = bytes[position]
    switch first {
    case UInt8(ascii: "\""): readString()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
    case UInt8(ascii: "$"), UInt8(ascii: "@"):
      if !readArgument(sigil: first) { readWord(sigil: first) }
    case _ where Self.startsWord(first): readWord(sigil: nil)
    case UInt8(ascii: "%") where byte(ahead: 1) == UInt8(ascii: "{"): readEmbeddedCode()
    default: readPunctuation()
    }
  }

  /// Reads an operator, a bracket or a separator.
  private mutating func readPunctuation() {
    let start = position
    if let found = Punctuation.longest(in: bytes, at: start, before: end) {
      position += found.length
      add(.punctuation(found.punctuation), from: start)
      return
    }
    position += 1
    if bytes[start] >= 0x80 {
      while byte() >= 0x80 { position += 1 }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    add(.malformed(.unknownCharacter(text)), from: start)
  }

  /// Reads `$1`, `@1`, `$#` or `@#`, and returns `true`; returns `false` if there is something else.
  private mutating func readArgument(sigil: UInt8) -> Bool {
    let start = position
    var wordEnd = position + 1
    if byte(ahead: 1) == UInt8(ascii: "#") {
      wordEnd += 1
    } else {
      while wordEnd < end, Self.isDigit(bytes[wordEnd]) { wordEnd += 1 }
      guard wordEnd > position + 1 else { return false }
    }
    position = wordEnd
    switch origin {
    case .argument: add(.malformed(.nestedArgument), from: start)
    case .file(_, let arguments):
      let digits = bytes[start + 1..<wordEnd]
      if digits.first == UInt8(ascii: "#") {
        let count = arguments.words.count
        add(
          sigil == UInt8(ascii: "@") ? .string(Array(String(count).utf8)) : .number(Int64(count)),
          from: start)
      } else {
        paste(argument: digits, of: arguments, sigil: sigil, from: start)
      }
    }
    return true
  }

  /// Adds the tokens of the argument whose number is `digits`.
  private mutating func paste(
    argument digits: ArraySlice<UInt8>, of arguments: ScriptArguments, sigil: UInt8,
    from start: Int
  ) {
    let number = digits.count > 6 ? Int.max : digits.reduce(0) { $0 * 10 + Int($1 & 15) }
    usedArguments.insert(number)
    guard number >= 1, number <= arguments.words.count else {
      add(.malformed(.missingArgument(number)), from: start)
      return
    }
    let word = arguments.words[number - 1]
    if sigil == UInt8(ascii: "@") {
      add(.string(word), from: start)
      return
    }
    var lexer = Lexer(word, origin: .argument(range(from: start)))
    lexer.spacing = spacing
    lexer.run()
    tokens += lexer.tokens.dropLast()
    spacing = .none
  }

  /// Returns whether a name can start with `byte`.
  static func startsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Returns whether `byte` is a decimal digit.
  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
