import IR

/// The C of a script, each piece as one function.
///
/// The code finds its arguments and its result in a structure, by the names that SystemTap has for them: `STAP_ARG_x`,
/// `STAP_RETVALUE`, `STAP_RETURN()`, `STAP_ERROR()`, `STAP_PRINTF()`, and `THIS->x` of scripts that are older.
struct EmbeddedFunctions {
  /// One piece.
  struct Piece: Hashable {
    /// What it takes and yields.
    let declaration: CDeclaration
    /// The C.
    let text: String
    /// Where it stands.
    let location: LocationID
  }

  /// The pieces, each once, in order.
  private var pieces: [Piece] = []
  /// The number of each.
  private var numbers: [Piece: Int] = [:]
  /// Those that handlers in user space call.
  private var callable: Set<Piece> = []
  /// The program.
  private let program: IR.Program

  /// Collects the C of all halves of `program`.
  init(of program: IR.Program) {
    self.program = program
    for half in program.probes.compactMap(\.kernelHalf) { collect(from: half) }
    let others = program.probes.compactMap(\.userHalf) + program.functions
    for half in others { callable.formUnion(collect(from: half)) }
  }

  /// Collects the C of `function`, and returns it.
  @discardableResult private mutating func collect(from function: IR.Function) -> [Piece] {
    let found = function.blocks.flatMap(\.instructions)
      .compactMap { Piece(function[$0], in: function, program) }
    for piece in found where numbers[piece] == nil {
      numbers[piece] = pieces.count
      pieces.append(piece)
    }
    return found
  }

  /// The name of the function, and of the type of its argument, for `piece`.
  func name(of piece: Piece) -> String {
    "embedded_\(numbers[piece] ?? 0)_\(CLiteral.name(piece.declaration.name))"
  }

  /// The declarations of the script, and the functions.
  var text: String {
    var printer = CPrinter(locations: program.locations)
    if !pieces.isEmpty || !program.declarations.isEmpty {
      printer.append("#include \"embedded.h\"")
    }
    for (text, location) in program.declarations {
      printer.note(location)
      printer.append(text)
    }
    for piece in pieces { append(piece, to: &printer) }
    printer.append(calls)
    return printer.text
  }

  /// The list of what user space calls.
  private var calls: String {
    let entries = pieces.filter(callable.contains).map { piece in
      let number = piece.declaration.number(ofText: Array(piece.text.utf8))
      return "\tMARKTAP_CALL_OF(0x\(String(number, radix: 16))ull, \(name(of: piece)))"
    }
    if entries.isEmpty { return "\nMARKTAP_NO_CALLS;" }
    return "\nMARKTAP_CALLS(\n" + entries.joined(separator: ",\n") + "\n);"
  }

  /// Appends the function for `piece`.
  private func append(_ piece: Piece, to printer: inout CPrinter) {
    let name = name(of: piece)
    let declaration = piece.declaration
    printer.append("\n#line 1 \"<arguments>\"")
    printer.append("struct \(name) {\n\tstruct marktap_embedded embedded;")
    for parameter in declaration.parameters {
      printer.append("\t\(parameter.type.member(parameter.name));")
    }
    if let result = declaration.result {
      printer.append("\t\(result.member("__retvalue"));")
    }
    printer.append("};\n")
    let kind = declaration.result?.rawValue.uppercased() ?? "NOTHING"
    printer.append("#define STAP_RETURN MARKTAP_RETURN_\(kind)")
    for parameter in declaration.parameters {
      printer.append("#define STAP_ARG_\(parameter.name) THIS->\(parameter.name)")
    }
    printer.append("static void \(name)(struct \(name) *THIS)\n{")
    printer.restart()
    printer.note(piece.location)
    printer.append("{\(piece.text)}")
    printer.append("}")
    if callable.contains(piece) { printer.append("MARKTAP_CALLABLE(\(name))") }
    printer.append("#undef STAP_RETURN")
    for parameter in declaration.parameters { printer.append("#undef STAP_ARG_\(parameter.name)") }
  }
}

extension EmbeddedFunctions.Piece {
  /// Finds the C that `instruction` of `function` runs; nil if it runs none.
  init?(_ instruction: IR.Instruction, in function: IR.Function, _ program: IR.Program) {
    guard case .intrinsic(.embedded_code, let operands) = instruction.operation,
      operands.count >= 2,
      case .string(let head) = function[operands[0]].operation,
      case .string(let text) = function[operands[1]].operation,
      let declaration = CDeclaration(text: head)
    else { return nil }
    // Each call of the function has a place of its own for the same C.
    let location = program[instruction.location]
    let first = program.locations.firstIndex { $0.isAt(location) }
    self.init(
      declaration: declaration, text: String(decoding: text, as: UTF8.self),
      location: first.map { LocationID($0) } ?? instruction.location)
  }
}

extension Location {
  /// `true` iff it is the same place of the script as `other`, wherever that was called from.
  fileprivate func isAt(_ other: Location) -> Bool {
    file == other.file && line == other.line && column == other.column
  }
}

extension ValueType {
  /// Returns the declaration of a member `name` of the type.
  fileprivate func member(_ name: String) -> String {
    (self == .long ? "s64 \(name)" : "char \(name)[MAXSTRINGLEN]") + " MARKTAP_VALUE"
  }
}
