/// Finds types of modules that are the same in all that can be seen of them, so that each is kept once.
///
/// Every module brings the types that its image lacks, and many bring the same ones. Two are equal if their records are, where
/// the types that they refer to are equal in turn. That is found as one minimizes an automaton: types are put into classes by
/// their own records, and classes are split by the classes of what their types refer to, until none is.
struct TypeMerging {
  /// A type with its id.
  typealias Entry = (id: TypeID, record: TypeRecord)

  /// The lowest id that may get another one.
  private let firstID: TypeID

  /// The new ids of those from `firstID` on.
  private let newIDs: [TypeID]

  /// The types that stay, with their new ids, in order of these.
  let entries: [Entry]

  /// Merges those of `entries`, which are in order of their ids, that have an id from `firstID` on. They are numbered
  /// anew: the first number is that of all functions, which have no record, and each type has that of the first one that
  /// is equal to it.
  init(_ entries: [Entry], from firstID: TypeID) {
    let kept = entries.prefix { $0.id < firstID }
    let moved = entries[kept.endIndex...]
    let classes = Self.classes(of: moved, from: firstID)
    var numbers: [Int: TypeID] = [:]
    var firsts: [TypeRecord] = []
    let count = moved.last.map { Int($0.id.rawValue - firstID.rawValue) + 1 } ?? 0
    var newIDs = [TypeID](repeating: firstID, count: count)
    for (entry, type) in zip(moved, classes) {
      let next = TypeID(rawValue: firstID.rawValue + UInt32(firsts.count) + 1)
      if numbers[type] == nil {
        numbers[type] = next
        firsts.append(entry.record)
      }
      newIDs[Int(entry.id.rawValue - firstID.rawValue)] = numbers[type] ?? next
    }
    self.firstID = firstID
    self.newIDs = newIDs
    let merged = firsts.enumerated().map { index, record in
      Entry(
        TypeID(rawValue: firstID.rawValue + UInt32(index) + 1),
        record.mappingTargets { Self.newID(of: $0, newIDs, from: firstID) })
    }
    self.entries = kept + merged
  }

  /// Returns the id that the type with `id` has now.
  func newID(of id: TypeID) -> TypeID { Self.newID(of: id, newIDs, from: firstID) }

  /// Returns the id that the type with `id` has now; one from `firstID` on without a record is a function's.
  private static func newID(
    of id: TypeID, _ newIDs: [TypeID], from firstID: TypeID
  ) -> TypeID {
    if id < firstID { return id }
    let index = Int(id.rawValue - firstID.rawValue)
    return index < newIDs.count ? newIDs[index] : firstID
  }

  /// Returns the number of the class of each entry.
  private static func classes(of entries: ArraySlice<Entry>, from firstID: TypeID) -> [Int] {
    // Which entry a type is; types before and functions stand for themselves.
    var places: [TypeID: Int] = [:]
    for (place, entry) in entries.enumerated() { places[entry.id] = place }
    let targets = entries.map { entry in
      entry.record.targets.map { id in
        places[id].map { Target.entry($0) } ?? .fixed(id < firstID ? id : firstID)
      }
    }
    var numbers: [TypeRecord: Int] = [:]
    var classes = entries.map { entry in
      number(of: entry.record.mappingTargets { _ in .void }, in: &numbers)
    }
    var count = numbers.count
    while true {
      var signatures: [[Int]: Int] = [:]
      let split = targets.indices.map { place in
        number(
          of: [classes[place]] + targets[place].map { $0.signature(classes) }, in: &signatures)
      }
      if signatures.count == count { return classes }
      (classes, count) = (split, signatures.count)
    }
  }

  /// What a type refers to.
  private enum Target {
    /// A type that may be merged.
    case entry(Int)

    /// One that stays as it is.
    case fixed(TypeID)

    /// A number that tells what cannot be told apart yet from all else: the class, or below 0.
    func signature(_ classes: [Int]) -> Int {
      switch self {
      case .entry(let place): classes[place]
      case .fixed(let id): -1 - Int(id.rawValue)
      }
    }
  }

  /// Returns the number of `key`, which gets the next one if it has none.
  private static func number<Key>(of key: Key, in numbers: inout [Key: Int]) -> Int {
    if let number = numbers[key] { return number }
    numbers[key] = numbers.count
    return numbers.count - 1
  }
}
