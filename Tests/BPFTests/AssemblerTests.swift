import Testing

@testable import BPF

/// Returns the assembled code as instructions.
private func assembled(
  cpu: CPUVersion = .v4, _ body: (inout Assembler) -> Void
) throws -> [Instruction?] {
  var assembler = Assembler(cpu: cpu)
  body(&assembler)
  return Disassembler(try assembler.assemble()).instructions.map(\.instruction)
}

@Test func `jumps forward and backward become distances`() throws {
  let code = try assembled { assembler in
    let loop = assembler.makeLabel()
    let done = assembler.makeLabel()
    assembler.bind(loop)
    assembler.emit(.jump(if: .equal, .r1, 0, to: done))
    assembler.emit(.loadImmediate(.r2, 1))
    assembler.emit(.subtract(.r1, 1))
    assembler.emit(.jump(to: loop))
    assembler.bind(done)
    assembler.emit(.exit)
  }
  #expect(code[0]?.target == .distance(4))
  #expect(code[3]?.target == .distance(-5))
}

@Test(arguments: [
  Comparison.equal, .notEqual, .less, .signedGreaterOrEqual, .anyBitSet,
])
func `a far conditional jump becomes a long one`(comparison: Comparison) throws {
  let code = try assembled { assembler in
    let far = assembler.makeLabel()
    assembler.emit(.jump(if: comparison, .r1, .r2, width: .bits32, to: far))
    for _ in 0..<40_000 { assembler.emit(.move(.r0, 0)) }
    assembler.bind(far)
    assembler.emit(.exit)
  }
  if let inverse = comparison.inverse {
    #expect(
      code[0]
        == .jumpIf(inverse, .r1, .register(.r2), width: .bits32, to: .distance(1)))
    #expect(code[1] == .longJump(to: .distance(40_000)))
  } else {
    #expect(
      code[0]
        == .jumpIf(comparison, .r1, .register(.r2), width: .bits32, to: .distance(1)))
    #expect(code[1] == .jump(to: .distance(1)))
    #expect(code[2] == .longJump(to: .distance(40_000)))
  }
}

@Test func `a jump that another long jump pushes out of reach becomes long too`() throws {
  let code = try assembled { assembler in
    let near = assembler.makeLabel()
    let far = assembler.makeLabel()
    assembler.emit(.jump(to: near))
    assembler.emit(.jump(if: .equal, .r1, 0, to: far))
    for _ in 0..<32_766 { assembler.emit(.move(.r0, 0)) }
    assembler.bind(near)
    for _ in 0..<10 { assembler.emit(.move(.r0, 0)) }
    assembler.bind(far)
    assembler.emit(.exit)
  }
  #expect(code[0] == .longJump(to: .distance(32_768)))
  #expect(code[2] == .longJump(to: .distance(32_776)))
}

@Test func `a far jump without long jumps goes by an island`() throws {
  let code = try assembled(cpu: .v3) { assembler in
    let far = assembler.makeLabel()
    assembler.emit(.jump(if: .equal, .r1, 0, to: far))
    for _ in 0..<40_000 { assembler.emit(.move(.r0, 0)) }
    assembler.bind(far)
    assembler.emit(.exit)
  }
  #expect(code.count == 40_004)
  // The island stands between others, which jump over it.
  #expect(code[0]?.target == .distance(16_384))
  #expect(code[16_384] == .jump(to: .distance(1)))
  #expect(code[16_385] == .jump(to: .distance(40_003 - 16_386)))
  #expect(code[40_003] == .exit)
}

@Test func `nothing is jumped over where nothing goes on`() throws {
  let code = try assembled(cpu: .v3) { assembler in
    let far = assembler.makeLabel()
    assembler.emit(.jump(if: .equal, .r1, 0, to: far))
    for _ in 0..<40_000 { assembler.emit(.exit) }
    assembler.bind(far)
    assembler.emit(.exit)
  }
  // Code that cannot be reached is refused by the kernel.
  #expect(code.filter { if case .jump? = $0 { true } else { false } }.count == 1)
}

@Test func `a label that is bound nowhere is an error`() {
  #expect(throws: AssemblyError.unboundLabel(Label(number: 0))) {
    _ = try assembled { assembler in assembler.emit(.jump(to: assembler.makeLabel())) }
  }
}

@Test(arguments: [
  Instruction.mayGoto(to: .distance(0)), .signedDivide(.r1, .r2),
  .moveSigned(.r1, .r2, from: .byte), .swapBytes(.r1, to: .opposite, width: .word),
])
func `instructions of the fourth set need it`(instruction: Instruction) {
  #expect(throws: AssemblyError.needsCPU(.v4, instruction)) {
    _ = try assembled(cpu: .v3) { $0.emit(instruction) }
  }
}

@Test func `the first line holds from the first instruction on`() throws {
  var assembler = Assembler()
  let line = SourceLine(file: "a.stp", line: 1, column: 1, text: "probe begin {}")
  assembler.emit(.move(.r0, 0))
  assembler.line = line
  assembler.emit(.move(.r1, 0))
  assembler.emit(.exit)
  #expect(try assembler.assemble().lines == [LineNote(slot: 0, line: line)])
}

@Test func `text shows names, lines and facts`() throws {
  var assembler = Assembler()
  assembler.line = SourceLine(file: "a.stp", line: 2, column: 5, text: "  hits++")
  assembler.emit(.add(.r1, 16), relocation: SampleObjects.tgid)
  assembler.emit(.loadMapValue(.r2, ".bss", offset: 8))
  assembler.emit(.call(.getCurrentTask))
  assembler.emit(.exit)
  #expect(
    try Disassembler(assembler.assemble()).text == """
      ; a.stp:2:5:   hits++
             0: r1 += 0x10  ; fieldByteOffset of task_struct.tgid
             1: r2 = .bss + 0x8 ll
             3: call get_current_task#35
             4: exit

      """)
}
