/// One field of a trace event's record.
package struct EventField: Hashable, Sendable {
  /// The name, without brackets.
  package var name: String

  /// The C type as the kernel's format file has it, brackets included, such as `char[16]`.
  package var typeText: String

  /// Where the field starts in the record, in bytes; the common fields count.
  package var offset: Int

  /// How many bytes the field takes in the record itself.
  package var size: Int

  /// `true` iff the kernel calls the value, or the elements, signed.
  package var isSigned: Bool

  /// How the bytes are to be read.
  package var shape: FieldShape

  /// Creates a field.
  package init(
    name: String, typeText: String, offset: Int, size: Int, isSigned: Bool = false,
    shape: FieldShape = .integer
  ) {
    self.name = name
    self.typeText = typeText
    self.offset = offset
    self.size = size
    self.isSigned = isSigned
    self.shape = shape
  }

  /// `true` iff a script sees the field as a string.
  package var isText: Bool {
    switch shape {
    case .text, .dynamicText, .pointedText: true
    case .integer, .pointer, .array, .dynamicArray, .bytes: false
    }
  }
}

/// How the bytes of an event's field are to be read.
package enum FieldShape: Hashable, Sendable {
  /// A number of the field's size.
  case integer

  /// An address.
  case pointer

  /// A string that ends with a zero byte or with the field.
  case text

  /// A string elsewhere in the record.
  case dynamicText(DynamicLocation)

  /// The address of a string in kernel memory.
  case pointedText

  /// `count` numbers of `elementSize` bytes each.
  case array(elementSize: Int, count: Int)

  /// Numbers of `elementSize` bytes each elsewhere in the record.
  case dynamicArray(DynamicLocation, elementSize: Int)

  /// Bytes that are no number, such as a structure.
  case bytes
}

/// How four bytes in a record say where the data of a dynamic field are.
///
/// ```
///  31            16 15             0
/// ┌────────────────┬────────────────┐
/// │ length, bytes  │ offset, bytes  │
/// └────────────────┴────────────────┘
/// ```
package enum DynamicLocation: UInt8, Hashable, Sendable {
  /// `__data_loc`: the offset counts from the record's start.
  case fromRecordStart

  /// `__rel_loc`: the offset counts from the end of these four bytes.
  case fromFieldEnd
}
