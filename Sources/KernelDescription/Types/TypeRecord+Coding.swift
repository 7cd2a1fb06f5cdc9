/// How the record of a type refers to others and to strings: what is often near is written as a distance.
///
/// - A type: twice the id, if that is low, as those of the usual integers are; otherwise how far it lies below the type of the
///   record, times four plus 1, or above it, times four plus 3.
/// - A name of a member or constant: how far it lies behind the string after the name before; that of the first one, behind the
///   name of the type.
/// - The place of a member, and the value of a constant: how far it lies behind those before.
private enum TypeCoding {
  /// The ids below this one are written as they are.
  static let nearID: UInt32 = 256

  /// What the value of a constant is expected to be behind that one: first 0, then one more each time.
  static let firstValue = -1
}

extension RecordWriter {
  /// Appends the record of the type with that id.
  mutating func append(_ record: TypeRecord, as id: TypeID) {
    switch record {
    case .integer(let name, let size, let encoding):
      begin(.integer, name, size)
      append(byte: encoding.rawValue)
    case .floating(let name, let size):
      begin(.floating, name, size)
    case .pointer(let target):
      append(byte: TypeTag.pointer.rawValue)
      append(target, from: id)
    case .array(let element, let count):
      append(byte: TypeTag.array.rawValue)
      append(element, from: id)
      append(count)
    case .aggregate(let kind, let name, let size, let members):
      begin(kind == .structure ? .structure : .union, name, size)
      append(members.count)
      append(members.lazy.map(\.name), after: name)
      for member in members { append(member.type, from: id) }
      append(placesOf: members)
    case .enumeration(let name, let size, let isSigned, let enumerators):
      begin(.enumeration, name, size)
      append(byte: isSigned ? 1 : 0)
      append(enumerators.count)
      append(enumerators.lazy.map(\.name), after: name)
      var last = TypeCoding.firstValue
      for constant in enumerators {
        append(signed: constant.value &- last &- 1)
        last = constant.value
      }
    case .forward(let kind, let name):
      begin(kind == .structure ? .forwardStructure : .forwardUnion, name)
    case .alias(let name, let target):
      begin(.alias, name)
      append(target, from: id)
    case .qualified(let qualifier, let target):
      append(byte: TypeTag.qualified.rawValue)
      append(byte: qualifier.rawValue)
      append(target, from: id)
    }
  }

  /// Appends a tag, a name and a size.
  private mutating func begin(_ tag: TypeTag, _ name: StringReference, _ size: Int) {
    begin(tag, name)
    append(size)
  }

  /// Appends a tag and a name.
  private mutating func begin(_ tag: TypeTag, _ name: StringReference) {
    append(byte: tag.rawValue)
    append(name)
  }

  /// Appends what the type with the id `origin` refers to.
  private mutating func append(_ type: TypeID, from origin: TypeID) {
    let (target, origin) = (UInt64(type.rawValue), UInt64(origin.rawValue))
    if target < TypeCoding.nearID {
      append(unsigned: target << 1)
    } else if target <= origin {
      append(unsigned: (origin - target) << 2 | 1)
    } else {
      append(unsigned: (target - origin) << 2 | 3)
    }
  }

  /// Appends the names of the parts of a type called `name`.
  private mutating func append(
    _ names: some Sequence<StringReference>, after name: StringReference
  ) {
    var last = Int(name.rawValue)
    for name in names {
      append(signed: Int(name.rawValue) - last - 1)
      last = Int(name.rawValue)
    }
  }

  /// Appends where members are: twice the byte offset, or for a bit field twice the bit offset and 1, each less that of the
  /// member before, and the widths of bit fields.
  private mutating func append(placesOf members: [TypeRecord.Member]) {
    var last = 0
    for member in members {
      let place =
        member.bitWidth == nil ? member.bitOffset / 8 * 2 : member.bitOffset << 1 | 1
      append(signed: place - last)
      last = place
      if let width = member.bitWidth { append(width) }
    }
  }
}

extension RecordReader {
  /// Returns the next type that the record of `origin` refers to.
  mutating func type(from origin: TypeID) -> TypeID {
    let value = unsigned()
    let number = UInt32(truncatingIfNeeded: value >> 2)
    switch value & 3 {
    case 1: return TypeID(rawValue: origin.rawValue &- number)
    case 3: return TypeID(rawValue: origin.rawValue &+ number)
    default: return TypeID(rawValue: UInt32(truncatingIfNeeded: value >> 1))
    }
  }

  /// Returns the members of the type with the id `origin` that is called `name`; their count comes next.
  mutating func members(of origin: TypeID, named name: StringReference) -> [TypeRecord.Member] {
    let names = names(after: name)
    let types = names.map { _ in type(from: origin) }
    var last = 0
    return names.indices.map { index in
      last = (last &+ signed()) & 0xffff_ffff
      let isBitField = last & 1 == 1
      return TypeRecord.Member(
        name: names[index], type: types[index], bitOffset: isBitField ? last / 2 : last / 2 * 8,
        bitWidth: isBitField ? number() : nil)
    }
  }

  /// Returns the constants of the enumeration that is called `name`; their count comes next.
  mutating func constants(named name: StringReference) -> [TypeRecord.Constant] {
    let names = names(after: name)
    var last = TypeCoding.firstValue
    return names.map { name in
      last = last &+ signed() &+ 1
      return TypeRecord.Constant(name: name, value: last)
    }
  }

  /// Returns the names of the parts of a type called `name`; their count comes next.
  private mutating func names(after name: StringReference) -> [StringReference] {
    var last = Int(name.rawValue)
    return (0..<count()).map { _ in
      last = (last &+ signed() &+ 1) & 0xffff_ffff
      return StringReference(rawValue: UInt32(last))
    }
  }
}
