import Glibc
import Testing

@testable import BPF

@Test func `reading undoes writing`() throws {
  let object = try SampleObjects.complete()
  let read = try ObjectReader.object(in: ObjectWriter.file(of: object)).object
  #expect(read.programs == object.programs)
  #expect(read.functions == object.functions)
  #expect(read.maps == object.maps)
  #expect(read == object)
}

@Test func `equal objects give equal files`() throws {
  let first = try ObjectWriter.file(of: SampleObjects.complete())
  #expect(try ObjectWriter.file(of: SampleObjects.complete()) == first)
  let read = try ObjectReader.object(in: first).object
  #expect(try ObjectWriter.file(of: read) == first)
}

@Test func `an object without anything can be written and read`() throws {
  let file = try ObjectWriter.file(of: ObjectFile())
  #expect(try ObjectReader.object(in: file).object == ObjectFile())
}

@Test func `code that names what is not there is not written`() throws {
  var assembler = Assembler()
  assembler.emit(.loadMapFD(.r1, "nothing"))
  let program = Program(name: "probe", section: "raw_tp/x", code: try assembler.assemble())
  #expect(throws: ObjectWriteError.undefined(name: "nothing", function: "probe")) {
    _ = try ObjectWriter.file(of: ObjectFile(programs: [program]))
  }
}

@Test func `linking puts each needed function behind the program once`() throws {
  let sample = try SampleObjects.complete()
  let object = try ObjectReader.object(in: ObjectWriter.file(of: sample))
  let linked = try object.linked(object.object.programs[0])
  let program = sample.programs[0].code.slots.count
  let shared = sample.functions[2].code.slots.count
  let local = sample.functions[1].code.slots.count
  #expect(linked.slots.count == program + shared + local)
  #expect(linked.functionRecords.count == 3 * 8)
  let load = InstructionWord(bits: linked.slots[5])
  #expect(load.source == ConstantKind.function)
  #expect(5 + 1 + Int(load.constant) == program)
  let call = InstructionWord(bits: linked.slots[9])
  #expect(9 + 1 + Int(call.constant) == program)
  #expect(linked.references.map(\.referent).contains(.map("records")))
  #expect(linked.relocations.count == 3)
}

@Test func `a text is no object`() {
  #expect(throws: ObjectReadError.notELF) {
    _ = try ObjectReader.object(in: Array("probe begin { exit() }".utf8))
  }
  #expect(throws: ObjectReadError.notELF) { _ = try ObjectReader.object(in: []) }
}

@Test func `a file for another machine is no object`() throws {
  var file = try ObjectWriter.file(of: SampleObjects.complete())
  // Bytes 18 and 19 of an ELF file are the machine; 62 is x86-64.
  file[18] = 62
  #expect(throws: ObjectReadError.notBPF) { _ = try ObjectReader.object(in: file) }
}

@Test func `a file that ends early is damaged`() throws {
  let file = try ObjectWriter.file(of: SampleObjects.complete())
  for length in stride(from: 0, to: file.count, by: 7) {
    #expect(throws: ObjectReadError.self) {
      _ = try ObjectReader.object(in: Array(file[..<length]))
    }
  }
}

@Test func `a file with wrong bytes is read or refused`() throws {
  let file = try ObjectWriter.file(of: SampleObjects.complete())
  var random: UInt64 = 20_261_121
  for _ in 0..<3000 {
    var wrong = file
    for _ in 0..<3 {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      wrong[Int(random >> 33) % wrong.count] = UInt8(truncatingIfNeeded: random >> 25)
    }
    // Whatever comes out, the test process must be there afterwards.
    guard let object = try? ObjectReader.object(in: wrong) else { continue }
    for program in object.object.programs { _ = try? object.linked(program) }
  }
}
