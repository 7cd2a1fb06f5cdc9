extension CodeWriter {
  /// Writes `function`. Instructions that stand in no block are left out, and the others get new numbers.
  mutating func write(_ function: Function) {
    var numbers: [ValueID: ValueID] = [:]
    let placed = function.blocks.flatMap(\.instructions)
    for (number, id) in placed.enumerated() { numbers[id] = ValueID(number) }
    let renumber = { (id: ValueID) in numbers[id] ?? ValueID(0) }
    write(function.name)
    write(function.parameterCount)
    write(list: function.locals) { writer, local in
      writer.write(local.name)
      writer.write(case: local.type)
    }
    write(optional: function.result) { writer, type in writer.write(case: type) }
    write(list: placed) { writer, id in
      let instruction = function[id]
      writer.write(instruction.operation.mappingOperands(renumber))
      writer.write(optional: instruction.type) { writer, type in writer.write(case: type) }
      writer.write(instruction.location.index)
    }
    write(list: function.blocks) { writer, block in
      writer.write(block.instructions.count)
      writer.write(block.catchBlock.map { $0.index + 1 } ?? 0)
      writer.write(block.terminator, renumber)
    }
  }

  /// Writes `terminator` with its values renumbered.
  private mutating func write(_ terminator: Terminator, _ renumber: (ValueID) -> ValueID) {
    switch terminator {
    case .jump(let target):
      write(0)
      write(target.index)
    case .branch(let value, let then, let otherwise):
      write(1)
      write(renumber(value).index)
      write(then.index)
      write(otherwise.index)
    case .choose(let value, let cases, let otherwise):
      write(2)
      write(renumber(value).index)
      write(list: cases) { writer, one in
        writer.write(long: one.value)
        writer.write(one.target.index)
      }
      write(otherwise.index)
    case .return(let value):
      write(3)
      write(value.map { renumber($0).index + 1 } ?? 0)
    }
  }
}

extension CodeReader {
  /// Returns a function.
  mutating func readFunction() throws(ProgramDecodingError) -> Function {
    var function = Function(name: try readText())
    function.parameterCount = try readCount()
    function.locals = try readList { (reader) throws(ProgramDecodingError) in
      Local(name: try reader.readText(), type: try reader.readCase(ValueType.self))
    }
    function.result = try readOptional { (reader) throws(ProgramDecodingError) in
      try reader.readCase(ValueType.self)
    }
    function.instructions = try readList { (reader) throws(ProgramDecodingError) in
      let operation = try reader.readOperation()
      let type = try reader.readOptional { (reader) throws(ProgramDecodingError) in
        try reader.readCase(ValueType.self)
      }
      return Instruction(operation, type: type, location: LocationID(try reader.readCount()))
    }
    var next = 0
    let count = function.instructions.count
    function.blocks = try readList { (reader) throws(ProgramDecodingError) in
      let length = try reader.readCount()
      guard length <= count - next else { throw .damaged }
      let handler = try reader.readCount()
      var block = Block(catchBlock: handler == 0 ? nil : BlockID(handler - 1))
      block.instructions = (next..<next + length).map { ValueID($0) }
      next += length
      block.terminator = try reader.readTerminator()
      return block
    }
    guard next == count else { throw .damaged }
    return function
  }

  /// Returns a terminator.
  private mutating func readTerminator() throws(ProgramDecodingError) -> Terminator {
    switch try readCount() {
    case 0: return .jump(BlockID(try readCount()))
    case 1:
      return .branch(
        ValueID(try readCount()), then: BlockID(try readCount()),
        otherwise: BlockID(try readCount()))
    case 2:
      let value = ValueID(try readCount())
      let cases = try readList { (reader) throws(ProgramDecodingError) in
        ChoiceCase(try reader.readLong(), BlockID(try reader.readCount()))
      }
      return .choose(value, cases: cases, otherwise: BlockID(try readCount()))
    case 3:
      let number = try readCount()
      return .return(number == 0 ? nil : ValueID(number - 1))
    default: throw .damaged
    }
  }
}
