import Testing

@testable import BPF

/// Instructions of each form, with each operation, width and kind of operand.
private let instructions: [Instruction] = {
  let operands: [Operand] = [.register(.r2), .immediate(7), .immediate(-8), .immediate(.max)]
  let widths: [OperandWidth] = [.bits32, .bits64]
  var all: [Instruction] = [
    .loadImmediate(.r1, 5), .loadImmediate(.r1, -1), .loadImmediate(.r9, .max),
    .loadImmediate(.r2, 0x1234_5678_9abc_def0), .exit, .jump(to: .distance(-3)),
    .longJump(to: .distance(70000)), .mayGoto(to: .distance(5)), .mayGoto(to: .distance(-5)),
  ]
  for operand in operands {
    for width in widths {
      all += Arithmetic.allCases.map { .arithmetic($0, .r1, operand, width: width) }
      all += Comparison.allCases.map {
        .jumpIf($0, .r3, operand, width: width, to: .distance(-2))
      }
    }
    all += MemoryWidth.allCases.map { .store(operand, at: .frame, offset: -16, width: $0) }
  }
  all += widths.map { .negate(.r7, width: $0) }
  all += [MemoryWidth.byte, .half].map { .moveSigned(.r1, .r2, from: $0, width: .bits32) }
  all += [MemoryWidth.byte, .half, .word].map { .moveSigned(.r1, .r2, from: $0) }
  all += [MemoryWidth.byte, .half, .word].map { .loadSigned(.r1, at: .r2, offset: 1, width: $0) }
  all += MemoryWidth.allCases.map { .load(.r1, at: .r10, offset: -512, width: $0) }
  for width in [MemoryWidth.half, .word, .double] {
    all += ByteOrder.allCases.map { .swapBytes(.r4, to: $0, width: width) }
  }
  for width in [MemoryWidth.word, .double] {
    all += AtomicOperation.allCases.map { .atomic($0, .r1, at: .r2, offset: 8, width: width) }
  }
  all += Helper.allCases.map { .call($0) }
  return all
}()

@Test func `decoding undoes encoding`() {
  for instruction in instructions {
    #expect(Instruction(decoding: instruction.encoded[...]) == instruction)
    #expect(instruction.encoded.count == instruction.slotCount)
  }
}

@Test func `names are kept beside the slots`() {
  let named: [(Instruction, Referent)] = [
    (.loadMapFD(.r1, "hits"), .map("hits")),
    (.loadMapValue(.r2, ".bss", offset: 24), .mapValue(".bss")),
    (.loadFunction(.r2, "each"), .functionAddress("each")),
    (.callLocal("each"), .functionCall("each")),
    (.callKfunc("bpf_strlen"), .kfunc("bpf_strlen")),
  ]
  for (instruction, referent) in named {
    #expect(instruction.referent == referent)
    #expect(Instruction(decoding: instruction.encoded[...], referent: referent) == instruction)
  }
}

@Test(
  arguments: [
    0x0000_0000_0000_00ff, 0x0000_0000_0000_0018, 0x0000_0000_0000_0bb7, 0x0000_0000_0001_0095,
    0x0000_0005_0000_0095, 0x0000_7fff_0000_0085,
  ] as [UInt64])
func `slots that are no instruction are not decoded`(bits: UInt64) {
  #expect(Instruction(decoding: [bits]) == nil)
}

@Test func `helpers are named and numbered as in the header of the kernel`() {
  #expect(Helper.mapLookupElem.rawValue == 1)
  #expect(Helper.getCurrentPidTgid.rawValue == 14)
  #expect(Helper.probeReadKernelStr.rawValue == 115)
  #expect(Helper.ringbufReserve.rawValue == 131)
  #expect(Helper.cgrpStorageDelete.rawValue == 211)
  #expect(Helper.allCases.count == 211)
  #expect(Helper.skcToTcp6Sock.name == "skc_to_tcp6_sock")
}

@Test func `every inverse comparison answers the opposite`() {
  for comparison in Comparison.allCases {
    #expect(comparison.inverse?.inverse ?? comparison == comparison)
    #expect(comparison.mirrored.mirrored == comparison)
  }
}

@Test(.enabled(if: Witness.objdump != nil, "no llvm-objdump that knows the instruction set"))
func `llvm objdump prints the same text`() throws {
  var assembler = Assembler()
  for instruction in instructions { assembler.emit(instruction) }
  let program = Program(name: "all", section: "raw_tp/all", code: try assembler.assemble())
  let file = try ObjectWriter.file(of: ObjectFile(programs: [program]))
  let objdump = try #require(Witness.objdump)
  let printed = Witness.withFile(file) {
    Witness.output(of: "\(objdump) -d --mcpu=v4 --no-show-raw-insn \($0)")
  }
  #expect(printed.status == 0)
  let lines = printed.text.split(separator: "\n").compactMap { line -> String? in
    let parts = line.split(separator: "\t", maxSplits: 1)
    guard parts.count == 2, Int(parts[0].drop { $0 == " " }.dropLast()) != nil else { return nil }
    return String(parts[1].split(separator: " <all")[0])
  }
  try #require(lines.count == instructions.count)
  for (line, instruction) in zip(lines, instructions) {
    #expect(line == instruction.llvmDescription)
  }
}

extension Instruction {
  /// The instruction as LLVM prints it, which does not name helpers.
  fileprivate var llvmDescription: String {
    guard case .call(let helper) = self else { return description }
    return "call 0x" + String(helper.rawValue, radix: 16)
  }
}
