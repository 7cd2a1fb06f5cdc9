/// One argument of a tracepoint's prototype.
package struct ArgumentAccess: Hashable, Sendable {
  /// The position, from 0, not counting the cookie.
  package let index: Int
  /// The size of its C type in bytes: 1, 2, 4 or 8.
  package let size: Int
  /// `true` iff its C type is signed.
  package let isSigned: Bool
  /// `true` iff it points to a structure that BTF knows, so that members are read without a helper.
  package let isTypedPointer: Bool

  /// Creates an access.
  package init(index: Int, size: Int, isSigned: Bool, isTypedPointer: Bool) {
    self.index = index
    self.size = size
    self.isSigned = isSigned
    self.isTypedPointer = isTypedPointer
  }
}

/// A field of a trace event's record.
package struct EventField: Hashable, Sendable {
  /// How the field holds its value.
  package enum Kind: Hashable, Sendable {
    /// An integer of `size` bytes.
    case integer(isSigned: Bool)
    /// `char[size]`, ended by the first NUL.
    case characters
    /// A string elsewhere in the record: `__data_loc`, 32 bits: offset from the record's start in the low
    /// half, length in the high half.
    case dynamicString
    /// The same, but the offset counts from the end of the field: `__rel_loc`.
    case relativeString
    /// A pointer to a string in kernel memory.
    case stringPointer
    /// An array in the field itself of elements of `elementSize` bytes.
    case array(elementSize: Int, isSigned: Bool)
    /// An array elsewhere in the record (`__data_loc`), of elements of `elementSize` bytes.
    case dynamicArray(elementSize: Int, isSigned: Bool)
    /// The same, but the offset counts from the end of the field: `__rel_loc`.
    case relativeArray(elementSize: Int, isSigned: Bool)
  }

  /// The name.
  package let name: String
  /// The offset from the start of the record in bytes.
  package let offset: Int
  /// The size in bytes.
  package let size: Int
  /// How it holds its value.
  package let kind: Kind

  /// Creates a field.
  package init(name: String, offset: Int, size: Int, kind: Kind) {
    self.name = name
    self.offset = offset
    self.size = size
    self.kind = kind
  }
}

/// A member of a kernel structure, with what CO-RE needs to find it on another kernel.
package struct MemberAccess: Hashable, Sendable {
  /// The name of the structure, `struct` or `union` included: `struct task_struct`.
  package let structure: String
  /// The names of the members from the structure inwards, as a script writes them: `["se", "vruntime"]`.
  /// An index into an array inside the path is its decimal digits.
  package let path: [String]
  /// The accessor string of CO-RE: member numbers from the structure inwards, as `0:5:2`.
  package let accessor: String
  /// The offset in bytes in the described kernel; for a bit field, of the unit that holds it.
  package let offset: Int
  /// The size in bytes of what is read: 1, 2, 4 or 8.
  package let size: Int
  /// `true` iff the value is sign-extended.
  package let isSigned: Bool
  /// The place of a bit field within its unit, from the least significant bit.
  package let bits: BitField?
  /// `true` iff the member points to a structure that BTF knows.
  package let isTypedPointer: Bool
  /// What kind of type the member has, which must be the same on another kernel.
  package let kind: Kind

  /// What CO-RE distinguishes.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A number.
    case integer
    /// A pointer.
    case pointer
    /// An enumeration.
    case enumeration
    /// An array of numbers, of which only the address is wanted, as of those that follow.
    case array
    /// An array of pointers.
    case pointerArray
    /// An array of enumerations.
    case enumerationArray
    /// An array of structures or unions.
    case compositeArray
    /// A structure or union, of which only the address is wanted.
    case composite
  }

  /// Bits of a unit.
  package struct BitField: Hashable, Sendable {
    /// The number of the lowest bit.
    package let offset: Int
    /// How many bits.
    package let width: Int

    /// Creates a bit field.
    package init(offset: Int, width: Int) {
      self.offset = offset
      self.width = width
    }
  }

  /// Creates an access; without a kind, to a pointer if it is typed, else to a number.
  package init(
    structure: String, path: [String], accessor: String, offset: Int, size: Int, isSigned: Bool,
    bits: BitField? = nil, isTypedPointer: Bool = false, kind: Kind? = nil
  ) {
    self.structure = structure
    self.path = path
    self.accessor = accessor
    self.offset = offset
    self.size = size
    self.isSigned = isSigned
    self.bits = bits
    self.isTypedPointer = isTypedPointer
    self.kind = kind ?? (isTypedPointer ? .pointer : .integer)
  }
}

/// What `foreach` walks over, in which order.
package struct Iteration: Hashable, Sendable {
  /// What elements are sorted by.
  package enum SortKey: Hashable, Sendable {
    /// The key at a position, from 0.
    case key(Int)
    /// The value of a plain element.
    case value
    /// A statistic of the element.
    case statistic(Statistic)
  }

  /// An order of elements.
  package struct Order: Hashable, Sendable {
    /// What is compared.
    package let key: SortKey
    /// `true` iff the greatest comes first.
    package let isDescending: Bool

    /// Creates an order.
    package init(by key: SortKey, isDescending: Bool) {
      self.key = key
      self.isDescending = isDescending
    }
  }

  /// The array.
  package let global: GlobalID
  /// For each key whether only elements with a given value of it are visited; empty for all elements.
  package let fixedKeys: [Bool]
  /// The order; `nil` for the order of insertion.
  package let order: Order?
  /// `true` iff the number of visited elements is limited by an operand.
  package let isLimited: Bool

  /// Creates an iteration.
  package init(global: GlobalID, fixedKeys: [Bool] = [], order: Order? = nil, isLimited: Bool) {
    self.global = global
    self.fixedKeys = fixedKeys
    self.order = order
    self.isLimited = isLimited
  }
}
