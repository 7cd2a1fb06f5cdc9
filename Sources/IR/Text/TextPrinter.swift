/// Writes functions and programs as text.
///
///     function probe_0.user(x: long) -> long {
///       local y: string
///     b0:
///       v0 = read l0
///       v1 = long 5
///       v2 = divide v0, v1 @3
///       return v2
///     }
///
/// Results are longs unless a type stands behind their number. An instruction without a result has the
/// number behind that of the line above, unless it says another one: `v7: print "x"`; if a line of the text
/// says that number for itself, it has one behind all others.
struct TextPrinter {
  /// What has been written.
  private(set) var text = ""
  /// How much is shown.
  let detail: TextDetail

  /// Creates a printer that has written nothing.
  init(_ detail: TextDetail) { self.detail = detail }

  /// Writes `line` and a line break.
  mutating func append(line: String) {
    text += line
    text += "\n"
  }

  /// Writes `function`.
  mutating func append(_ function: Function) {
    let parameters = function.locals.prefix(function.parameterCount).map(Self.text(of:))
    let result = function.result.map { " -> \($0.rawValue)" } ?? ""
    append(
      line: "function \(Self.name(function.name))(\(parameters.joined(separator: ", ")))\(result) {"
    )
    for local in function.locals.dropFirst(function.parameterCount) {
      append(line: "  local \(Self.text(of: local))")
    }
    var next = 0
    for (index, block) in function.blocks.enumerated() {
      append(line: "b\(index)\(block.catchBlock.map { " catch b\($0.index)" } ?? ""):")
      for id in block.instructions {
        append(line: "  " + line(of: function[id], numbered: id, expecting: next))
        next = id.index + 1
      }
      append(line: "  " + Self.text(of: block.terminator))
    }
    append(line: "}")
  }

  /// Returns the line of `instruction`, whose number would be `next` if it said none.
  private func line(of instruction: Instruction, numbered id: ValueID, expecting next: Int)
    -> String
  {
    var line =
      switch instruction.type {
      case .long: "v\(id.index) = "
      case .string: "v\(id.index): string = "
      case nil: id.index == next ? "" : "v\(id.index): "
      }
    line += Self.text(of: instruction.operation)
    if detail == .complete, instruction.location != .none {
      line += " @\(instruction.location.index)"
    }
    return line
  }

  /// Returns the text of a declaration.
  private static func text(of local: Local) -> String {
    "\(name(local.name)): \(local.type.rawValue)"
  }

  /// Returns the text of `terminator`.
  private static func text(of terminator: Terminator) -> String {
    switch terminator {
    case .jump(let target): return "jump b\(target.index)"
    case .branch(let value, let then, let otherwise):
      return "branch v\(value.index), b\(then.index), b\(otherwise.index)"
    case .choose(let value, let cases, let otherwise):
      let cases = cases.map { "\($0.value): b\($0.target.index), " }.joined()
      return "choose v\(value.index), \(cases)b\(otherwise.index)"
    case .return(let value): return value.map { "return v\($0.index)" } ?? "return"
    }
  }

  /// Returns `name` as it is if it reads as one word, else in quotes.
  static func name(_ name: String) -> String {
    !name.isEmpty && name.utf8.allSatisfy(TextScanner.isWordByte)
      && !TextScanner.isDigit(name.utf8.first ?? 0)
      ? name : quoted(Array(name.utf8))
  }

  /// Returns `bytes` in double quotes, with escapes for all but printable ASCII.
  static func quoted(_ bytes: [UInt8]) -> String {
    var text = "\""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""): text += "\\\""
      case UInt8(ascii: "\\"): text += "\\\\"
      case UInt8(ascii: "\n"): text += "\\n"
      case UInt8(ascii: "\t"): text += "\\t"
      case 0x20...0x7e: text.unicodeScalars.append(UnicodeScalar(byte))
      default:
        text += "\\x"
        if byte < 16 { text += "0" }
        text += String(byte, radix: 16)
      }
    }
    return text + "\""
  }
}
