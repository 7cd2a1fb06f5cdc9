/// As much of a C type as BTF needs to know it again in another kernel.
package indirect enum TypeDescription: Hashable, Sendable {
  /// No type, or an unknown one.
  case void
  /// A number; the size is 1, 2, 4, 8 or 16 bytes.
  case integer(byteCount: Int, isSigned: Bool)
  /// `_Bool`.
  case boolean
  /// An enumeration with its tag, or `""` if it has none.
  case enumeration(String, byteCount: Int)
  /// A pointer.
  case pointer(TypeDescription)
  /// An array.
  case array(TypeDescription, count: Int)
  /// A structure or a union, whose members are collected from the relocations that name them.
  case composite(Composite)

  /// The size in bytes; zero for `void`.
  package var byteCount: Int {
    switch self {
    case .void: 0
    case .integer(let byteCount, _), .enumeration(_, let byteCount): byteCount
    case .boolean: 1
    case .pointer: 8
    case .array(let element, let count): element.byteCount * count
    case .composite(let composite): composite.byteCount
    }
  }
}

/// The head of a structure or a union.
package struct Composite: Hashable, Sendable {
  /// Whether members follow one another.
  package enum Kind: Hashable, Sendable {
    /// Members follow one another.
    case structure
    /// Members share one place.
    case union
  }

  /// Whether members follow one another.
  package let kind: Kind
  /// The tag, by which the kernel's type is found.
  package let name: String
  /// The size in bytes in the kernel the object was built for.
  package let byteCount: Int

  /// Creates the structure or union that is named `name`.
  package init(_ kind: Kind, _ name: String, byteCount: Int) {
    self.kind = kind
    self.name = name
    self.byteCount = byteCount
  }
}
