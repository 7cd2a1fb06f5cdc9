import CDwarf

/// An entry of debug information, such as a type or a function, as libdw shows it.
struct DebugEntry {
  /// The library's view of it.
  private var entry: Dwarf_Die

  /// Takes over what the library filled in.
  init(_ entry: Dwarf_Die) { self.entry = entry }

  /// The kind, `DW_TAG_…`.
  var tag: UInt32 {
    var entry = entry
    return UInt32(bitPattern: dwarf_tag(&entry))
  }

  /// Where it is, which tells it from all others.
  var offset: UInt64 {
    var entry = entry
    return dwarf_dieoffset(&entry)
  }

  /// The name, as the library has it in memory; nil if it has none.
  var nameBytes: UnsafePointer<CChar>? {
    var entry = entry
    return dwarf_diename(&entry)
  }

  /// The name; empty if it has none.
  var name: String { nameBytes.map { String(cString: $0) } ?? "" }

  /// `true` iff it only says that there is such a thing.
  var isDeclaration: Bool { has(DW_AT_declaration) }

  /// The first entry within it.
  var firstChild: DebugEntry? {
    var entry = entry
    var child = Dwarf_Die()
    return dwarf_child(&entry, &child) == 0 ? DebugEntry(child) : nil
  }

  /// The entry behind it.
  var next: DebugEntry? {
    var entry = entry
    var next = Dwarf_Die()
    // Damaged information may lead back, and so round for ever.
    guard dwarf_siblingof(&entry, &next) == 0, DebugEntry(next).offset > offset else { return nil }
    return DebugEntry(next)
  }

  /// The entries within it.
  var children: [DebugEntry] {
    Array(sequence(first: firstChild) { $0?.next }.prefix { $0 != nil }.compactMap { $0 })
  }

  /// Returns `true` iff it has that attribute, `DW_AT_…`.
  func has(_ attribute: some BinaryInteger) -> Bool {
    var entry = entry
    return dwarf_hasattr(&entry, UInt32(attribute)) != 0
  }

  /// The largest number that is taken for one.
  private static let numberLimit: Dwarf_Word = 1 << 40

  /// Returns the value of an attribute that is a number without a sign; nil for one that no kernel has.
  func number(_ attribute: some BinaryInteger) -> Int? {
    withAttribute(UInt32(attribute)) { attribute in
      var value: Dwarf_Word = 0
      return dwarf_formudata(attribute, &value) == 0 && value < Self.numberLimit
        ? Int(value) : nil
    }
  }

  /// Returns the value of an attribute that is a number with a sign.
  func signedNumber(_ attribute: some BinaryInteger) -> Int? {
    withAttribute(UInt32(attribute)) { attribute in
      var value: Dwarf_Sword = 0
      return dwarf_formsdata(attribute, &value) == 0 ? Int(value) : nil
    }
  }

  /// The entry of its type; nil for `void`.
  var type: DebugEntry? {
    withAttribute(UInt32(DW_AT_type)) { attribute in
      var type = Dwarf_Die()
      return dwarf_formref_die(attribute, &type) != nil ? DebugEntry(type) : nil
    }
  }

  /// Returns what `body` makes of an attribute, which may stand in the entry that this one is an instance of.
  private func withAttribute<Value>(
    _ attribute: UInt32, _ body: (UnsafeMutablePointer<Dwarf_Attribute>) -> Value?
  ) -> Value? {
    var entry = entry
    var found = Dwarf_Attribute()
    guard dwarf_attr_integrate(&entry, attribute, &found) != nil else { return nil }
    return body(&found)
  }
}
