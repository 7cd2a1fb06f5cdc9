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
    body.number(into: &function)
    function.blocks = try blocks(of: body, numbered: body.numbers)
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
      throw error(.expected("'b\(body.blocks.count)'", found: "b\(number.index)"))
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

  /// Reads an instruction and returns its position among those of the text.
  private mutating func readInstruction(
    into body: inout FunctionBody
  ) throws(TextError) -> ValueID {
    var id: ValueID?
    var type: ValueType?
    if case .word(let word) = try peek(), word.first == "v", Int(word.dropFirst()) != nil {
      let number = try readValue()
      type = try readResult()
      guard body.stated.insert(number).inserted else { throw error(.repeated(word)) }
      id = number
    }
    let operation = try readOperation()
    let instruction = Instruction(operation, type: type, location: try readLocation())
    body.entries.append((id, instruction))
    return ValueID(body.entries.count - 1)
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

  /// Returns the blocks of `body`, if all that it names are there, with the numbers of their instructions.
  private func blocks(
    of body: FunctionBody, numbered numbers: [ValueID]
  ) throws(TextError) -> [Block] {
    for block in body.blocks {
      for target in block.terminator.successors + (block.catchBlock.map { [$0] } ?? [])
      where target.index >= body.blocks.count {
        throw error(.undefinedBlock(target.index))
      }
    }
    guard !body.blocks.isEmpty else { throw error(.undefinedBlock(0)) }
    return body.blocks.map { block in
      var block = block
      block.instructions = block.instructions.map { numbers[$0.index] }
      return block
    }
  }
}

/// The blocks and instructions of a function while they are read.
private struct FunctionBody {
  /// The blocks so far; their instructions are positions in `entries`.
  var blocks: [Block] = []
  /// The instructions so far, with the numbers that the text states.
  var entries: [(number: ValueID?, instruction: Instruction)] = []
  /// The numbers that the text states.
  var stated: Set<ValueID> = []
  /// The numbers of the entries.
  private(set) var numbers: [ValueID] = []

  /// Gives each entry its number, and puts the instructions into `function`.
  ///
  /// One without a stated number gets that behind the one before it, or if something else has it, a number
  /// behind all others.
  mutating func number(into function: inout Function) {
    var taken = stated
    var last = -1
    var behind = (stated.map(\.index).max() ?? -1) + 1
    for entry in entries {
      var id = entry.number ?? ValueID(last + 1)
      if entry.number == nil {
        while taken.contains(id) {
          id = ValueID(behind)
          behind += 1
        }
        taken.insert(id)
      }
      numbers.append(id)
      last = id.index
    }
    let count = (numbers.map(\.index).max() ?? -1) + 1
    let absent = Instruction(.long(0), type: .long)
    function.instructions = Array(repeating: absent, count: count)
    for (id, entry) in zip(numbers, entries) { function[id] = entry.instruction }
  }
}
