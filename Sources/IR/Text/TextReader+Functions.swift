extension TextReader {
  /// Returns the function that comes next.
  mutating func readFunction() throws(TextError) -> Function {
    try expect(word: "function")
    let name = try readName()
    let parameters = try readList("(", ")") { (reader) throws(TextError) in
      try reader.readLocal()
    }
    let result = try accept("->") ? try readType() : nil
    var function = Function(name: name, parameters: parameters, result: result)
    try expect("{")
    while try accept(word: "local") { function.locals.append(try readLocal()) }
    var body = FunctionBody()
    while try !accept("}") { try readBlock(into: &body) }
    function.instructions = body.instructions
    function.blocks = try blocks(of: body)
    return function
  }

  /// Returns a declaration of a local variable.
  private mutating func readLocal() throws(TextError) -> Local {
    let name = try readName()
    try expect(":")
    return Local(name: name, type: try readType())
  }

  /// Reads a block with its instructions and its terminator.
  private mutating func readBlock(into body: inout FunctionBody) throws(TextError) {
    let number = try readBlock()
    guard number.index == body.blocks.count else {
      throw error(.repeated("b\(number.index)"))
    }
    var block = Block(catchBlock: try accept(word: "catch") ? try readBlock() : nil)
    try expect(":")
    while true {
      if let terminator = try readTerminator() {
        block.terminator = terminator
        break
      }
      block.instructions.append(try readInstruction(into: &body))
    }
    body.blocks.append(block)
  }

  /// Returns the terminator if one comes next.
  private mutating func readTerminator() throws(TextError) -> Terminator? {
    if try accept(word: "jump") { return .jump(try readBlock()) }
    if try accept(word: "branch") {
      let value = try readValue()
      try expect(",")
      let then = try readBlock()
      try expect(",")
      return .branch(value, then: then, otherwise: try readBlock())
    }
    if try accept(word: "choose") {
      let value = try readValue()
      try expect(",")
      var cases: [ChoiceCase] = []
      while case .number(let number) = try peek() {
        try take()
        try expect(":")
        cases.append(ChoiceCase(number, try readBlock()))
        try expect(",")
      }
      return .choose(value, cases: cases, otherwise: try readBlock())
    }
    if try accept(word: "return") {
      guard case .word(let word) = try peek(), word.first == "v", Int(word.dropFirst()) != nil
      else { return .return(nil) }
      return .return(try readValue())
    }
    return nil
  }

  /// Reads an instruction and returns its number.
  private mutating func readInstruction(
    into body: inout FunctionBody
  ) throws(TextError) -> ValueID {
    var id = ValueID(body.next)
    var type: ValueType?
    if case .word(let word) = try peek(), word.first == "v", Int(word.dropFirst()) != nil {
      id = try readValue()
      type = try readResult()
    }
    guard !body.defined.contains(id) else { throw error(.repeated("v\(id.index)")) }
    let operation = try readOperation()
    let instruction = Instruction(operation, type: type, location: try readLocation())
    body.define(id, instruction)
    return id
  }

  /// Returns the type behind the number of an instruction; `nil` if it has no result.
  private mutating func readResult() throws(TextError) -> ValueType? {
    if try accept("=") { return .long }
    try expect(":")
    guard try accept(word: "string") else { return nil }
    // Without `=` the word is the constant that a useless instruction makes.
    try expect("=")
    return .string
  }

  /// Returns the blocks of `body`, if all that it names are there.
  private func blocks(of body: FunctionBody) throws(TextError) -> [Block] {
    for block in body.blocks {
      for target in block.terminator.successors + (block.catchBlock.map { [$0] } ?? [])
      where target.index >= body.blocks.count {
        throw error(.undefinedBlock(target.index))
      }
    }
    guard !body.blocks.isEmpty else { throw error(.undefinedBlock(0)) }
    return body.blocks
  }
}

/// The blocks and instructions of a function while they are read.
private struct FunctionBody {
  /// The blocks so far.
  var blocks: [Block] = []
  /// The instructions so far; those not met yet are constants.
  private(set) var instructions: [Instruction] = []
  /// The numbers of the instructions so far.
  private(set) var defined: Set<ValueID> = []
  /// The number of the next instruction that says none.
  private(set) var next = 0

  /// Makes `instruction` the one numbered `id`.
  mutating func define(_ id: ValueID, _ instruction: Instruction) {
    while instructions.count <= id.index {
      instructions.append(Instruction(.long(0), type: .long))
    }
    instructions[id.index] = instruction
    defined.insert(id)
    next = id.index + 1
  }
}
