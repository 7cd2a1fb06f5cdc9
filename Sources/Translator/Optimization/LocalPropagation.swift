import IR

extension FunctionPass {
  /// Replaces reads of locals by the values that were written, or read before, where only one can be meant,
  /// and drops writes of what a local holds already.
  package static let propagateLocals = FunctionPass("propagate-locals") { function, _ in
    guard !function.locals.isEmpty else { return false }
    var propagation = LocalPropagation(of: function)
    return propagation.run(on: &function)
  }
}

/// A walk down the dominator tree that knows what each local holds.
private struct LocalPropagation {
  /// What a local is known to hold.
  private enum Content: Equatable {
    /// Something that depends on the way that was taken.
    case unknown
    /// What it starts with: 0 or the empty string.
    case empty
    /// A value.
    case value(ValueID)
  }

  /// The walk.
  private let walk: DominatorWalk
  /// The locals that hold different things at the start of a block, depending on the way to it.
  private let conflicts: [[LocalID]]
  /// What each local holds at the present step.
  private var contents: [Content]
  /// What locals held before, for each change since the entry.
  private var changes: [(local: LocalID, before: Content)] = []
  /// The number of changes at the start of each entered block.
  private var marks: [Int] = []
  /// The values found to be equal.
  private var replacements: Replacements
  /// `true` iff some local was written what it held already.
  private var hasDroppedWrites = false
  /// The instructions that make 0 and the empty string, by type; made when first needed.
  private var emptyValues: [ValueType: ValueID] = [:]

  /// Creates a walk of `function`.
  init(of function: Function) {
    walk = DominatorWalk(of: function)
    conflicts = Self.conflicts(in: function, walk)
    // The constants for unwritten locals stand in the entry, and count where that was passed.
    let isEntrySafe = function[BlockID.entry].catchBlock == nil
    contents = function.locals.indices.map {
      $0 < function.parameterCount || !isEntrySafe ? .unknown : .empty
    }
    replacements = Replacements(in: function)
  }

  /// Walks through `function` and changes it; returns whether it did.
  mutating func run(on function: inout Function) -> Bool {
    for step in walk.steps {
      switch step {
      case .enter(let block):
        marks.append(changes.count)
        for local in conflicts[block.index] { set(local, .unknown) }
      case .visit(let block): visit(block, in: &function)
      case .leave:
        let mark = marks.removeLast()
        while changes.count > mark {
          let change = changes.removeLast()
          contents[change.local.index] = change.before
        }
      }
    }
    function[BlockID.entry].instructions.insert(
      contentsOf: emptyValues.values.sorted { $0.index < $1.index }, at: 0)
    replacements.apply(to: &function)
    return !replacements.isEmpty || hasDroppedWrites
  }

  /// Follows the instructions of `block`.
  private mutating func visit(_ block: BlockID, in function: inout Function) {
    var kept: [ValueID] = []
    kept.reserveCapacity(function[block].instructions.count)
    for id in function[block].instructions {
      switch function[id].operation {
      case .readLocal(let local):
        if let value = value(of: local, in: &function) {
          replacements.replace(id, by: value)
          continue
        }
        set(local, .value(id))
      case .writeLocal(let local, let value):
        let content = Content.value(replacements[value])
        if contents[local.index] == content {
          hasDroppedWrites = true
          continue
        }
        set(local, content)
      default: break
      }
      kept.append(id)
    }
    if kept.count < function[block].instructions.count { function[block].instructions = kept }
  }

  /// Returns the value that `local` holds; `nil` if it is not known.
  private mutating func value(of local: LocalID, in function: inout Function) -> ValueID? {
    switch contents[local.index] {
    case .unknown: nil
    case .value(let value): value
    case .empty: emptyValue(of: function[local].type, in: &function)
    }
  }

  /// Returns the value that locals of `type` start with.
  private mutating func emptyValue(of type: ValueType, in function: inout Function) -> ValueID {
    if let known = emptyValues[type] { return known }
    let operation: Operation = type == .long ? .long(0) : .string([])
    function.instructions.append(Instruction(operation, type: type))
    replacements.addInstruction()
    let id = ValueID(function.instructions.count - 1)
    emptyValues[type] = id
    return id
  }

  /// Notes that `local` holds `content` from here on.
  private mutating func set(_ local: LocalID, _ content: Content) {
    changes.append((local, contents[local.index]))
    contents[local.index] = content
  }

  /// Returns for each block of `function` the locals of which ways to the block make something different:
  /// those that are written on one way but not on another, or in a block that the block catches failures of.
  private static func conflicts(in function: Function, _ walk: DominatorWalk) -> [[LocalID]] {
    let writers = writers(in: function, walk)
    let frontiers = walk.frontiers
    var conflicts = [[LocalID]](repeating: [], count: function.blocks.count)
    // Whether a block is in question for the present local is marked by the local's number.
    var marks = [Int](repeating: -1, count: function.blocks.count)
    for (index, writers) in writers.enumerated() {
      let local = LocalID(index)
      var pending = writers.blocks.map(walk.end(of:))
      for block in writers.catchBlocks where marks[block.index] != index {
        marks[block.index] = index
        conflicts[block.index].append(local)
        pending.append(block)
      }
      while let block = pending.popLast() {
        for frontier in frontiers[block.index] where marks[frontier.index] != index {
          marks[frontier.index] = index
          conflicts[frontier.index].append(local)
          pending.append(frontier)
        }
      }
    }
    return conflicts
  }

  /// The blocks that write a local, and the catch blocks of these.
  private struct Writers {
    /// The blocks with a write.
    var blocks: [BlockID] = []
    /// Where failures before and after the writes lead.
    var catchBlocks: [BlockID] = []
  }

  /// Returns the writers of each local of `function`.
  private static func writers(in function: Function, _ walk: DominatorWalk) -> [Writers] {
    var writers = [Writers](repeating: Writers(), count: function.locals.count)
    for block in walk.blocks {
      for id in function[block].instructions {
        guard case .writeLocal(let local, _) = function[id].operation else { continue }
        if writers[local.index].blocks.last != block { writers[local.index].blocks.append(block) }
        if let catchBlock = function[block].catchBlock {
          writers[local.index].catchBlocks.append(catchBlock)
        }
      }
    }
    return writers
  }
}
