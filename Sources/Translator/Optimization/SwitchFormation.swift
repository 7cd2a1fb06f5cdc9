import IR

extension FunctionPass {
  /// Makes one choice of a chain of tests of one value against constants.
  ///
  /// Tapsets decode numbers by `if (x == 1) … else if (x == 2) …`, hundreds in a row; a choice finds the
  /// case without trying them one by one.
  package static let formSwitches = FunctionPass("form-switches") { function, _ in
    guard function.blocks.count > leastTestCount else { return false }
    let chains = TestChains(in: function)
    var hasChanged = false
    for index in function.blocks.indices {
      guard let chain = chains.chain(from: BlockID(index)) else { continue }
      // Blocks further down may use the constants of the tests, whichever case leads to them.
      for link in chain.links {
        function.blocks[index].instructions += function[link].instructions
        function[link].instructions = []
      }
      function.blocks[index].terminator = chain.choice
      hasChanged = true
    }
    return hasChanged
  }
}

/// The tests that a chain needs at least to become a choice.
private let leastTestCount = 3

/// The end of a block that compares a value with constants.
private struct ConstantTest {
  /// The value.
  let value: ValueID
  /// Where equal values lead.
  let cases: [ChoiceCase]
  /// Where other values lead.
  let otherwise: BlockID
  /// `true` iff the block does nothing else, so that a choice before it can take its part over.
  let isAlone: Bool

  /// Finds out what the end of `block` tests; `nil` if it is no such test.
  init?(of block: Block, in function: Function) {
    switch block.terminator {
    case .jump, .return: return nil
    case .branch(let condition, let then, let otherwise):
      guard let test = Self.test(condition, then, otherwise, function) else { return nil }
      value = test.value
      cases = [ChoiceCase(test.constant, test.equal)]
      self.otherwise = test.unequal
    case .choose(let value, let cases, let otherwise):
      self.value = value
      self.cases = cases
      self.otherwise = otherwise
    }
    let tested = value
    isAlone = block.instructions.allSatisfy { id in
      guard id != tested else { return false }
      switch function[id].operation {
      case .long, .string, .compare, .unary(.not, _): return true
      default: return false
      }
    }
  }

  /// Returns what a branch on `condition` compares; a branch on a plain value compares it with 0.
  private static func test(
    _ condition: ValueID, _ then: BlockID, _ otherwise: BlockID, _ function: Function
  ) -> (value: ValueID, constant: Int64, equal: BlockID, unequal: BlockID)? {
    guard case .compare(let comparison, let value, let other) = function[condition].operation
    else { return (condition, 0, otherwise, then) }
    guard let constant = function.constantLong(other) else { return nil }
    switch comparison {
    case .equal: return (value, constant, then, otherwise)
    case .notEqual: return (value, constant, otherwise, then)
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return nil
    }
  }
}

/// The chains of tests of a function.
private struct TestChains {
  /// For each block the test at its end; `nil` where there is none.
  private let tests: [ConstantTest?]
  /// For each block whether the test before it leads on to it only, with the same value: a link of a chain,
  /// but not its first.
  private let isLink: [Bool]

  /// Finds the chains of `function`.
  init(in function: Function) {
    let tests = function.blocks.map { ConstantTest(of: $0, in: function) }
    let graph = ControlFlowGraph(function)
    var isLink = [Bool](repeating: false, count: tests.count)
    for block in graph.reversePostorder {
      guard let test = tests[block.index], let next = tests[test.otherwise.index], next.isAlone,
        next.value == test.value, graph.predecessors(of: test.otherwise) == [block]
      else { continue }
      isLink[test.otherwise.index] = true
    }
    self.tests = tests
    self.isLink = isLink
  }

  /// A chain of tests.
  struct Chain {
    /// The blocks of all tests but the first.
    var links: [BlockID]
    /// The choice that does the same.
    var choice: Terminator
  }

  /// Returns the chain that starts at the end of `block`; `nil` if none starts there or if it is too short.
  func chain(from block: BlockID) -> Chain? {
    guard !isLink[block.index], let first = tests[block.index] else { return nil }
    var links: [BlockID] = []
    var cases: [ChoiceCase] = []
    var seen: Set<Int64> = []
    var last = first
    while true {
      for test in last.cases where seen.insert(test.value).inserted { cases.append(test) }
      guard isLink[last.otherwise.index], let next = tests[last.otherwise.index] else { break }
      links.append(last.otherwise)
      last = next
    }
    guard !links.isEmpty, cases.count >= leastTestCount else { return nil }
    return Chain(
      links: links, choice: .choose(first.value, cases: cases, otherwise: last.otherwise))
  }
}
