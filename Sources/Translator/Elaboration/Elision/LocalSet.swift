import IR

/// A set of locals of one body, which are few and numbered without gaps.
struct LocalSet: Equatable {
  /// For each local by its number, up to the last one in the set, whether it is in it.
  private var isMember: [Bool] = []

  /// Returns `true` iff `id` is in the set.
  func contains(_ id: LocalID) -> Bool { id.index < isMember.count && isMember[id.index] }

  /// Adds `id`.
  mutating func insert(_ id: LocalID) {
    while isMember.count <= id.index { isMember.append(false) }
    isMember[id.index] = true
  }

  /// Adds `ids`.
  mutating func formUnion(_ ids: [LocalID]) {
    for id in ids { insert(id) }
  }
}
