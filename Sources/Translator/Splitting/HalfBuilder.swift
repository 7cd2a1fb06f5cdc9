import IR

/// The two halves of a handler.
struct Halves {
  /// What runs in the kernel; `nil` if nothing has to.
  var kernel: Function?
  /// What runs in user space; `nil` if nothing has to.
  var user: Function?
  /// The layout of the records between them; `nil` if there is no user half.
  var record: RecordLayout?
}

/// Builds the two halves of a handler as its plan says.
///
/// Both start as copies of the handler, so that the numbers of values, blocks and locals stay.
struct HalfBuilder {
  /// The shape of the handler.
  private let shape: HandlerShape
  /// The plan.
  private let plan: SplitPlan
  /// What runs behind the commit point; `nil` if there is none.
  private let region: CommitRegion?
  /// The layout so far.
  private var record = RecordLayout()
  /// The slots of captured instructions.
  private var slots: [ValueID: SlotID] = [:]
  /// The slots of captured locals, in order.
  private var localSlots: [(local: LocalID, slot: SlotID)] = []
  /// The instructions whose values are captured in the stream.
  private var streamed: Set<ValueID> = []

  /// Creates a builder for the handler of `shape`.
  init(_ shape: HandlerShape, plan: SplitPlan) {
    self.shape = shape
    self.plan = plan
    region = plan.commit.map { CommitRegion($0, in: shape) }
  }

  /// Returns the halves.
  func halves() -> Halves {
    var builder = self
    guard let commit = plan.commit else {
      let kernel = plan.kernelInstructions.isEmpty ? nil : builder.kernelHalf()
      return Halves(kernel: kernel, user: nil, record: nil)
    }
    builder.layOut()
    let kernel = builder.kernelHalf()
    return Halves(kernel: kernel, user: builder.userHalf(from: commit), record: builder.record)
  }

  /// Gives each capture its slot.
  private mutating func layOut() {
    for capture in plan.captures {
      switch capture {
      case .local(let local):
        let kind: SlotKind =
          shape.mayHoldUnread(local) ? .optionalString : shape.function[local].type.slotKind
        localSlots.append((local, record.append(kind)))
      case .atCommit(let id):
        slots[id] = record.append(kind(of: id, canFail: false))
      case .movedToCommit(let id), .inPlace(let id):
        slots[id] = record.append(kind(of: id, canFail: shape.function[id].operation.canFail))
      case .inStream(let id):
        streamed.insert(id)
        record.hasStream = true
      }
    }
    if plan.lateReads.contains(where: { shape.function[$0].operation.readsTaskMemory }) {
      record.taskSlot = record.append(.long)
    }
  }

  /// Returns the kind of the slot for the value of `id`.
  private func kind(of id: ValueID, canFail: Bool) -> SlotKind {
    if shape.function[id].operation.isQuotedRead { return .quotedString }
    if shape.function[id].operation.isOptionalRead { return .optionalString }
    if case .readLocal(let local) = shape.function[id].operation, shape.mayHoldUnread(local) {
      return .optionalString
    }
    if shape.function[id].type == .string { return .string }
    return canFail ? .checkedLong : .long
  }

  // MARK: The kernel half

  /// Returns the kernel half.
  private func kernelHalf() -> Function {
    var half = shape.function
    half.name += ".kernel"
    for index in half.blocks.indices {
      let block = BlockID(index)
      half.blocks[index].instructions = kernelInstructions(of: block, in: &half)
      half.blocks[index].terminator = terminator(of: block, keeping: plan.kernelDecisions)
    }
    isolateMoves(in: &half)
    return half
  }

