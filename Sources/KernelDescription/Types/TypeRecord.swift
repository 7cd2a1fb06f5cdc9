/// One C type as it is put into a description: a `KernelType` with all that belongs to it.
package enum TypeRecord: Hashable, Sendable {
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
  package struct Member: Hashable, Sendable {
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
  package struct Constant: Hashable, Sendable {
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

  /// Name, size, count of members; then the names of all members, their types, and their places.
  case structure

  /// As a structure.
  case union

  /// Name, size, signedness, count of constants; then the names of all, and their values.
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
