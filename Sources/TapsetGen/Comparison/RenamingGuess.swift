/// Guesses which markers that are gone are there by other names.
///
/// A pair is likely if the two are of one kind and both their names, taken as words between underscores, and their
/// arguments are at least half the same. Equal names with another owner, and equal arguments, at least two of them,
/// count for more. The likeliest pairs are taken first, each marker once.
struct RenamingGuess {
  /// What is gone with what it may be now, in the order of what is gone.
  let pairs: [(old: ComparedMarker, new: ComparedMarker)]

  /// Guesses for `removed` and `added` markers.
  init(removed: [ComparedMarker], added: [ComparedMarker]) {
    // Events of system calls have the names of their calls, which are compared by themselves.
    let old = removed.map(Candidate.init).filter { $0.marker.owner != "syscalls" }
    let new = added.map(Candidate.init).filter { $0.marker.owner != "syscalls" }
    var scored: [(score: Double, old: Int, new: Int)] = []
    for oldIndex in old.indices {
      for newIndex in new.indices {
        if let score = old[oldIndex].likeness(to: new[newIndex]) {
          scored.append((score, oldIndex, newIndex))
        }
      }
    }
    scored.sort { ($1.score, $0.old, $0.new) < ($0.score, $1.old, $1.new) }
    var oldTaken: Set<Int> = []
    var newTaken: Set<Int> = []
    var found: [(old: Int, new: Int)] = []
    for (_, oldIndex, newIndex) in scored
    where !oldTaken.contains(oldIndex) && !newTaken.contains(newIndex) {
      oldTaken.insert(oldIndex)
      newTaken.insert(newIndex)
      found.append((oldIndex, newIndex))
    }
    pairs = found.sorted { $0.old < $1.old }.map { (old[$0.old].marker, new[$0.new].marker) }
  }

  /// A marker with what its likeness to others is measured by.
  private struct Candidate {
    /// The marker.
    let marker: ComparedMarker
    /// The words of its name.
    let words: Set<Substring>
    /// Its arguments with their types.
    let arguments: Set<ComparedArgument>

    /// Creates a candidate.
    init(_ marker: ComparedMarker) {
      self.marker = marker
      words = Set(marker.name.split(separator: "_"))
      arguments = Set(marker.arguments.map { ComparedArgument(name: $0.name, type: $0.type) })
    }

    /// Returns how like `other` is, above 0; nil if it is not.
    func likeness(to other: Candidate) -> Double? {
      guard marker.kind == other.marker.kind else { return nil }
      let names = Self.share(of: words, other.words)
      let arguments = Self.share(of: arguments, other.arguments)
      let isSameName = marker.name == other.marker.name
      let isSameCall = arguments == 1 && marker.arguments.count >= 2
      guard isSameName || names >= 0.5 && arguments >= 0.5 || isSameCall && names >= 0.34 else {
        return nil
      }
      return (isSameName ? 2 : names) + arguments
    }

    /// Returns how much two sets share: 1 if they are equal, 0 if they have nothing in common.
    private static func share<Element>(of left: Set<Element>, _ right: Set<Element>) -> Double {
      let count = left.count + right.count
      return count == 0 ? 1 : Double(2 * left.intersection(right).count) / Double(count)
    }
  }
}
