/// How the arguments of system calls are turned into text: the contents of `arguments.table`.
///
/// A line says `CALL.ARGUMENT DECODER`, where `CALL` and `ARGUMENT` are names as the kernel has them and `*`
/// stands for any; what is said first holds. `#` starts a comment. A decoder is
///
/// - `path`: a string that names a file, read again when the call returns if it was not in memory;
/// - `string`: any other string;
/// - `buffer(LENGTH)`: bytes, as many as the argument `LENGTH` says, of which the first 32 are shown;
/// - `decimal`, `unsigned`, `hexadecimal`, `octal`, `pointer`: a number;
/// - `int`: a decimal number of 32 bits with a sign, whatever the kernel's type is;
/// - `NAME(ARGUMENT, …)`: what the function `syscall_NAME_str` of the tapset makes of the value and of the
///   values of the given arguments; `=N` among these is the number N itself.
///
/// In front of a decoder may stand `?`, by which an empty text is left out with its comma; `>`, by which the
/// argument is a result, decoded when the call returns, for which `return` may be among the given arguments;
/// `<>`, by which it is decoded both when the call is entered and when it returns; `A > B` decodes by `A` when it is
/// entered and by `B` when it returns, unless that finds nothing but an address; and `@`, by which a number may
/// be an address of what is decoded, as those arguments are anyway that the kernel declares as pointers; and `!`, by which
/// a result is there also when the call fails.
///
/// In front of all that may stand `N:`, by which the argument is shown in the place N among the others, and `LABEL=`, by which
/// that stands in front of its text.
///
/// A `CALL` that starts with `i386/` is one of 32-bit programs; its decoder, which is for memory, gets the address and the first
/// bytes that are there: what the function `syscall_i386_NAME_str` of the tapset makes of them.
///
/// `frame` in the place of `ARGUMENT` stands for what a call without arguments finds on its stack.
///
/// `return` in the place of `ARGUMENT` stands for what the call returns; its decoder is `NAME(ARGUMENT, …)`, which
/// gets the result first.
package struct DecodingTable: Sendable {
  /// How one argument is turned into text.
  package struct Decoder: Hashable, Sendable {
    /// The name.
    package let name: String
    /// The names of further arguments that it needs.
    package let arguments: [String]
    /// `true` iff an empty text is left out.
    package var isOptional = false
    /// When the argument is decoded.
    package var moment = Moment.entry
    /// The name of what decodes it when the call returns, if that is another one.
    package var laterName: String?
    /// The names of further arguments that this needs.
    package var laterArguments: [String] = []
    /// The place among the texts of all arguments, from 1, if that is not the argument's own.
    package var place: Int?
    /// What stands in front of the text and an equals sign; nothing if it is empty.
    package var label = ""
    /// `true` iff it reads memory whatever the kernel's type is.
    package var followsNumber = false
    /// `true` iff the call writes it also when it fails.
    package var outlivesFailure = false

    /// Creates a decoder.
    package init(_ name: String, arguments: [String] = []) {
      self.name = name
      self.arguments = arguments
    }
  }

  /// When an argument has its meaning.
  package enum Moment: Hashable, Sendable {
    /// When the call is entered.
    case entry
    /// When it returns.
    case exit
    /// At both times.
    case both
  }

  /// What is wrong with a table.
  package struct Damage: Error, Hashable, Sendable {
    /// The line, from 1.
    package let line: Int
    /// The text of the line.
    package let text: String
  }

  /// The decoders by `call.argument`, where either may be `*`.
  private var decoders: [String: Decoder] = [:]

  /// Creates a table without lines: numbers are numbers and addresses are addresses.
  package init() {}

  /// Creates the table that `text` says.
  ///
  /// - Throws: `Damage` for a line that is not as described above.
  package init(_ text: String) throws(Damage) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let content = line.prefix { $0 != "#" }
      let words = content.split(separator: " ", omittingEmptySubsequences: true)
      if words.isEmpty { continue }
      let rest = words.dropFirst().joined()
      guard words.count > 1, words[0].contains("."), let decoder = Self.decoder(rest) else {
        throw Damage(line: index + 1, text: String(line))
      }
      let key = String(words[0])
      if decoders[key] == nil { decoders[key] = decoder }
    }
  }

  /// Returns the decoder that `text` says, such as `?open_mode(flags)`.
  private static func decoder(_ text: String) -> Decoder? {
    let (place, label, body) = headed(text[...])
    let marks = body.prefix { "?<>@!".contains($0) }
    let parts = body.dropFirst(marks.count).split(separator: ">", omittingEmptySubsequences: false)
    guard parts.count <= 2, var result = plainDecoder(parts.first ?? "") else { return nil }
    result.place = place
    result.label = label
    result.isOptional = marks.contains("?")
    result.followsNumber = marks.contains("@")
    result.outlivesFailure = marks.contains("!")
    if marks.contains("<>") {
      result.moment = .both
    } else if marks.contains(">") {
      result.moment = .exit
    }
    if parts.count == 2 {
      guard let later = plainDecoder(parts[1]) else { return nil }
      result.moment = .both
      result.laterName = later.name
      result.laterArguments = later.arguments
    }
    return result
  }

  /// Returns the place and the label in front of `text`, such as `1:child_stack=`, and what is behind them.
  private static func headed(_ text: Substring) -> (place: Int?, label: String, rest: Substring) {
    var rest = text
    let place = rest.firstIndex(of: ":").flatMap { Int(rest[..<$0]) }
    if place != nil { rest = rest.drop { $0 != ":" }.dropFirst() }
    let label = rest.prefix { $0 == "_" || $0.isLetter }
    guard rest.dropFirst(label.count).first == "=" else { return (place, "", rest) }
    return (place, String(label), rest.dropFirst(label.count + 1))
  }

  /// Returns the decoder that `body` says, such as `open_mode(flags)`.
  private static func plainDecoder(_ body: Substring) -> Decoder? {
    guard let open = body.firstIndex(of: "(") else {
      return body.isEmpty || body.contains(")") ? nil : Decoder(String(body))
    }
    guard body.last == ")" else { return nil }
    let inner = body[body.index(after: open)...].dropLast()
    return Decoder(
      String(body[..<open]), arguments: inner.split(separator: ",").map(String.init))
  }

  /// Returns the decoder for what is in memory for `argument` of the call `call` of 32-bit programs; `nil` if the table has
  /// none.
  package func compatibleDecoder(of argument: String, in call: String) -> Decoder? {
    decoders["i386/\(call).\(argument)"] ?? decoders["i386/*.\(argument)"]
  }

  /// Returns the decoder for `argument` of `call`; `nil` if the table has none.
  package func decoder(of argument: String, in call: String) -> Decoder? {
    let own = decoders["\(call).\(argument)"]
    if argument == "return" || argument == "frame" { return own }
    return own ?? decoders["\(call).*"] ?? decoders["*.\(argument)"]
  }
}
