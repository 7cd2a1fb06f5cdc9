extension TypeTable {
  /// How many typedefs and qualifiers are followed before a type counts as nonsense.
  private static let depthLimit = 64

  /// The size from which on an element counts as nonsense, in bytes.
  private static let sizeLimit = 1 << 24

  /// Returns `id` without typedefs and qualifiers.
  package func resolved(_ id: TypeID) -> TypeID {
    var id = id
    for _ in 0..<Self.depthLimit {
      switch self[id] {
      case .alias(_, let target), .qualified(_, let target): id = target
      case .void, .integer, .floating, .pointer, .array, .aggregate, .enumeration, .forward,
        .function:
        return id
      }
    }
    return .void
  }

  /// Returns the size in bytes; nil for `void`, functions and types of which only the name is known.
  package func size(of id: TypeID) -> Int? { size(of: id, depth: 0) }

  /// Returns the size in bytes of a type met at `depth` levels of arrays.
  private func size(of id: TypeID, depth: Int) -> Int? {
    guard depth < Self.depthLimit else { return nil }
    switch self[resolved(id)] {
    case .integer(_, let size, _), .floating(_, let size), .aggregate(_, _, let size),
      .enumeration(_, let size, _):
      return size
    case .pointer: return wordSize
    case .array(let element, let count):
      guard let elementSize = size(of: element, depth: depth + 1) else { return nil }
      return elementSize < Self.sizeLimit ? elementSize * count : nil
    case .void, .forward, .alias, .qualified, .function: return nil
    }
  }

  /// Returns `true` iff values of the type have a sign.
  package func isSigned(_ id: TypeID) -> Bool {
    switch self[resolved(id)] {
    case .integer(_, _, let encoding): encoding.isSigned
    case .enumeration(_, _, let isSigned): isSigned
    case .void, .floating, .pointer, .array, .aggregate, .forward, .alias, .qualified, .function:
      false
    }
  }

  /// Returns what the pointer `id` points to, or the element of the array `id`; nil for other types.
  package func target(of id: TypeID) -> TypeID? {
    switch self[resolved(id)] {
    case .pointer(let target): target
    case .array(let element, _): element
    case .void, .integer, .floating, .aggregate, .enumeration, .forward, .alias, .qualified,
      .function:
      nil
    }
  }

  /// Returns `true` iff the type is a `char`, so that an array of it or a pointer to it is a string.
  package func isCharacter(_ id: TypeID) -> Bool {
    guard case .integer(let name, 1, let encoding) = self[resolved(id)] else { return false }
    return [.character, .unsignedCharacter].contains(encoding) || name == "char"
  }

  /// Returns the structure or union that stands in full for `id`, past typedefs and qualifiers, and where
  /// only the name is known, the one of that name; nil for other types.
  package func aggregate(_ id: TypeID) -> TypeID? {
    let id = resolved(id)
    switch self[id] {
    case .aggregate: return id
    case .forward(.structure, let name): return structure(named: name)
    case .forward(.union, let name): return union(named: name)
    case .void, .integer, .floating, .pointer, .array, .enumeration, .alias, .qualified, .function:
      return nil
    }
  }
}