  /// Returns what stands of `block` in the kernel half, with the captures.
  private func kernelInstructions(of block: BlockID, in half: inout Function) -> [ValueID] {
    var result: [ValueID] = []
    let all = shape.function[block].instructions
    for position in 0...all.count {
      if let commit = plan.commit, commit == CommitPoint(block: block, position: position) {
        result += commitInstructions(in: &half)
      }
      guard position < all.count else { break }
      let id = all[position]
      guard plan.kernelInstructions.contains(id) else { continue }
      result.append(id)
      if streamed.contains(id) {
        result.append(half.append(.captureNext(id), type: nil, at: shape.function[id].location))
      } else if let slot = slots[id], plan.captures.contains(.inPlace(id)) {
        result.append(half.append(.capture(slot, id), type: nil, at: shape.function[id].location))
      }
    }
    return result
  }

  /// Returns what stands at the commit point: `commit`, and the captures of what is known there.
  private func commitInstructions(in half: inout Function) -> [ValueID] {
    var result = [half.append(.commit, type: nil, at: .none)]
    for (local, slot) in localSlots {
      let value = half.append(.readLocal(local), type: shape.function[local].type, at: .none)
      result += [value, half.append(.capture(slot, value), type: nil, at: .none)]
    }
    if let slot = record.taskSlot {
      let task = half.append(.intrinsic(.tid, []), type: .long, at: .none)
      result += [task, half.append(.capture(slot, task), type: nil, at: .none)]
    }
    for capture in plan.captures {
      switch capture {
      case .atCommit(let id):
        guard let slot = slots[id] else { continue }
        result.append(half.append(.capture(slot, id), type: nil, at: shape.function[id].location))
      case .movedToCommit(let id):
        guard let slot = slots[id] else { continue }
        let copy = move(id, into: &half, &result)
        result.append(half.append(.capture(slot, copy), type: nil, at: shape.function[id].location))
      case .local, .inPlace, .inStream: continue
      }
    }
    return result
  }

  /// Appends a copy of the instruction `id` to `result`, behind copies of those operands that stand behind
  /// the commit point, and returns it.
  private func move(
    _ id: ValueID, into half: inout Function, _ result: inout [ValueID]
  ) -> ValueID {
    let instruction = shape.function[id]
    let operation = instruction.operation.mappingOperands { operand in
      standsBeforeCommit(operand) ? operand : move(operand, into: &half, &result)
    }
    let copy = half.append(operation, type: instruction.type, at: instruction.location)
    result.append(copy)
    return copy
  }

  /// `true` iff the instruction `id` runs before the commit point.
  private func standsBeforeCommit(_ id: ValueID) -> Bool {
    region.map { !$0.contains(id) } ?? false
  }

  /// `true` iff the instruction `id`, or one of those that are moved along with it, stands behind the commit point and can fail.
  private func movesFailure(_ id: ValueID) -> Bool {
    guard !standsBeforeCommit(id) else { return false }
    let operation = shape.function[id].operation
    return operation.canFail || operation.operands.contains(where: movesFailure)
  }

  /// Puts each moved read that can fail into a block of its own which goes on behind it in either case: a
  /// read that was moved to a place where the handler does not do it must not end the handler.
  private func isolateMoves(in half: inout Function) {
    guard let commit = plan.commit else { return }
    let hoisted = plan.captures.contains {
      if case .movedToCommit(let id) = $0 { movesFailure(id) } else { false }
    }
    guard hoisted else { return }
    var block = commit.block
    var position = half[block].instructions.firstIndex { half[$0].operation == .commit } ?? 0
    while position < half[block].instructions.count {
      let id = half[block].instructions[position]
      guard id.index >= shape.function.instructions.count, half[id].operation.canFail else {
        position += 1
        continue
      }
      block = isolate(id, at: position, of: block, in: &half)
      position = 0
    }
  }

