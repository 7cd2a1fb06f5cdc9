/// Says where a regular expression matches, and where its groups do.
///
/// Of the matches that start first the longest is meant. Inside it a part that is repeated takes as much as it can,
/// and of two parts the first one is preferred.
package struct GroupMatcher {
  /// Where the groups start and end, two numbers for each; -1 for those that took no part.
  package private(set) var places: [Int]
  /// The steps that wait for the present byte.
  private var current: Threads
  /// The steps that wait for the byte behind it.
  private var next: Threads
  /// What finds steps that wait.
  private var walker: Walker

  /// Creates a matcher of `expression`.
  package init(_ expression: RegularExpression) {
    places = Array(repeating: -1, count: 2 * expression.groupCount)
    current = Threads(reached: Array(repeating: -1, count: expression.steps.count))
    next = current
    walker = Walker(steps: expression.steps, notes: places)
  }

  /// Looks for a match in `text`; `false` if there is none.
  package mutating func match(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    walker.end = text.count
    current.clear()
    next.clear()
    var isFound = false
    for position in 0...text.count {
      // What starts here is preferred less than all that has started.
      if !isFound {
        walker.forget()
        walker.follow(0, at: position, to: &current)
      }
      for index in current.steps.indices {
        switch walker.steps[current.steps[index]] {
        case .byte(let set):
          guard position < text.count, set.contains(text[position]) else { continue }
          walker.notes.replaceSubrange(walker.notes.indices, with: current.notes(of: index))
          walker.follow(current.steps[index] + 1, at: position + 1, to: &next)
        case .match:
          let found = current.notes(of: index)
          let start = found[found.startIndex]
          let isBetter = start < places[0] || start == places[0] && position > places[1]
          guard !isFound || isBetter else { continue }
          isFound = true
          places.replaceSubrange(places.indices, with: found)
        case .either, .jump, .note, .start, .end: continue
        }
      }
      swap(&current, &next)
      next.steps.removeAll(keepingCapacity: true)
      next.notes.removeAll(keepingCapacity: true)
      if isFound, current.steps.isEmpty { break }
    }
    return isFound
  }
}

/// Steps of a regular expression that wait for a byte at one position of the text.
private struct Threads {
  /// The steps, the most preferred first.
  var steps: [Int] = []
  /// What the ways to them have noted, one behind the other.
  var notes: [Int] = []
  /// For each step of the program the last position at which it was reached.
  var reached: [Int]

  /// Returns what the way to the step at `index` has noted.
  func notes(of index: Int) -> ArraySlice<Int> {
    let count = notes.count / steps.count
    return notes[index * count..<(index + 1) * count]
  }

  /// Forgets everything.
  mutating func clear() {
    steps.removeAll(keepingCapacity: true)
    notes.removeAll(keepingCapacity: true)
    for step in reached.indices { reached[step] = -1 }
  }
}

/// Follows the steps of a regular expression that take no byte.
private struct Walker {
  /// What has to be followed.
  private enum Pending {
    /// A step.
    case step(Int)
    /// A note that has to get its old value.
    case restore(Int, Int)
  }

  /// The program.
  let steps: [RegularExpression.Step]
  /// The places that the followed way has noted.
  var notes: [Int]
  /// Where the text ends.
  var end = 0
  /// What has to be followed, the last one first.
  private var stack: [Pending] = []

  /// Creates a walker of `steps` without `notes`.
  init(steps: [RegularExpression.Step], notes: [Int]) {
    self.steps = steps
    self.notes = notes
  }

  /// Forgets the notes.
  mutating func forget() {
    for index in notes.indices { notes[index] = -1 }
  }

  /// Adds to `threads` the steps that wait for a byte on the ways from `start`.
  mutating func follow(_ start: Int, at position: Int, to threads: inout Threads) {
    stack.append(.step(start))
    while let pending = stack.popLast() {
      guard case .step(let step) = pending else {
        if case .restore(let note, let value) = pending { notes[note] = value }
        continue
      }
      guard threads.reached[step] != position else { continue }
      threads.reached[step] = position
      switch steps[step] {
      case .byte, .match:
        threads.steps.append(step)
        threads.notes.append(contentsOf: notes)
      case .either(let first, let second): stack += [.step(second), .step(first)]
      case .jump(let target): stack.append(.step(target))
      case .note(let note):
        stack += [.restore(note, notes[note]), .step(step + 1)]
        notes[note] = position
      case .start: if position == 0 { stack.append(.step(step + 1)) }
      case .end: if position == end { stack.append(.step(step + 1)) }
      }
    }
  }
}
