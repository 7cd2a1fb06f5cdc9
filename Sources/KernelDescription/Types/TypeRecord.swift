/// One C type as it is put into a description: a `KernelType` with all that belongs to it.
package enum TypeRecord: Sendable {
  /// An integer, a character or a Boolean.
  case integer(name: StringReference, size: Int, encoding: IntegerEncoding)

  /// A floating-point number.
  case floating(name: StringReference, size: Int)

  /// An address.
  case pointer(to: TypeID)

  /// Elements in a row.
  case array(of: TypeID, count: Int)

  /// A structure or a union.
  case aggregate(AggregateKind, name: StringReference, size: Int, members: [Member])

  /// An enumeration.
  case enumeration(name: StringReference, size: Int, isSigned: Bool, enumerators: [Constant])

  /// A structure or a union of which only the name is known.
  case forward(AggregateKind, name: StringReference)

  /// Another name of a type.
  case alias(name: StringReference, target: TypeID)

  /// A type with a qualifier.
  case qualified(TypeQualifier, target: TypeID)

  /// One member of a structure or a union.
  package struct Member: Sendable {
    /// The name; the empty string for an anonymous one.
    package var name: StringReference

    /// The type.
    package var type: TypeID

    /// Where the member starts, in bits.
    package var bitOffset: Int

    /// The width of a bit field in bits; nil for other members.
    package var bitWidth: Int?

    /// Creates a member.
    package init(name: StringReference, type: TypeID, bitOffset: Int, bitWidth: Int?) {
      self.name = name
      self.type = type
      self.bitOffset = bitOffset
      self.bitWidth = bitWidth
    }
  }

  /// One constant of an enumeration.
  package struct Constant: Sendable {
    /// The name.
    package var name: StringReference

    /// The value.
    package var value: Int

    /// Creates a constant.
    package init(name: StringReference, value: Int) {
      self.name = name
      self.value = value
    }
  }
}

/// The first byte of a type's record.
enum TypeTag: UInt8 {
  /// Name, size, encoding.
  case integer = 1

  /// Name, size.
  case floating

  /// Target.
  case pointer

  /// Element, count.
  case array

  /// Name, size, count of members, and for each: name, type, place.
  case structure

  /// As a structure.
  case union

  /// Name, size, signedness, count of constants, and for each: name, value.
  case enumeration

  /// Name.
  case forwardStructure

  /// Name.
  case forwardUnion

  /// Name, target.
  case alias

  /// Qualifier, target.
  case qualified

  /// `true` iff a name follows the tag.
  var isNamed: Bool {
    switch self {
    case .integer, .floating, .structure, .union, .enumeration, .forwardStructure, .forwardUnion,
      .alias:
      true
    case .pointer, .array, .qualified: false
    }
  }
}

extension RecordWriter {
  /// Appends the record of a type.
  mutating func append(_ record: TypeRecord) {
    switch record {
    case .integer(let name, let size, let encoding):
      begin(.integer, name, size)
      append(byte: encoding.rawValue)
    case .floating(let name, let size):
      begin(.floating, name, size)
    case .pointer(let target):
      append(byte: TypeTag.pointer.rawValue)
      append(target)
    case .array(let element, let count):
      append(byte: TypeTag.array.rawValue)
      append(element)
      append(count)
    case .aggregate(let kind, let name, let size, let members):
      begin(kind == .structure ? .structure : .union, name, size)
      append(members.count)
      for member in members { append(member) }
    case .enumeration(let name, let size, let isSigned, let enumerators):
      begin(.enumeration, name, size)
      append(byte: isSigned ? 1 : 0)
      append(enumerators.count)
      for constant in enumerators {
        append(constant.name)
        append(signed: constant.value)
      }
    case .forward(let kind, let name):
      begin(kind == .structure ? .forwardStructure : .forwardUnion, name)
    case .alias(let name, let target):
      begin(.alias, name)
      append(target)
    case .qualified(let qualifier, let target):
      append(byte: TypeTag.qualified.rawValue)
      append(byte: qualifier.rawValue)
      append(target)
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

  /// Appends a member: twice its byte offset, or for a bit field twice its bit offset and 1, then the width.
  private mutating func append(_ member: TypeRecord.Member) {
    append(member.name)
    append(member.type)
    if let width = member.bitWidth {
      append(member.bitOffset << 1 | 1)
      append(width)
    } else {
      append(member.bitOffset / 8 * 2)
    }
  }
}
