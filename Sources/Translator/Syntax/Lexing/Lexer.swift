import Diagnostics

/// Cuts the bytes of one source file into tokens.
struct Lexer {
  /// The bytes that are cut.
  let bytes: [UInt8]
  /// Where the next byte is read.
  var position = 0
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

  /// Creates a lexer for `bytes`.
  init(_ bytes: [UInt8], origin: Origin) {
    self.bytes = bytes
    self.origin = origin
  }

  /// Creates a lexer for `file` of `sources`.
  init(_ file: SourceFileID, in sources: SourceMap, arguments: ScriptArguments) {
    let source = sources[file]
    self.init(source.bytes, origin: .file(file, arguments))
    tokens.reserveCapacity(bytes.count / 4)
  }

  /// Cuts all bytes; `tokens` then ends with the end of the file.
  mutating func run() {
    while true {
      skipBlanks()
      guard position < bytes.count else { break }
      let start = position
      readToken()
      precondition(position > start, "the lexer stands still at offset \(start)")
    }
    add(.end, from: position)
  }

  /// The byte `distance` behind the next one; 0 beyond the end.
  func byte(ahead distance: Int = 0) -> UInt8 {
    position + distance < bytes.count ? bytes[position + distance] : 0
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
    if let found = Punctuation.longest(in: bytes, at: start) {
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
    var end = position + 1
    if byte(ahead: 1) == UInt8(ascii: "#") {
      end += 1
    } else {
      while end < bytes.count, Self.isDigit(bytes[end]) { end += 1 }
      guard end > position + 1 else { return false }
    }
    position = end
    switch origin {
    case .argument: add(.malformed(.nestedArgument), from: start)
    case .file(_, let arguments):
      let digits = bytes[start + 1..<end]
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
