extension RegularExpression {
  /// Returns the automaton of the expression; `nil` if it has more than `maximumStates` states before those that do
  /// the same become one.
  package func automaton(maximumStates: Int = 2048) -> RegularExpressionAutomaton? {
    var builder = AutomatonBuilder(steps, maximumStates: maximumStates)
    return builder.build()?.minimized
  }
}

/// Makes an automaton: each of its states is a set of steps that wait for a byte or for the end of the text.
private struct AutomatonBuilder {
  /// The program.
  private let steps: [RegularExpression.Step]
  /// The most states.
  private let maximumStates: Int
  /// The column of each byte.
  private let columns: [UInt8]
  /// A byte of each column.
  private let samples: [UInt8]
  /// The sets, in the order in which they were found.
  private var sets: [[Int]] = []
  /// The numbers of the sets. The first one stands at the start of the text and is found once only.
  private var numbers: [[Int]: UInt16] = [:]
  /// For each step the number of the last walk that reached it.
  private var reached: [Int]
  /// The number of the present walk.
  private var walk = 0
  /// How many steps may still be followed; below 0 if there were too many.
  private var budget = 1 << 21

  /// Creates a builder for the program `steps`.
  init(_ steps: [RegularExpression.Step], maximumStates: Int) {
    self.steps = steps
    self.maximumStates = min(maximumStates, Int(RegularExpressionAutomaton.reject))
    reached = Array(repeating: 0, count: steps.count)
    (columns, samples) = Self.columns(of: steps)
  }

  /// Returns the automaton; `nil` if it is too large.
  mutating func build() -> RegularExpressionAutomaton? {
    let first = closure(of: [0], isAtStart: true)
    guard !first.contains(where: isMatch) else {
      return RegularExpressionAutomaton(
        start: RegularExpressionAutomaton.accept, columns: columns, transitions: [],
        acceptsAtEnd: [])
    }
    sets = [first]
    var transitions: [UInt16] = []
    var acceptsAtEnd: [Bool] = []
    while acceptsAtEnd.count < sets.count {
      let set = sets[acceptsAtEnd.count]
      let ending = closure(of: set, isAtStart: acceptsAtEnd.isEmpty, isAtEnd: true)
      acceptsAtEnd.append(ending.contains(where: isMatch))
      for byte in samples {
        guard let target = number(ofSetBehind: byte, in: set) else { return nil }
        transitions.append(target)
      }
    }
    return RegularExpressionAutomaton(
      start: 0, columns: columns, transitions: transitions, acceptsAtEnd: acceptsAtEnd)
  }

  /// `true` iff the step is the end of the program.
  private func isMatch(_ step: Int) -> Bool { steps[step] == .match }

  /// Returns the number of the set that `byte` leads to; `nil` if there are too many.
  private mutating func number(ofSetBehind byte: UInt8, in set: [Int]) -> UInt16? {
    // A match may also start behind the byte.
    var targets = [0]
    for step in set {
      if case .byte(let members) = steps[step], members.contains(byte) { targets.append(step + 1) }
    }
    let next = closure(of: targets)
    if next.contains(where: isMatch) { return RegularExpressionAutomaton.accept }
    if next.isEmpty { return RegularExpressionAutomaton.reject }
    if let known = numbers[next] { return known }
    guard sets.count < maximumStates, budget >= 0 else { return nil }
    numbers[next] = UInt16(sets.count)
    sets.append(next)
    return UInt16(sets.count - 1)
  }

  /// Returns the steps that wait on the ways from `origins`, in order.
  private mutating func closure(
    of origins: [Int], isAtStart: Bool = false, isAtEnd: Bool = false
  ) -> [Int] {
    var result: [Int] = []
    var stack = origins
    walk += 1
    while let step = stack.popLast() {
      guard reached[step] != walk else { continue }
      reached[step] = walk
      budget -= 1
      switch steps[step] {
      case .byte, .match: result.append(step)
      case .either(let first, let second): stack += [first, second]
      case .jump(let target): stack.append(target)
      case .note: stack.append(step + 1)
      case .start: if isAtStart { stack.append(step + 1) }
      case .end:
        if isAtEnd { stack.append(step + 1) } else { result.append(step) }
      }
    }
    return result.sorted()
  }

  /// Returns the column of each byte and a byte of each column. Two bytes have the same column if no step tells one
  /// from the other.
  private static func columns(
    of steps: [RegularExpression.Step]
  ) -> (columns: [UInt8], samples: [UInt8]) {
    var columns = [UInt8](repeating: 0, count: 256)
    var samples: [UInt8] = [0]
    var seen: Set<ByteSet> = []
    for case .byte(let set) in steps where seen.insert(set).inserted {
      var numbers: [UInt16: UInt8] = [:]
      samples = []
      for byte in 0...255 {
        let key = UInt16(columns[byte]) << 1 | (set.contains(UInt8(byte)) ? 1 : 0)
        if numbers[key] == nil {
          numbers[key] = UInt8(samples.count)
          samples.append(UInt8(byte))
        }
        columns[byte] = numbers[key, default: 0]
      }
    }
    return (columns, samples)
  }
}
