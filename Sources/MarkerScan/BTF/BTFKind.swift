/// The kinds of types in BTF, with the kernel's numbers.
enum BTFKind: UInt32 {
  /// An integer.
  case integer = 1

  /// A pointer.
  case pointer

  /// An array.
  case array

  /// A structure.
  case structure

  /// A union.
  case union

  /// An enumeration with 32-bit values.
  case enumeration

  /// A structure or a union of which only the name is known.
  case forward

  /// Another name.
  case alias

  /// `volatile`.
  case volatile

  /// `const`.
  case const

  /// `restrict`.
  case restrict

  /// A function with its name.
  case function

  /// What a function takes and returns.
  case functionPrototype

  /// A variable.
  case variable

  /// A section of variables.
  case dataSection

  /// A floating-point number.
  case floating

  /// A tag on a declaration.
  case declarationTag

  /// A tag on a type.
  case typeTag

  /// An enumeration with 64-bit values.
  case wideEnumeration
}
