/// Puts a program and the functions that it needs behind one another.
struct Linker {
  /// A function or program that has been placed.
  private struct Part {
    /// The name.
    let name: String
    /// The number of slots before it.
    let start: Int
    /// The code.
    let code: Code
  }

  /// The functions of the object.
  private let functions: [Function]
  /// What has been placed, the program first.
  private var parts: [Part] = []
  /// The number of slots that have been placed.
  private var slotCount = 0

  /// Creates a linker that takes from `functions` what is needed.
  init(_ functions: [Function]) { self.functions = functions }

  /// Places `code`, which is named `name`, and then what it needs that has not been placed.
  mutating func append(_ name: String, _ code: Code) throws(LinkError) {
    parts.append(Part(name: name, start: slotCount, code: code))
    slotCount += code.slots.count
    for reference in code.references {
      guard let needed = reference.referent.functionName, start(of: needed) == nil
      else { continue }
      guard let function = functions.first(where: { $0.name == needed }) else {
        throw .missingFunction(needed)
      }
      try append(needed, function.code)
    }
  }

  /// Returns what has been placed, with `knowledge` of it.
  func linked(_ knowledge: [String: CodeKnowledge]) -> LinkedProgram {
    var slots: [UInt64] = []
    var references: [Reference] = []
    slots.reserveCapacity(slotCount)
    for part in parts {
      slots.append(contentsOf: part.code.slots)
      for reference in part.code.references {
        let slot = part.start + reference.slot
        guard let name = reference.referent.functionName, let target = start(of: name) else {
          references.append(Reference(slot: slot, referent: reference.referent))
          continue
        }
        slots[slot] = reference.referent.word(slots[slot], reaching: target - slot - 1)
      }
    }
    return LinkedProgram(
      slots: slots, references: references, relocations: relocations,
      functionRecords: functionRecords(knowledge), lineRecords: lineRecords(knowledge))
  }

  /// Returns the first slot of what is named `name`, or nil.
  private func start(of name: String) -> Int? { parts.first { $0.name == name }?.start }

  /// The facts of the kernel's types in all parts.
  private var relocations: [RelocationNote] {
    parts.flatMap { part in
      part.code.relocations.map {
        RelocationNote(slot: part.start + $0.slot, relocation: $0.relocation)
      }
    }
  }

  /// Returns the records of declarations; none if one is missing, because the kernel wants all.
  private func functionRecords(_ knowledge: [String: CodeKnowledge]) -> [UInt8] {
    var writer = ByteWriter()
    for part in parts {
      guard let declaration = knowledge[part.name]?.declaration, declaration != 0
      else { return [] }
      writer.append(UInt32(part.start))
      writer.append(declaration)
    }
    return writer.bytes
  }

  /// Returns the records of lines; none if a function has no first one, because the kernel wants
  /// one for each.
  private func lineRecords(_ knowledge: [String: CodeKnowledge]) -> [UInt8] {
    var writer = ByteWriter()
    for part in parts {
      guard let lines = knowledge[part.name]?.lines, lines.first?.byteOffset == 0
      else { return [] }
      for line in lines {
        writer.append(UInt32(part.start + line.byteOffset / 8))
        writer.append(line.fileName)
        writer.append(line.text)
        writer.append(line.position)
      }
    }
    return writer.bytes
  }
}

extension Referent {
  /// The name of the local function that is meant, or nil if something else is.
  fileprivate var functionName: String? {
    switch self {
    case .functionAddress(let name), .functionCall(let name): name
    case .map, .mapValue, .kfunc: nil
    }
  }

  /// Returns the slot `bits` with the distance to the function that it names.
  fileprivate func word(_ bits: UInt64, reaching distance: Int) -> UInt64 {
    var word = InstructionWord(bits: bits)
    if case .functionAddress = self { word.source = ConstantKind.function }
    word.constant = Int32(distance)
    return word.bits
  }
}
