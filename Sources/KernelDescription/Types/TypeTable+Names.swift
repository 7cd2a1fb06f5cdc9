extension TypeTable {
  /// Returns the structure of that name.
  package func structure(named name: String) -> TypeID? { type(named: name, tag: .structure) }

  /// Returns the union of that name.
  package func union(named name: String) -> TypeID? { type(named: name, tag: .union) }

  /// Returns the enumeration of that name.
  package func enumeration(named name: String) -> TypeID? {
    type(named: name, tag: .enumeration)
  }

  /// Returns the typedef of that name.
  package func alias(named name: String) -> TypeID? { type(named: name, tag: .alias) }

  /// Returns the integer of that name as the compiler spells it, such as `long unsigned int`.
  package func integer(named name: String) -> TypeID? { type(named: name, tag: .integer) }

  /// The names of all structures, in byte order.
  package var structureNames: some Sequence<String> {
    (0..<source.entryCount(of: .typeNames)).lazy.compactMap { index in
      namedRecord(index).flatMap { $0.tag == .structure ? source.text(at: $0.name) : nil }
    }
  }

  /// Returns the value of the enumeration constant of that name; nil if no enumeration has it.
  ///
  /// It looks through all enumerations: a few milliseconds for a whole kernel.
  package func enumeratorValue(named name: String) -> Int? {
    guard let wanted = source.reference(of: name) else { return nil }
    for rank in 0..<count {
      var reader = record(rank: rank)
      if let found = reader.enumerators().first(where: { $0.name == wanted }) { return found.value }
    }
    return nil
  }

  /// Returns the first type of that name and kind.
  private func type(named name: String, tag: TypeTag) -> TypeID? {
    let wanted = Array(name.utf8)
    var low = 0
    var high = source.entryCount(of: .typeNames)
    while low < high {
      let middle = (low + high) / 2
      let order = namedRecord(middle).map { source.compareText(at: $0.name, with: wanted) } ?? 1
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    while let record = namedRecord(low), source.compareText(at: record.name, with: wanted) == 0 {
      if record.tag == tag { return record.id }
      low += 1
    }
    return nil
  }

  /// Returns what stands at a place of the index of names.
  private func namedRecord(_ index: Int) -> (id: TypeID, tag: TypeTag, name: StringReference)? {
    guard index < source.entryCount(of: .typeNames) else { return nil }
    let id = TypeID(rawValue: UInt32(source.entry(index, of: .typeNames)))
    guard var reader = record(of: id), let tag = TypeTag(rawValue: reader.byte()), tag.isNamed
    else { return nil }
    return (id, tag, reader.reference())
  }
}
