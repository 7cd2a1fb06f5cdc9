import CDwarf
import KernelDescription

/// What entries of debug information say of types that refer to no others; see the DWARF standard, version 5, chapter 5.
enum DebugRecords {
  /// Returns the record of a number.
  static func base(_ entry: DebugEntry, name: StringReference, size: Int) -> TypeRecord {
    let encoding: IntegerEncoding
    switch entry.number(DW_AT_encoding) {
    case Int(DW_ATE_float), Int(DW_ATE_complex_float): return .floating(name: name, size: size)
    case Int(DW_ATE_boolean): encoding = .boolean
    case Int(DW_ATE_signed): encoding = .signed
    case Int(DW_ATE_signed_char): encoding = entry.name == "char" ? .character : .signed
    default: encoding = entry.name == "char" ? .unsignedCharacter : .unsigned
    }
    return .integer(name: name, size: size, encoding: encoding)
  }

  /// Returns the record of an enumeration, which has a sign iff a constant is negative.
  static func enumeration(
    _ entry: DebugEntry, name: StringReference, size: Int, _ strings: inout StringPool
  ) -> TypeRecord {
    let constants = entry.children.filter { $0.tag == UInt32(DW_TAG_enumerator) }.map { constant in
      (constant.name, constant.signedNumber(DW_AT_const_value) ?? 0)
    }
    let enumerators = constants.map { name, value in
      TypeRecord.Constant(name: strings.intern(name), value: value)
    }
    return .enumeration(
      name: name, size: size, isSigned: constants.contains { $0.1 < 0 }, enumerators: enumerators)
  }

  /// Returns where a member starts, in bits, and how wide it is if it is a bit field.
  static func place(of member: DebugEntry) -> (bitOffset: Int, bitWidth: Int?) {
    let start = (member.number(DW_AT_data_member_location) ?? 0) * 8
    guard let width = member.number(DW_AT_bit_size) else { return (start, nil) }
    if let offset = member.number(DW_AT_data_bit_offset) { return (offset, width) }
    // Until version 3, bits count from the most significant one of the member's storage.
    guard let offset = member.number(DW_AT_bit_offset),
      let storage = member.number(DW_AT_byte_size) ?? member.type?.number(DW_AT_byte_size)
    else { return (start, width) }
    return (max(0, start + storage * 8 - offset - width), width)
  }
}
