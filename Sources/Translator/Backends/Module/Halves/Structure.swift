import IR

/// Puts the blocks of a half in order, and makes loops and conditions of the ways between them.
///
/// Each block stands inside of its immediate dominator: in the arm that leads to it if only one way does, else behind it,
/// with a label (Ramsey, "Beyond Relooper", 2022). What leaves a loop stands behind the loop. Ways that fit into none of
/// this become `goto`; there are none of those in most scripts.
struct Structure {
  /// What a block does.
  struct BlockCode {
    /// Its instructions.
    var statements: [CStatement]
    /// How it ends; the ways on are `go`.
    var ending: [CStatement]
  }

  /// The ways through the half.
  private let graph: ControlFlowGraph
  /// The code of each block that can be reached.
  private let code: [BlockID: BlockCode]
  /// For each block that has a label those that stand behind it, in order.
  private var placed: [BlockID: [BlockID]] = [:]
  /// The blocks that have a label.
  private var isLabelled: Set<BlockID> = []
  /// For the first block of each loop all that are in the loop.
  private let loops: [BlockID: Set<BlockID>]

  /// Prepares to order the blocks of `function`, whose code is `code`.
  init(_ function: IR.Function, _ graph: ControlFlowGraph, code: [BlockID: BlockCode]) {
    self.graph = graph
    self.code = code
    let dominators = DominatorTree(graph)
    loops = Self.loops(graph, dominators)
    for block in graph.reversePostorder.dropFirst() {
      guard let above = dominators.immediateDominator(of: block) else { continue }
      // A loop's own ways back are no reason for a label in front of it: the loop has one.
      let ways = graph.predecessors(of: block).filter {
        graph.position(of: $0) < graph.position(of: block)
      }
      let isCaught = ways.contains { function[$0].catchBlock == block }
      let left = loops.filter { $0.value.contains(above) && !$0.value.contains(block) }
      let outermost = left.keys.min { graph.position(of: $0) < graph.position(of: $1) }
      let isEnteredBackwards =
        loops[block] == nil && ways.count < graph.predecessors(of: block).count
      if let outermost {
        place(block, behind: outermost)
      } else if ways.count > 1 || isCaught || isEnteredBackwards {
        place(block, behind: above)
      }
    }
  }

  /// Notes that `block` stands behind what is inside of `above`.
  private mutating func place(_ block: BlockID, behind above: BlockID) {
    placed[above, default: []].append(block)
    isLabelled.insert(block)
  }

  /// The statements of the half.
  var statements: [CStatement] { CSimplification.simplified(tree(of: .entry)) }

  /// Returns the code of `block` and of all that stands inside of it.
  private func tree(of block: BlockID) -> [CStatement] {
    guard let own = code[block] else { preconditionFailure("block \(block.index) has no code") }
    let body = own.statements + own.ending.flatMap(expanded)
    let behind = placed[block] ?? []
    guard let loop = loops[block] else { return body + behind.flatMap(labelled) }
    let inside = behind.filter { loop.contains($0) }
    let outside = behind.filter { !loop.contains($0) }
    let place = own.statements.first?.place ?? own.ending.first?.place ?? .none
    let whole = [.label(block)] + body + inside.flatMap(labelled)
    return [.loop(nil, whole, place)] + outside.flatMap(labelled)
  }

  /// Returns the code of `block` with its label in front; a loop has it inside.
  private func labelled(_ block: BlockID) -> [CStatement] {
    loops[block] == nil ? [.label(block)] + tree(of: block) : tree(of: block)
  }

  /// Returns `statement` with the blocks that only it leads to in the places of the ways there.
  private func expanded(_ statement: CStatement) -> [CStatement] {
    switch statement {
    case .go(let block):
      // The head of a loop that is gone back to has code already.
      isInline(block) ? tree(of: block) : [statement]
    case .branch(let condition, let then, let otherwise, let place):
      [
        .branch(
          condition, then: then.flatMap(expanded), otherwise: otherwise.flatMap(expanded), place)
      ]
    case .choose(let value, let choices, let otherwise, let place):
      [
        .choose(
          value, choices.map { CChoice(values: $0.values, body: $0.body.flatMap(expanded)) },
          otherwise: otherwise.flatMap(expanded), place)
      ]
    case .again(let block): [.go(block)]
    case .line, .loop, .label, .leave, .breakLoop, .continueLoop: [statement]
    }
  }

  /// `true` iff `block` stands where the way to it is.
  private func isInline(_ block: BlockID) -> Bool { !isLabelled.contains(block) }

  /// Returns the natural loops of `graph` by their heads.
  private static func loops(
    _ graph: ControlFlowGraph, _ dominators: DominatorTree
  ) -> [BlockID: Set<BlockID>] {
    var loops: [BlockID: Set<BlockID>] = [:]
    for block in graph.reversePostorder {
      for head in graph.successors(of: block) where dominators.dominates(head, block) {
        var loop = loops[head] ?? [head]
        var pending = [block]
        while let member = pending.popLast() {
          guard loop.insert(member).inserted else { continue }
          pending += graph.predecessors(of: member)
        }
        loops[head] = loop
      }
    }
    return loops
  }
}

extension CStatement {
  /// The place in the script; none where it has none of its own.
  fileprivate var place: LocationID {
    switch self {
    case .line(_, let place), .branch(_, _, _, let place), .choose(_, _, _, let place),
      .loop(_, _, let place):
      place
    case .go, .again, .label, .leave, .breakLoop, .continueLoop: .none
    }
  }
}
