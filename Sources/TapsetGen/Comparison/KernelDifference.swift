/// What has changed from one kernel to another.
package struct KernelDifference: Sendable {
  /// A marker that both kernels have.
  package struct ChangedMarker: Hashable, Sendable {
    /// The marker of the second kernel.
    package let marker: ComparedMarker
    /// What has become of its arguments.
    package let changes: [ArgumentChange]
  }

  /// A marker of the first kernel that seems to be one of the second by another name.
  package struct RenamedMarker: Hashable, Sendable {
    /// The marker of the first kernel.
    package let old: ComparedMarker
    /// The one of the second.
    package let new: ComparedMarker
    /// What has become of its arguments.
    package let changes: [ArgumentChange]
  }

  /// A system call that both kernels have.
  package struct ChangedCall: Hashable, Sendable {
    /// The call of the second kernel.
    package let call: ComparedCall
    /// The number in the first kernel, if both tell it and it is another one.
    package let oldNumber: Int?
    /// What has become of its arguments.
    package let changes: [ArgumentChange]
  }

  /// What the first kernel is called.
  package let oldTitle: String
  /// What the second is called.
  package let newTitle: String
  /// The markers of the second kernel that are new.
  package private(set) var added: [ComparedMarker]
  /// The markers of the first that are gone.
  package private(set) var removed: [ComparedMarker]
  /// The markers that seem to have got other names: a guess.
  package private(set) var renamed: [RenamedMarker] = []
  /// The markers whose arguments have changed.
  package let changed: [ChangedMarker]
  /// The system calls that are new.
  package let addedCalls: [ComparedCall]
  /// The system calls that are gone.
  package let removedCalls: [ComparedCall]
  /// The system calls that have changed.
  package let changedCalls: [ChangedCall]

  /// Compares `new` with `old`.
  package init(from old: ComparedKernel, to new: ComparedKernel) {
    oldTitle = old.title
    newTitle = new.title
    let markers = Pairing(old.markers, new.markers) { marker in
      MarkerKey(kind: marker.kind, name: marker.qualifiedName)
    }
    added = markers.added
    removed = markers.removed
    changed = markers.pairs.compactMap { pair in
      let changes = ArgumentChange.changes(from: pair.old.arguments, to: pair.new.arguments)
      return changes.isEmpty ? nil : ChangedMarker(marker: pair.new, changes: changes)
    }
    let calls = Pairing(old.systemCalls, new.systemCalls, key: \.name)
    addedCalls = calls.added
    removedCalls = calls.removed
    changedCalls = calls.pairs.compactMap { pair in
      let changes = ArgumentChange.changes(from: pair.old.arguments, to: pair.new.arguments)
      let isMoved = pair.old.number != nil && pair.new.number != nil
      let oldNumber = isMoved && pair.old.number != pair.new.number ? pair.old.number : nil
      if changes.isEmpty, oldNumber == nil { return nil }
      return ChangedCall(call: pair.new, oldNumber: oldNumber, changes: changes)
    }
    guessRenamed()
  }

  /// `true` iff nothing has changed.
  package var isEmpty: Bool {
    added.isEmpty && removed.isEmpty && renamed.isEmpty && changed.isEmpty && addedCalls.isEmpty
      && removedCalls.isEmpty && changedCalls.isEmpty
  }

  /// Takes the markers that seem to have been renamed from those that are gone and those that are new.
  private mutating func guessRenamed() {
    for (old, new) in RenamingGuess(removed: removed, added: added).pairs {
      renamed.append(
        RenamedMarker(
          old: old, new: new,
          changes: ArgumentChange.changes(from: old.arguments, to: new.arguments)))
    }
    removed.removeAll { marker in renamed.contains { $0.old == marker } }
    added.removeAll { marker in renamed.contains { $0.new == marker } }
  }
}

/// What has become of an argument.
package enum ArgumentChange: Hashable, Sendable {
  /// It is new, and has this number.
  case added(ComparedArgument, number: Int)
  /// It is gone, and had this number.
  case removed(ComparedArgument, number: Int)
  /// It has another number.
  case moved(String, from: Int, to: Int)
  /// It has another type.
  case retyped(String, from: String, to: String)
  /// Its value is elsewhere in the record, or has another size or sign.
  case relaid(String, from: String, to: String)

  /// Returns what has become of `old`, which are now `new`: first what is gone, then the others in their new order.
  static func changes(
    from old: [ComparedArgument], to new: [ComparedArgument]
  ) -> [ArgumentChange] {
    if old == new { return [] }
    let oldPlaces = places(of: old)
    let newPlaces = places(of: new)
    var changes: [ArgumentChange] = []
    for (index, argument) in old.enumerated() where newPlaces[argument.name] == nil {
      changes.append(.removed(argument, number: index + 1))
    }
    for (index, argument) in new.enumerated() {
      guard let oldIndex = oldPlaces[argument.name] else {
        changes.append(.added(argument, number: index + 1))
        continue
      }
      let before = old[oldIndex]
      if oldIndex != index {
        changes.append(.moved(argument.name, from: oldIndex + 1, to: index + 1))
      }
      if before.type != argument.type {
        changes.append(.retyped(argument.name, from: before.type, to: argument.type))
      }
      if let layout = before.layout, let newLayout = argument.layout, layout != newLayout {
        changes.append(.relaid(argument.name, from: layout, to: newLayout))
      }
    }
    return changes
  }

  /// Returns where each name first stands among `arguments`.
  private static func places(of arguments: [ComparedArgument]) -> [String: Int] {
    Dictionary(
      arguments.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }
}

/// What tells a marker from all others of a kernel.
private struct MarkerKey: Hashable {
  /// The kind.
  let kind: ComparedMarker.Kind
  /// The name with its owner.
  let name: String
}

/// Which of two lists' elements are the same by their keys. Elements of one list with the same key are matched in
/// order.
private struct Pairing<Element, Key: Hashable> {
  /// The elements of both lists, in the order of the first.
  private(set) var pairs: [(old: Element, new: Element)] = []
  /// Those of the first list alone.
  private(set) var removed: [Element] = []
  /// Those of the second alone.
  private(set) var added: [Element] = []

  /// Matches `old` and `new`.
  init(_ old: [Element], _ new: [Element], key: (Element) -> Key) {
    var places: [Key: [Int]] = [:]
    for index in new.indices.reversed() { places[key(new[index]), default: []].append(index) }
    var isPaired = [Bool](repeating: false, count: new.count)
    for element in old {
      if let index = places[key(element)]?.popLast() {
        pairs.append((element, new[index]))
        isPaired[index] = true
      } else {
        removed.append(element)
      }
    }
    added = new.indices.filter { !isPaired[$0] }.map { new[$0] }
  }
}
