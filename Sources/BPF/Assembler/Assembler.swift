/// Puts the code of one function together and resolves its jumps.
///
///     var assembler = Assembler()
///     let done = assembler.makeLabel()
///     assembler.emit(.jump(if: .equal, .r1, 0, to: done))
///     …
///     assembler.bind(done)
///     assembler.emit(.exit)
///     let code = try assembler.assemble()
package struct Assembler {
  /// One emitted instruction with what is known of it.
  private struct Item {
    /// The instruction.
    let instruction: Instruction
    /// The line it comes from.
    let line: SourceLine?
    /// The fact of the kernel's types that it holds.
    let relocation: TypeRelocation?
  }

  /// The newest instruction set that may be used.
  package let cpu: CPUVersion
  /// The line that the instructions emitted from now on come from.
  package var line: SourceLine?
  /// What has been emitted.
  private var items: [Item] = []
  /// For each label the number of the item behind it, or nil while it is unbound.
  private var places: [Int?] = []

  /// Creates an assembler for programs that may use the instruction set `cpu`.
  package init(cpu: CPUVersion = .v4) { self.cpu = cpu }

  /// The number of instructions that have been emitted.
  package var count: Int { items.count }

  /// Returns a new label that is not bound yet.
  package mutating func makeLabel() -> Label {
    places.append(nil)
    return Label(number: places.count - 1)
  }

  /// Makes `label` name the place of the next instruction.
  ///
  /// - Requires: `label` comes from this assembler and is not bound yet.
  package mutating func bind(_ label: Label) {
    precondition(places[label.number] == nil, "a label is bound twice")
    places[label.number] = items.count
  }

  /// Appends `instruction`, noting the line and the fact of the kernel's types that it holds.
  ///
  /// - Requires: the constant or the offset of `instruction` is the answer to `relocation`.
  package mutating func emit(_ instruction: Instruction, relocation: TypeRelocation? = nil) {
    if let answer = relocation?.answer {
      precondition(
        instruction.relocatable == Int64(answer), "\(instruction) does not hold \(answer)")
    }
    items.append(Item(instruction: instruction, line: line, relocation: relocation))
  }

  /// Returns the code of what has been emitted.
  ///
  /// Jumps that are too far for 16 bits become long jumps if the instruction set has them, or else go by others.
  ///
  /// - Throws: `AssemblyError` if a label is unbound, an instruction is newer than the instruction
  ///   set, or a jump is too far.
  package func assemble() throws(AssemblyError) -> Code {
    for item in items where item.instruction.minimumCPU > cpu {
      throw .needsCPU(item.instruction.minimumCPU, item.instruction)
    }
    let layout = try JumpLayout(items.map(\.instruction), places: places, cpu: cpu)
    var code = Code(slots: [])
    code.slots.reserveCapacity(layout.slotCount)
    for (index, item) in items.enumerated() { append(item, index, to: &code, layout: layout) }
    code.anchorLines()
    return code
  }

  /// Appends item number `index` to `code`.
  private func append(_ item: Item, _ index: Int, to code: inout Code, layout: JumpLayout) {
    for island in layout.islands(before: index) { code.slots.append(contentsOf: island.encoded) }
    let slot = code.slots.count
    if let line = item.line, line != code.lines.last?.line {
      code.lines.append(LineNote(slot: slot, line: line))
    }
    if let relocation = item.relocation {
      code.relocations.append(RelocationNote(slot: slot, relocation: relocation))
    }
    if let referent = item.instruction.referent {
      code.references.append(Reference(slot: slot, referent: referent))
    }
    for part in layout.parts(of: item.instruction, at: index) {
      code.slots.append(contentsOf: part.encoded)
    }
  }
}

extension Code {
  /// Makes the first line hold from slot 0 on, because the kernel refuses functions whose first
  /// instruction has no line when others have one.
  mutating func anchorLines() {
    guard let first = lines.first, first.slot != 0 else { return }
    lines[0] = LineNote(slot: 0, line: first.line)
  }
}

extension Instruction {
  /// The number that a relocation of the instruction is about; nil if it has none.
  var relocatable: Int64? {
    switch self {
    case .arithmetic(_, _, .immediate(let value), _): Int64(value)
    case .load(_, _, let offset, _), .loadSigned(_, _, let offset, _): Int64(offset)
    case .store(_, _, let offset, _): Int64(offset)
    case .loadImmediate(_, let value): value
    case .arithmetic, .negate, .moveSigned, .swapBytes, .atomic: nil
    case .loadMapFD, .loadMapValue, .loadFunction, .call, .callKfunc, .callLocal: nil
    case .jump, .longJump, .jumpIf, .mayGoto, .exit: nil
    }
  }
}
