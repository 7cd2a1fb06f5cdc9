import IR

/// Strings: constants, and members of the frame.
extension HalfCode {
  /// Adds a member of the frame for the string `id`, empties it, and returns its address.
  mutating func makeHome(for id: ValueID, capacity: Int) -> String {
    let name = "\(half.function[id].operation.shortName)_\(id.index)"
    members.append("MARKTAP_STRING(\(name), \(max(capacity, 1)));")
    statements.append(.line("MARKTAP_EMPTY(frame, \(name));", location))
    expressions[id.index] = CExpression("&frame->\(name)")
    return "&frame->\(name)"
  }

  /// Adds the second string behind the first.
  mutating func addConcatenate(_ a: ValueID, _ b: ValueID, as id: ValueID) {
    let parts = [value(a).text, value(b).text]
    let home = makeHome(for: id, capacity: stringLimit)
    for part in parts { append("marktap_append(\(home), \(part));") }
  }

  /// Adds the text that `format` makes of `arguments`.
  mutating func addFormat(
    _ format: Format, _ arguments: [ValueID], as id: ValueID
  ) throws(HalfProblem) {
    guard format.isPossibleInKernel else { throw unsupported("this format") }
    let values = arguments.map { value($0) }
    var rest = values[...]
    let home = makeHome(for: id, capacity: stringLimit)
    for piece in format.pieces {
      switch piece {
      case .text(let bytes):
        let text = CLiteral.string(bytes.prefix(stringLimit))
        append("marktap_append(\(home), MARKTAP_LITERAL(\(text)));")
      case .directive(let directive):
        // The verifier of the IR has counted the arguments.
        guard let argument = rest.popFirst() else { throw unsupported("this format") }
        if directive.conversion == .string {
          append("marktap_append(\(home), \(argument.text));")
        } else {
          let text = CLiteral.string(directive.kernelFormat.dropLast())
          append("marktap_append_format(\(home), \(text), (long long)\(argument.operand));")
        }
      }
    }
  }

  /// Adds whether `pattern` matches in the string `a`.
  mutating func addMatches(
    _ a: ValueID, _ pattern: [UInt8], as id: ValueID
  ) throws(HalfProblem) {
    guard let name = patterns[pattern] else {
      throw unsupported("a regular expression of this size")
    }
    let text = value(a)
    let call = "marktap_matches(&\(name), \(text.text))"
    define(id, CExpression(call, .condition(opposite: "!\(call)"), reads: text.reads))
  }

  /// Adds the length of the string `a`.
  mutating func addLength(of a: ValueID, as id: ValueID) {
    if case .string(let bytes) = half.function[a].operation {
      define(id, CExpression(Int64(min(bytes.count, stringLimit))))
      return
    }
    let text = value(a)
    define(id, CExpression("(s64)(\(text.text))->length", reads: text.reads))
  }

  // MARK: Reading

  /// A read of a string from memory.
  struct StringRead {
    /// The function that does it, which says whether the memory could be read.
    var function: String
    /// Its arguments behind the string.
    var arguments: [String]
    /// The most bytes that can be read.
    var bound: Int
    /// How the handler fails when the memory cannot be read, and what is said of it; nil if the string is empty then.
    var failure: (kind: Failure.Kind, operand: String)?
  }

  /// Adds `read` as the value `id`: into the record if nothing else needs it, else into the frame.
  mutating func add(_ read: StringRead, as id: ValueID) {
    let home = isReadIntoTail(id) ? makeTailHome(for: id, capacity: read.bound) : nil
    let target = home ?? makeHome(for: id, capacity: read.bound)
    let call = "\(read.function)(\(([target] + read.arguments).joined(separator: ", ")))"
    guard let failure = read.failure else {
      append("\(call);")
      return
    }
    fail(if: CExpression(not: call), failure.kind, failure.operand, of: id)
  }

  /// `true` iff the string `id` can be read to the end of the tail: the next thing that is put there is it.
  private func isReadIntoTail(_ id: ValueID) -> Bool {
    guard facts.isOnlyCaptured(id), facts.slots[id.index] != nil else { return false }
    let instructions = half.function[block].instructions
    guard let start = instructions.firstIndex(of: id) else { return false }
    for other in instructions[(start + 1)...] {
      if case .capture(_, let value) = half.function[other].operation {
        if value == id { return true }
        if half.function[value].type == .string { return false }
      }
      if half.function[other].type == .string { return false }
    }
    return false
  }

  /// Adds a string whose bytes are at the end of the tail, and returns its address.
  private mutating func makeTailHome(for id: ValueID, capacity: Int) -> String {
    let name = "\(half.function[id].operation.shortName)_\(id.index)"
    members.append("struct marktap_string \(name);")
    let home = "&frame->\(name)"
    fail(
      if: CExpression(not: "marktap_tail_home(&frame->tail, \(home), \(max(capacity, 1)))"),
      .recordOverflow, nil, of: nil)
    expressions[id.index] = CExpression(home)
    return home
  }
}
