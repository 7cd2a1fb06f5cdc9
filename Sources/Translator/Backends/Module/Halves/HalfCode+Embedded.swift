import IR

/// Calls of the C of a script.
extension HalfCode {
  /// Adds a call of the C that the instruction `id` runs.
  mutating func addEmbeddedCode(_ arguments: [ValueID], as id: ValueID) throws(HalfProblem) {
    guard let piece = EmbeddedFunctions.Piece(half.function[id], in: half.function, program) else {
      throw unsupported("C that is put together at run time")
    }
    let function = embedded.name(of: piece)
    let call = "call_\(id.index)"
    members.append("struct \(function) \(call);")
    let values = arguments.dropFirst(2).map { value($0).text }
    settle(before: .everything)
    append("marktap_embedded_start(&frame->\(call).embedded, run->registers, \(output));")
    for (parameter, value) in zip(piece.declaration.parameters, values) {
      let place = "frame->\(call).\(parameter.name)"
      switch parameter.type {
      case .long: append("\(place) = \(value);")
      case .string: append("marktap_embedded_text(\(place), sizeof(\(place)), \(value));")
      }
    }
    let result = "frame->\(call).__retvalue"
    if piece.declaration.result == .long { append("\(result) = 0;") }
    if piece.declaration.result == .string { append("\(result)[0] = '\\0';") }
    append("\(function)(&frame->\(call));", changing: .everything)
    fail(
      if: CExpression(not: "marktap_embedded_went_well(&frame->\(call).embedded)"),
      .raised, "frame->\(call).embedded.last_error", of: id)
    switch piece.declaration.result {
    case .long: assign(result, to: id)
    case .string:
      let home = makeHome(for: id, capacity: stringLimit)
      append("marktap_embedded_result(\(home), \(result), sizeof(\(result)));")
    case nil: break
    }
  }

  /// Adds what the C has printed.
  mutating func addEmbeddedOutput(as id: ValueID) {
    let home = makeHome(for: id, capacity: stringLimit)
    append("marktap_copy(\(home), \(output));")
    append("MARKTAP_EMPTY(frame, output);")
  }

  /// The string that collects what the C prints.
  private var output: String {
    mutating get {
      let member = "MARKTAP_STRING(output, \(stringLimit));"
      if !members.contains(member) { members.append(member) }
      return "&frame->output"
    }
  }

  /// `true` iff something in the half fails with words, as C does.
  var raisesErrors: Bool {
    half.function.instructions.contains {
      if case .intrinsic(let intrinsic, _) = $0.operation { intrinsic.raisesErrors } else { false }
    }
  }

  /// `true` iff some C of the half prints.
  var collectsOutput: Bool { members.contains { $0.hasPrefix("MARKTAP_STRING(output,") } }
}
