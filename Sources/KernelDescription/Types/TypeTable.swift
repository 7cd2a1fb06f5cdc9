/// The C types of a kernel, decoded one by one when asked for.
package struct TypeTable: Sendable {
  /// Where the types are.
  let source: DescriptionBytes

  /// How many ids a presence word covers, and how many words there are.
  private let presenceWordCount: Int

  /// The size of a pointer in bytes.
  package let wordSize: Int

  /// Creates the table over a description's bytes.
  init(source: DescriptionBytes, wordSize: Int) {
    self.source = source
    self.wordSize = wordSize
    presenceWordCount = min(
      source.entry(0, of: .typePresence), source.range(of: .typePresence).count / 12)
  }

  /// How many types there are.
  package var count: Int { source.recordCount(of: .typeOffsets) }

  /// The type with that id, one level deep; an id without a record is a function's.
  package subscript(id: TypeID) -> KernelType {
    if id == .void { return .void }
    guard var reader = record(of: id), let tag = TypeTag(rawValue: reader.byte()) else {
      return .function
    }
    switch tag {
    case .integer:
      return .integer(
        name: reader.text(), size: reader.number(),
        encoding: IntegerEncoding(rawValue: reader.byte()) ?? .unsigned)
    case .floating: return .floating(name: reader.text(), size: reader.number())
    case .pointer: return .pointer(to: reader.type(from: id))
    case .array: return .array(of: reader.type(from: id), count: reader.number())
    case .structure: return .aggregate(.structure, name: reader.text(), size: reader.number())
    case .union: return .aggregate(.union, name: reader.text(), size: reader.number())
    case .enumeration:
      return .enumeration(
        name: reader.text(), size: reader.number(), isSigned: reader.byte() == 1)
    case .forwardStructure: return .forward(.structure, name: reader.text())
    case .forwardUnion: return .forward(.union, name: reader.text())
    case .alias: return .alias(name: reader.text(), target: reader.type(from: id))
    case .qualified:
      return .qualified(
        TypeQualifier(rawValue: reader.byte()) ?? .tag, target: reader.type(from: id))
    }
  }

  /// Returns the members of a structure or a union, as declared; empty for other types.
  package func members(of id: TypeID) -> [TypeMember] {
    memberRecords(of: id).map { member in
      TypeMember(
        name: source.text(at: member.name), type: member.type, bitOffset: member.bitOffset,
        bitWidth: member.bitWidth)
    }
  }

  /// Returns the constants of an enumeration; empty for other types.
  package func enumerators(of id: TypeID) -> [Enumerator] {
    guard var reader = record(of: id) else { return [] }
    return reader.enumerators().map {
      Enumerator(name: source.text(at: $0.name), value: $0.value)
    }
  }

  /// Returns the members of a structure or a union, as declared, without the texts of their names; empty for other types.
  func memberRecords(of id: TypeID) -> [TypeRecord.Member] {
    guard var reader = record(of: id), let tag = TypeTag(rawValue: reader.byte()),
      tag == .structure || tag == .union
    else { return [] }
    let name = reader.reference()
    _ = reader.number()
    return reader.members(of: id, named: name)
  }

  /// Returns a reader at the record of a type; nil if there is none.
  func record(of id: TypeID) -> RecordReader? {
    let word = Int(id.rawValue / 64)
    guard word < presenceWordCount else { return nil }
    let bits = presenceBits(word)
    let bit = UInt64(1) << UInt64(id.rawValue % 64)
    guard bits & bit != 0 else { return nil }
    let rank = source.entry(2 + word, of: .typePresence) + (bits & (bit - 1)).nonzeroBitCount
    return rank < count ? record(rank: rank) : nil
  }

  /// Returns a reader at the record of the type that comes after `rank` others.
  func record(rank: Int) -> RecordReader {
    let block = rank / BlockedTable.blockSize
    let place = rank % BlockedTable.blockSize
    var reader = source.reader(ofBlock: block, in: .types, .typeOffsets)
    let recordCount = min(BlockedTable.blockSize, count - block * BlockedTable.blockSize)
    var distance = 0
    for other in 0..<recordCount - 1 {
      let length = reader.number()
      if other < place { distance += length }
    }
    reader.skip(distance)
    return reader
  }

  /// Returns the bits that say which ids of a group of 64 are present.
  private func presenceBits(_ word: Int) -> UInt64 {
    let entry = 2 + presenceWordCount + word * 2
    return UInt64(source.entry(entry, of: .typePresence))
      | UInt64(source.entry(entry + 1, of: .typePresence)) << 32
  }
}

extension RecordReader {
  /// Returns the constants of an enumeration whose record comes next; none if another does.
  mutating func enumerators() -> [TypeRecord.Constant] {
    guard byte() == TypeTag.enumeration.rawValue else { return [] }
    let name = reference()
    _ = (number(), byte())
    return constants(named: name)
  }
}
