/// A regular expression of `=~`, as a program that some place of a text satisfies or does not.
///
/// The interpreter and the back ends take from it an automaton that says whether there is such a place; a
/// `GroupMatcher` says where it is.
package struct RegularExpression: Sendable {
  /// A step of the program. Those that take no byte are followed in the order in which they prefer.
  enum Step: Hashable {
    /// Takes a byte of the set and goes on with the next step.
    case byte(ByteSet)
    /// Goes on at either of two steps, the first one preferred.
    case either(Int, Int)
    /// Goes on at another step.
    case jump(Int)
    /// Notes the place under a number and goes on with the next step.
    case note(Int)
    /// Goes on with the next step at the start of the text.
    case start
    /// Goes on with the next step at the end of the text.
    case end
    /// The end of the program.
    case match
  }

  /// The program.
  let steps: [Step]
  /// How many groups there are, the whole expression included.
  package let groupCount: Int

  /// The longest program. Repetitions with bounds are written out.
  private static let maximumSteps = 1 << 15

  /// Creates the regular expression that `text` is.
  package init(_ text: [UInt8]) throws(RegularExpressionError) {
    var parser = RegularExpressionParser(text)
    let node = try parser.parse()
    var writer = Writer()
    writer.write(.group(node, 0))
    guard !writer.isTooLong else {
      throw RegularExpressionError(mistake: .tooLarge, position: 0)
    }
    steps = writer.steps + [.match]
    groupCount = parser.groupCount
  }

  /// Writes programs.
  private struct Writer {
    /// What has been written.
    private(set) var steps: [Step] = []
    /// `true` iff the program would be too long; then it is incomplete.
    private(set) var isTooLong = false

    /// Appends a step.
    private mutating func append(_ step: Step) {
      guard steps.count < RegularExpression.maximumSteps else { return isTooLong = true }
      steps.append(step)
    }

    /// Appends the steps of `node`.
    mutating func write(_ node: RegularExpressionNode) {
      guard !isTooLong else { return }
      switch node {
      case .empty: break
      case .byte(let set): append(.byte(set))
      case .start: append(.start)
      case .end: append(.end)
      case .sequence(let parts): for part in parts { write(part) }
      case .choice(let parts): writeChoice(parts[...])
      case .repetition(let part, let minimum, let maximum):
        writeRepetition(of: part, minimum: minimum, maximum: maximum)
      case .group(let part, let number):
        append(.note(2 * number))
        write(part)
        append(.note(2 * number + 1))
      }
    }

    /// Appends the steps of parts of which one has to match.
    private mutating func writeChoice(_ parts: ArraySlice<RegularExpressionNode>) {
      var exits: [Int] = []
      for part in parts.dropLast() {
        let fork = reserve()
        write(part)
        exits.append(reserve())
        set(fork, .either(fork + 1, steps.count))
      }
      for part in parts.suffix(1) { write(part) }
      for exit in exits { set(exit, .jump(steps.count)) }
    }

    /// Appends the steps of a part that is repeated.
    private mutating func writeRepetition(
      of part: RegularExpressionNode, minimum: Int, maximum: Int?
    ) {
      guard let maximum else {
        for _ in 1..<max(1, minimum) where !isTooLong { write(part) }
        return writeLoop(of: part, isOptional: minimum == 0)
      }
      for _ in 0..<minimum where !isTooLong { write(part) }
      var forks: [Int] = []
      for _ in minimum..<maximum where !isTooLong {
        forks.append(reserve())
        write(part)
      }
      for fork in forks { set(fork, .either(fork + 1, steps.count)) }
    }

    /// Appends the steps of a part that is repeated without end.
    private mutating func writeLoop(of part: RegularExpressionNode, isOptional: Bool) {
      let fork = isOptional ? reserve() : nil
      let start = steps.count
      write(part)
      append(.either(start, steps.count + 1))
      if let fork { set(fork, .either(fork + 1, steps.count)) }
    }

    /// Appends a step that is known later, and returns where it is.
    private mutating func reserve() -> Int {
      append(.match)
      return steps.count - 1
    }

    /// Replaces the step at `position`.
    private mutating func set(_ position: Int, _ step: Step) {
      guard !isTooLong else { return }
      steps[position] = step
    }
  }
}
