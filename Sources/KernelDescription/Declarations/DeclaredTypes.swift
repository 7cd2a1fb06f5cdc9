/// Types that come from C declarations, laid out as x86_64 does.
struct DeclaredTypes: Sendable {
  /// The records, by id from `firstID`; a structure that is only mentioned is a forward declaration.
  private(set) var records: [TypeRecord] = []

  /// The id of the first record.
  private(set) var firstID = TypeID(rawValue: 1)

  /// The ids of named and of derived types, by what identifies them.
  private var ids: [Key: TypeID] = [:]

  /// What two mentions of one type have in common.
  private enum Key: Hashable {
    /// A basic type's or typedef's name.
    case name(Substring)

    /// The keyword and name of a structure, union or enumeration.
    case tagged(Substring, Substring)

    /// The pointer to a type.
    case pointer(TypeID)
  }

  /// Gives the first record the id `firstID`.
  ///
  /// - Requires: there are no records yet.
  mutating func start(at firstID: TypeID) {
    precondition(records.isEmpty)
    self.firstID = firstID
  }

  /// Adds a record without a name and returns its id.
  mutating func add(_ record: TypeRecord) -> TypeID {
    records.append(record)
    return TypeID(rawValue: firstID.rawValue + UInt32(records.count) - 1)
  }

  /// Returns the type that a name by itself means; nil if it was not declared.
  func type(named name: Substring) -> TypeID? { ids[.name(name)] }

  /// Returns the basic type or typedef of that name, made by `record` at its first mention.
  mutating func type(named name: Substring, record: () -> TypeRecord) -> TypeID {
    type(for: .name(name), record: record)
  }

  /// Returns the type of that keyword and name, made by `record` at its first mention.
  mutating func type(
    tagged keyword: Substring, _ name: Substring, record: () -> TypeRecord
  ) -> TypeID {
    type(for: .tagged(keyword, name), record: record)
  }

  /// Returns the pointer to `target`.
  mutating func pointer(to target: TypeID) -> TypeID {
    type(for: .pointer(target)) { .pointer(to: target) }
  }

  /// Replaces the record of `id`.
  mutating func define(_ id: TypeID, as record: TypeRecord) { records[index(of: id)] = record }

  /// Returns the size and the alignment of a type in bytes; 0 and 1 if it has none.
  func layout(of id: TypeID) -> (size: Int, alignment: Int) {
    guard id >= firstID, index(of: id) < records.count else { return (0, 1) }
    switch records[index(of: id)] {
    case .integer(_, let size, _), .floating(_, let size), .enumeration(_, let size, _, _):
      return (size, size)
    case .pointer: return (8, 8)
    case .array(let element, let count):
      let layout = layout(of: element)
      return (layout.size * count, layout.alignment)
    case .aggregate(_, _, let size, let members):
      return (size, members.map { self.layout(of: $0.type).alignment }.max() ?? 1)
    case .alias(_, let target), .qualified(_, let target): return layout(of: target)
    case .forward: return (0, 1)
    }
  }

  /// Returns the place of the record of `id`.
  private func index(of id: TypeID) -> Int { Int(id.rawValue - firstID.rawValue) }

  /// Returns the type for `key`, made by `record` at its first mention.
  private mutating func type(for key: Key, record: () -> TypeRecord) -> TypeID {
    if let id = ids[key] { return id }
    let id = add(record())
    ids[key] = id
    return id
  }
}