  /// Puts the instruction `id`, which stands at `position` of `block`, and its capture into a block of their
  /// own; returns the block that goes on behind them.
  private func isolate(
    _ id: ValueID, at position: Int, of block: BlockID, in half: inout Function
  ) -> BlockID {
    // The read may be an operand of another moved read; all up to the capture stands or falls with it.
    let moved = half[block].instructions[position...]
    let capture = moved.firstIndex { half[$0].operation.isCapture } ?? moved.endIndex - 1
    let rest = half.addBlock(half[block])
    let read = half.addBlock(Block(catchBlock: rest))
    half[read].instructions = Array(moved[...capture])
    half[read].terminator = .jump(rest)
    half[rest].instructions.removeFirst(capture + 1)
    half[block].instructions.removeSubrange(position...)
    half[block].terminator = .jump(read)
    return rest
  }

  // MARK: The user half

  /// Returns the user half, which starts at `commit`.
  private func userHalf(from commit: CommitPoint) -> Function {
    var half = shape.function
    half.name += ".user"
    for index in half.blocks.indices {
      let block = BlockID(index)
      half.blocks[index].instructions = half.blocks[index].instructions
        .filter(plan.userInstructions.contains)
      half.blocks[index].terminator = terminator(of: block, keeping: plan.userDecisions)
    }
    for id in plan.userInstructions {
      if streamed.contains(id) {
        half[id].operation = .capturedNext
      } else if let slot = slots[id] {
        half[id].operation = .captured(slot)
      }
    }
    startUserHalf(&half, at: commit)
    return half
  }

  /// Makes the entry of `half` do what the user half needs from before `commit`, and go on behind it.
  private func startUserHalf(_ half: inout Function, at commit: CommitPoint) {
    var entry: [ValueID] = []
    for (local, slot) in localSlots {
      let value = half.append(.captured(slot), type: shape.function[local].type, at: .none)
      entry += [value, half.append(.writeLocal(local, value), type: nil, at: .none)]
    }
    for block in shape.graph.reversePostorder where block != commit.block {
      entry += shape.function[block].instructions.filter { id in
        plan.userInstructions.contains(id) && standsBeforeCommit(id)
      }
    }
    var start = half[commit.block]
    start.instructions = shape.function[commit.block].instructions
      .filter(plan.userInstructions.contains)
    // Nothing leads back to the commit point, so its own block is not reached any more.
    half[commit.block] = Block()
    if start.catchBlock == nil || entry.isEmpty {
      start.instructions = entry + start.instructions
      half[.entry] = start
    } else {
      // The catch block may use what other blocks have made before.
      let rest = half.addBlock(start)
      half[.entry] = Block()
      half[.entry].instructions = entry
      half[.entry].terminator = .jump(rest)
    }
  }

  // MARK: Both halves

  /// Returns the terminator of `block` in a half that keeps the decisions of `kept`: a decision that
  /// is not kept goes on where all its ways meet.
  private func terminator(of block: BlockID, keeping kept: Set<BlockID>) -> Terminator {
    let terminator = shape.function[block].terminator
    switch terminator {
    case .jump, .return: return terminator
    case .branch, .choose:
      if kept.contains(block) { return terminator }
      guard let meeting = shape.postDominators.immediatePostDominator(of: block) else {
        return .return(nil)
      }
      return .jump(meeting)
    }
  }
}

extension ValueType {
  /// The kind of slot for a value of this type that cannot fail.
  fileprivate var slotKind: SlotKind { self == .long ? .long : .string }
}

extension Function {
  /// Adds an instruction that stands in no block yet.
  fileprivate mutating func append(
    _ operation: Operation, type: ValueType?, at location: LocationID
  ) -> ValueID {
    instructions.append(Instruction(operation, type: type, location: location))
    return ValueID(instructions.count - 1)
  }

  /// Adds `block`.
  fileprivate mutating func addBlock(_ block: Block) -> BlockID {
    blocks.append(block)
    return BlockID(blocks.count - 1)
  }
}

extension Operation {
  /// `true` iff it puts a value into a slot.
  fileprivate var isCapture: Bool {
    if case .capture = self { true } else { false }
  }
}
