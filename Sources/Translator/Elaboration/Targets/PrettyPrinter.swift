import IR
import KernelDescription

/// Spells out a value of a C type, as `$x$` and `$x$$` show it: `{.pid=1, .comm="init", .se={...}}`.
struct PrettyPrinter {
  /// How far structures within structures are spelled out.
  enum Depth: Int, Sendable {
    /// `$x$`: what is within the structure is `{...}`.
    case shallow = 1
    /// `$x$$`: all levels.
    case deep = 8
  }

  /// What is printed at most; what does not fit any more is shown as three dots.
  private static let argumentLimit = 32
  /// How many elements of an array are printed at most.
  private static let elementLimit = 8

  /// Reads the parts.
  private let reader: KernelValueReader
  /// The format string so far.
  private var pieces: [Format.Piece] = []
  /// The arguments of the format string so far.
  private(set) var arguments: [TypedExpression] = []

  /// Creates a printer that reads through `reader`.
  init(reader: KernelValueReader) { self.reader = reader }

  /// The format string.
  var format: Format { Format(pieces) }

  /// Appends `value`; what a pointer points to if that is a structure or a string.
  mutating func append(_ value: KernelValue, depth: Depth) {
    if reader.types.isTypedPointer(value.type), let target = try? reader.target(of: value) {
      append(target, levels: depth.rawValue)
    } else {
      append(value, levels: depth.rawValue)
    }
  }

  /// Appends `text` as it is.
  mutating func append(_ text: String) {
    if case .text(let before)? = pieces.last {
      pieces[pieces.count - 1] = .text(before + text.utf8)
    } else {
      pieces.append(.text(Array(text.utf8)))
    }
  }

  /// Appends a conversion of `argument`.
  mutating func append(_ directive: Directive, _ argument: TypedExpression) {
    guard arguments.count < Self.argumentLimit else { return append("...") }
    pieces.append(.directive(directive))
    arguments.append(argument)
  }

  /// Appends `value` with so many levels of structures.
  private mutating func append(_ value: KernelValue, levels: Int) {
    let types = reader.types
    switch types.kind(of: value.type) {
    case .aggregate, .forward: appendStructure(value, levels: levels)
    case .array(let element, let count):
      let isText = types.isCharacter(SpelledType(base: element))
      if isText { appendString(value) } else { appendArray(value, count: count, levels: levels) }
    case .pointer:
      let isText = types.target(of: value.type).map(types.isCharacter) ?? false
      if isText { appendString(value) } else { appendScalar(value, Directive(.pointer)) }
    case .integer(_, _, let encoding): appendInteger(value, encoding)
    case .enumeration: appendScalar(value, Directive(.integer))
    case .void, .floating, .function, .alias, .qualified: append("?")
    }
  }

  /// Appends the members of a structure in braces.
  private mutating func appendStructure(_ value: KernelValue, levels: Int) {
    guard levels > 0, let aggregate = reader.types.aggregate(value.type) else {
      return append("{...}")
    }
    append("{")
    for (index, name) in reader.types.memberNames(of: aggregate).enumerated() {
      if index > 0 { append(", ") }
      // The rest of a large structure is one ellipsis, not one for each member.
      guard arguments.count < Self.argumentLimit else {
        append("...")
        break
      }
      append(".\(name)=")
      if let member = try? reader.member(name, of: value) {
        append(member, levels: levels - 1)
      } else {
        append("?")
      }
    }
    append("}")
  }

  /// Appends the elements of an array in brackets.
  private mutating func appendArray(_ value: KernelValue, count: Int, levels: Int) {
    guard levels > 0 else { return append("[...]") }
    append("[")
    for index in 0..<min(count, Self.elementLimit) {
      if index > 0 { append(", ") }
      let number = TypedExpression(.long(Int64(index)), type: .long, range: reader.range)
      if let element = try? reader.element(number, of: value) {
        append(element, levels: levels - 1)
      }
    }
    append(count > Self.elementLimit ? ", ...]" : "]")
  }

  /// Appends an integer by what its bits mean.
  private mutating func appendInteger(_ value: KernelValue, _ encoding: IntegerEncoding) {
    switch encoding {
    case .unsigned: appendScalar(value, Directive(.unsigned))
    case .signed, .boolean: appendScalar(value, Directive(.integer))
    case .character, .unsignedCharacter:
      append("'")
      appendScalar(value, Directive(.character, flag: .alternative))
      append("'")
    }
  }

  /// Appends a number or an address.
  private mutating func appendScalar(_ value: KernelValue, _ directive: Directive) {
    guard let number = try? reader.read(value) else { return append("?") }
    append(directive, number)
  }

  /// Appends the string that `value` holds or points to, in quotes.
  private mutating func appendString(_ value: KernelValue) {
    guard let address = try? reader.read(value) else { return append("?") }
    let string = TypedExpression(
      .intrinsic(.kernel_string, [address]), type: .string, range: reader.range)
    append(
      Directive(.string),
      TypedExpression(.intrinsic(.string_quoted, [string]), type: .string, range: reader.range))
  }
}
