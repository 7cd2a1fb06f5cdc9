import IR

/// What a site hands to its halves.
extension HalfCode {
  /// Adds an argument of the site.
  ///
  /// Of the 8 bytes of each, only those of its C type mean something.
  mutating func addArgument(_ access: ArgumentAccess, as id: ValueID) {
    if facts.isTyped[id.index] { pointers.insert(id) }
    let text = "arguments[\(access.index)]"
    if access.isTypedPointer || access.size == 8 {
      define(id, CExpression("(s64)\(text)"))
    } else {
      let type = CInteger(size: access.size, isSigned: access.isSigned)
      define(id, CExpression("(s64)(\(type.name))\(text)"))
    }
  }

  /// Adds a field of the event's record.
  mutating func addEventField(_ field: EventField, as id: ValueID) {
    switch field.kind {
    case .integer(let isSigned), .array(_, let isSigned), .dynamicArray(_, let isSigned),
      .relativeArray(_, let isSigned):
      let type = CInteger(
        size: [1, 2, 4].contains(field.size) ? field.size : 8, isSigned: isSigned)
      define(id, self.field(field, type))
    case .characters:
      addEventString("\(field.offset)", bound: min(field.size, stringLimit), as: id)
    case .dynamicString:
      addEventString("(\(place(of: field)))", bound: stringLimit, as: id)
    case .relativeString:
      let origin = field.offset + field.size
      addEventString("\(origin) + (\(place(of: field)))", bound: stringLimit, as: id)
    case .stringPointer:
      let variable = makeVariable(for: id)
      append("\(variable) = \(self.field(field, CInteger(size: 8, isSigned: false)).text);")
      add(
        StringRead(
          function: "marktap_kernel_string", arguments: [variable, "\(stringLimit)"],
          bound: stringLimit, failure: (.kernelStringFault, variable)), as: id)
    }
  }

  /// Returns the integer of `type` where `field` starts.
  private func field(_ field: EventField, _ type: CInteger) -> CExpression {
    let note = CLiteral.comment(field.name)
    return CExpression("marktap_field(\(type.name), record, \(field.offset) /* \(note) */)")
  }

  /// Returns where in the record, or behind the field, the bytes of a dynamic field start.
  private func place(of field: EventField) -> String {
    self.field(field, CInteger(size: 4, isSigned: false)).text + " & 0xffff"
  }

  /// Adds the string at `offset` of the event's record.
  private mutating func addEventString(_ offset: String, bound: Int, as id: ValueID) {
    add(
      StringRead(
        function: "marktap_record_string", arguments: ["record", offset, "\(bound)"],
        bound: bound, failure: (.kernelStringFault, "(s64)(unsigned long)record + \(offset)")),
      as: id)
  }

  /// Adds an element of an array in the event's record.
  mutating func addEventElement(_ field: EventField, _ index: ValueID, as id: ValueID) {
    let type: CInteger
    let start: String
    let count: String
    switch field.kind {
    case .array(let size, let isSigned):
      type = CInteger(size: size, isSigned: isSigned)
      start = "\(field.offset)"
      count = "\(field.size / size)"
    case .dynamicArray(let size, let isSigned), .relativeArray(let size, let isSigned):
      type = CInteger(size: size, isSigned: isSigned)
      let isRelative = if case .relativeArray = field.kind { true } else { false }
      start = (isRelative ? "\(field.offset + field.size) + " : "") + "(\(place(of: field)))"
      let word = self.field(field, CInteger(size: 4, isSigned: false)).text
      count = "(\(word) >> 16) / \(size)"
    case .integer, .characters, .dynamicString, .relativeString, .stringPointer:
      preconditionFailure("the field \(field.name) has no elements")
    }
    let position = name(index)
    fail(
      if: CExpression(
        condition: "(u64)\(position) >= (u64)(\(count))",
        opposite: "(u64)\(position) < (u64)(\(count))"),
      .indexOutOfRange, position, of: id)
    let place = "(s64)(unsigned long)record + \(start) + \(position) * \(type.size)"
    let variable = makeVariable(for: id)
    fail(
      if: CExpression(not: "marktap_load_kernel(\(type.name), \(place), &\(variable))"),
      .readFault, place, of: id)
  }
}
