/// What the kernel wants to know of a function: its declaration and its lines.
struct CodeKnowledge {
  /// The number of the declaration in the object's BTF, or zero.
  let declaration: UInt32
  /// The lines, by distance in bytes from the start of the function.
  let lines: [ExtensionReader.LineRecord]
}

/// An object that was read from a file, with all that a loader hands to the kernel.
package struct LoadableObject: Sendable {
  /// The object.
  package let object: ObjectFile
  /// The object's BTF, as `BPF_BTF_LOAD` wants it.
  package let types: [UInt8]
  /// The maps with their types.
  private let mapTypes: [TypedMap]
  /// What is known of each function and program.
  private let knowledge: [String: CodeKnowledge]

  /// Creates a loadable object of these parts.
  init(
    object: ObjectFile, types: [UInt8], mapTypes: [TypedMap],
    knowledge: [String: CodeKnowledge]
  ) {
    self.object = object
    self.types = types
    self.mapTypes = mapTypes
    self.knowledge = knowledge
  }

  /// Returns the numbers in `types` of the types of keys and values of `map`, zero if it has none.
  package func typeIDs(of map: Map) -> (key: UInt32, value: UInt32) {
    let typed = mapTypes.first { $0.map.name == map.name }
    return (typed?.keyType ?? 0, typed?.valueType ?? 0)
  }

  /// Returns `program` and all functions that it needs as one piece of code.
  ///
  /// - Throws: `LinkError` if it needs what the object does not have.
  package func linked(_ program: Program) throws(LinkError) -> LinkedProgram {
    var linker = Linker(object.functions)
    try linker.append(program.name, program.code)
    return linker.linked(knowledge)
  }
}

/// Why a program cannot be linked.
package enum LinkError: Error, Hashable, Sendable {
  /// The program needs the function that is named so, and the object has none.
  case missingFunction(String)
}

/// A program with all functions that it needs, as `BPF_PROG_LOAD` wants it.
///
/// Only maps, blocks and kfuncs are still to be resolved: the loader writes their numbers into the
/// slots that `references` names.
package struct LinkedProgram: Sendable {
  /// The code, functions behind the program.
  package var slots: [UInt64]
  /// Which instructions name maps, blocks of data or functions of the kernel.
  package let references: [Reference]
  /// Which instructions hold facts of the kernel's types.
  package let relocations: [RelocationNote]
  /// The `bpf_func_info` records, eight bytes each; none if a function has no declaration.
  package let functionRecords: [UInt8]
  /// The `bpf_line_info` records, sixteen bytes each; none if a function has no line.
  package let lineRecords: [UInt8]

  /// The size of a record of `functionRecords` in bytes.
  package static let functionRecordSize: UInt32 = 8
  /// The size of a record of `lineRecords` in bytes.
  package static let lineRecordSize: UInt32 = 16

  /// Makes the load at `slot` load the address of the map with the descriptor `descriptor`.
  package mutating func setMap(at slot: Int, descriptor: Int32) {
    setConstant(at: slot, source: ConstantKind.mapDescriptor, descriptor)
  }

  /// Makes the load at `slot` load an address in the block that is the map with the descriptor
  /// `descriptor`; the offset that the slot holds stays the offset into the block.
  package mutating func setMapValue(at slot: Int, descriptor: Int32) {
    let offset = InstructionWord(bits: slots[slot]).constant
    setConstant(at: slot, source: ConstantKind.mapValue, descriptor)
    slots[slot + 1] = InstructionWord(code: 0, constant: offset).bits
  }

  /// Makes the call at `slot` call the function of the kernel with the BTF number `type`.
  ///
  /// - Parameter module: the place of the module's BTF in the descriptors given with the program,
  ///   zero for the kernel proper.
  package mutating func setKfunc(at slot: Int, type: UInt32, module: Int16 = 0) {
    var word = InstructionWord(bits: slots[slot])
    word.offset = module
    slots[slot] = word.bits
    setConstant(at: slot, source: CallKind.kfunc, Int32(bitPattern: type))
  }

  /// Sets what the constant at `slot` is and names.
  private mutating func setConstant(at slot: Int, source: UInt8, _ constant: Int32) {
    var word = InstructionWord(bits: slots[slot])
    word.source = source
    word.constant = constant
    slots[slot] = word.bits
  }
}
