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
    case .pointer: return .pointer(to: reader.type())
    case .array: return .array(of: reader.type(), count: reader.number())
    case .structure: return .aggregate(.structure, name: reader.text(), size: reader.number())
    case .union: return .aggregate(.union, name: reader.text(), size: reader.number())
    case .enumeration:
      return .enumeration(
        name: reader.text(), size: reader.number(), isSigned: reader.byte() == 1)
    case .forwardStructure: return .forward(.structure, name: reader.text())
    case .forwardUnion: return .forward(.union, name: reader.text())
    case .alias: return .alias(name: reader.text(), target: reader.type())
    case .qualified:
      return .qualified(
        TypeQualifier(rawValue: reader.byte()) ?? .tag, target: reader.type())
    }
  }

  /// Returns the members of a structure or a union, as declared; empty for other types.
  package func members(of id: TypeID) -> [TypeMember] {
    guard var reader = memberReader(of: id) else { return [] }
    return (0..<reader.count()).map { _ in
      let name = reader.text()
      let type = reader.type()
      let place = reader.place()
      return TypeMember(
        name: name, type: type, bitOffset: place.bitOffset, bitWidth: place.bitWidth)
    }
  }

  /// Returns the constants of an enumeration; empty for other types.
  package func enumerators(of id: TypeID) -> [Enumerator] {
    guard var reader = record(of: id), reader.byte() == TypeTag.enumeration.rawValue else {
      return []
    }
    _ = (reader.reference(), reader.number(), reader.byte())
    return (0..<reader.count()).map { _ in
      Enumerator(name: reader.text(), value: reader.signed())
    }
  }

  /// Returns a reader at the count of members; nil if the type has none.
  func memberReader(of id: TypeID) -> RecordReader? {
    guard var reader = record(of: id), let tag = TypeTag(rawValue: reader.byte()),
      tag == .structure || tag == .union
    else { return nil }
    _ = (reader.reference(), reader.number())
    return reader
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
  /// Returns the next place of a member.
  mutating func place() -> (bitOffset: Int, bitWidth: Int?) {
    let value = number()
    return value & 1 == 0 ? (value / 2 * 8, nil) : (value / 2, number())
  }
}
