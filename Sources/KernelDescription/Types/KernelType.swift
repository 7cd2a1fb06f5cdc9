/// One C type of a kernel, one level deep: types within are named by their ids.
package enum KernelType: Hashable, Sendable {
  /// No type.
  case void

  /// An integer, a character or a Boolean.
  case integer(name: String, size: Int, encoding: IntegerEncoding)

  /// A floating-point number.
  case floating(name: String, size: Int)

  /// An address of `target`.
  case pointer(to: TypeID)

  /// `count` elements in a row; 0 for a flexible array.
  case array(of: TypeID, count: Int)

  /// A structure or a union; the name is empty if it has none.
  case aggregate(AggregateKind, name: String, size: Int)

  /// An enumeration; the name is empty if it has none.
  case enumeration(name: String, size: Int, isSigned: Bool)

  /// A structure or a union of which only the name is known.
  case forward(AggregateKind, name: String)

  /// Another name of `target`.
  case alias(name: String, target: TypeID)

  /// `target` with `const`, `volatile` or `restrict` before it.
  case qualified(TypeQualifier, target: TypeID)

  /// A function.
  case function
}

/// What the bits of an integer mean.
package enum IntegerEncoding: UInt8, Hashable, Sendable {
  /// A number from 0.
  case unsigned

  /// A number in two's complement.
  case signed

  /// 0 or 1.
  case boolean

  /// A plain `char` with a sign, as compilers for x86 have it.
  case character

  /// A plain `char` without a sign: as compilers for ARM have it, and by `-funsigned-char` since Linux 6.2 everywhere.
  case unsignedCharacter

  /// `true` iff there are negative numbers.
  var isSigned: Bool { self == .signed || self == .character }
}

/// The two types that have members.
package enum AggregateKind: UInt8, Hashable, Sendable {
  /// Members one after the other.
  case structure

  /// Members at the same place.
  case union

  /// The C keyword.
  package var keyword: String {
    switch self {
    case .structure: "struct"
    case .union: "union"
    }
  }
}

/// The words that may stand before a C type without changing its layout.
package enum TypeQualifier: UInt8, Hashable, Sendable {
  /// `const`.
  case const

  /// `volatile`.
  case volatile

  /// `restrict`.
  case restrict

  /// A tag of the compiler, such as `__user`, which no text shows.
  case tag

  /// The C keyword; nil for a tag.
  package var keyword: String? {
    switch self {
    case .const: "const"
    case .volatile: "volatile"
    case .restrict: "restrict"
    case .tag: nil
    }
  }
}

/// One member of a structure or a union, as declared there.
package struct TypeMember: Hashable, Sendable {
  /// The name; empty for an anonymous structure or union.
  package var name: String

  /// The member's type.
  package var type: TypeID

  /// Where the member starts, in bits from the start of the structure.
  package var bitOffset: Int

  /// The width in bits of a bit field; nil for other members.
  package var bitWidth: Int?

  /// Creates a member.
  package init(name: String, type: TypeID, bitOffset: Int, bitWidth: Int? = nil) {
    self.name = name
    self.type = type
    self.bitOffset = bitOffset
    self.bitWidth = bitWidth
  }
}

/// One constant of an enumeration.
package struct Enumerator: Hashable, Sendable {
  /// The name of the constant.
  package var name: String

  /// The value; unsigned ones beyond `Int.max` have the same bits.
  package var value: Int

  /// Creates a constant.
  package init(name: String, value: Int) {
    self.name = name
    self.value = value
  }
}
