import IR

/// Which instructions of a handler the kernel can compute, under a given choice of roles.
struct KernelComputability {
  /// For each instruction whether its value can be computed in the kernel, if it is reached.
  private(set) var isComputable: [Bool]
  /// For each block whether the kernel can find out whether it is reached.
  private(set) var isDecidable: [Bool]
  /// For each block that is not decidable, an instruction that keeps it from being so.
  private(set) var obstacle: [ValueID?]

  /// Whether the kernel decides anything.
  private let decidesNothing: Bool

  /// Finds out for `handler` with the roles of `roles`.
  init(of handler: KernelHandler, roles: RoleTable) {
    self.init(
      of: handler, roles: HandlerRoles(function: handler.shape.function, table: roles))
  }

  /// Finds out for `handler` with the roles of `roles`.
  init(of handler: KernelHandler, roles: HandlerRoles) {
    let shape = handler.shape
    let function = shape.function
    decidesNothing = handler.share == .straightReads
    isComputable = function.instructions.indices.map { index in
      switch roles[ValueID(index)] {
      case .kernelRead, .kernelEffect, .shared, .local: true
      case .userRead, .userEffect: false
      }
    }
    isDecidable = function.blocks.map { _ in true }
    obstacle = function.blocks.map { _ in nil }
    // Both properties start out true and are taken away until nothing changes.
    var changed = true
    while changed { changed = refine(handler, roles) }
  }

  /// Takes away what follows from what was taken away before; returns whether anything changed.
  private mutating func refine(_ handler: KernelHandler, _ roles: HandlerRoles) -> Bool {
    let shape = handler.shape
    var changed = false
    for block in shape.graph.reversePostorder {
      if isDecidable[block.index], let reason = undecided(block, shape) {
        isDecidable[block.index] = false
        obstacle[block.index] = reason
        changed = true
      }
      for id in shape.function[block].instructions where isComputable[id.index] {
        if !hasComputableInputs(id, shape) || isLost(id, shape, roles) {
          isComputable[id.index] = false
          changed = true
        }
      }
    }
    return changed
  }

  /// Returns an instruction because of which the kernel cannot know whether `block` is reached.
  private func undecided(_ block: BlockID, _ shape: HandlerShape) -> ValueID? {
    for control in shape.controls[block.index] {
      let decider = shape.function[control.block]
      if let value = decider.terminator.operand, decider.terminator.successors.count > 1,
        decidesNothing || !isComputable[value.index]
      {
        return value
      }
      if control.isByFailure,
        let culprit = decider.instructions.first(where: {
          shape.function[$0].operation.canFail && (decidesNothing || !isComputable[$0.index])
        })
      {
        return culprit
      }
      if !isDecidable[control.block.index] { return obstacle[control.block.index] }
    }
    return nil
  }

  /// `true` iff the kernel comes by the instruction `operand` if it comes to `id`: a loop that it cannot follow
  /// may stand between them.
  private func isKnown(_ operand: ValueID, to id: ValueID, _ shape: HandlerShape) -> Bool {
    guard let block = shape.blocks[operand.index], let user = shape.blocks[id.index] else {
      return true
    }
    return isDecidable[block.index] || !isDecidable[user.index]
  }

  /// `true` iff the kernel must not do the instruction `id`, which changes something, because it cannot tell whether
  /// something before it fails.
  private func isLost(_ id: ValueID, _ shape: HandlerShape, _ roles: HandlerRoles) -> Bool {
    switch roles[id] {
    case .kernelEffect: unknownFailure(before: id, shape) != nil
    case .local:
      if case .writeLocal = shape.function[id].operation {
        unknownFailure(before: id, shape) != nil
      } else {
        false
      }
    case .kernelRead, .shared, .userRead, .userEffect: false
    }
  }

  /// Returns what stands before the instruction `id` in its block and by a failure keeps it from running, without
  /// the kernel knowing; `nil` if nothing does.
  func unknownFailure(before id: ValueID, _ shape: HandlerShape) -> ValueID? {
    shape.failures(before: id).first { decidesNothing || !isComputable[$0.index] }
  }

  /// `true` iff the kernel has all that the instruction `id` needs.
  private func hasComputableInputs(_ id: ValueID, _ shape: HandlerShape) -> Bool {
    let operation = shape.function[id].operation
    if case .readLocal(let local) = operation {
      return shape.writes[local.index].allSatisfy { write in
        guard let block = shape.blocks[write.index] else { return true }
        return isComputable[write.index] && isDecidable[block.index]
      }
    }
    return operation.operands.allSatisfy {
      isComputable[$0.index] && !shape.function[$0].operation.isQuotedRead
        && isKnown($0, to: id, shape)
    }
  }
}

extension HandlerShape {
  /// `true` iff it would be noticed if the kernel did the instruction `id` although the handler did not come to it.
  func isNoticed(_ id: ValueID, _ roles: HandlerRoles) -> Bool {
    guard let block = blocks[id.index] else { return false }
    switch roles[id] {
    case .kernelEffect: return true
    // In a loop it is captured in the stream, which has no gaps.
    case .kernelRead: return isInLoop[block.index]
    case .local: if case .writeLocal = function[id].operation { return true } else { return false }
    case .shared, .userRead, .userEffect: return false
    }
  }
}

extension HandlerShape {
  /// `true` iff `local` may hold what an optional read could not read: it is empty, which a slot has to tell from a failure.
  func mayHoldUnread(_ local: LocalID) -> Bool {
    var pending = [local]
    var seen: Set<LocalID> = [local]
    while let next = pending.popLast() {
      for write in writes[next.index] {
        guard case .writeLocal(_, let value) = function[write].operation else { continue }
        if function[value].operation.isOptionalRead { return true }
        if case .readLocal(let source) = function[value].operation, seen.insert(source).inserted {
          pending.append(source)
        }
      }
    }
    return false
  }
}

extension Operation {
  /// `true` iff the operation reads a string that only the user half sees, in quotes.
  var isQuotedRead: Bool {
    guard case .intrinsic(let intrinsic, _) = self else { return false }
    return intrinsic == .user_string_quoted || intrinsic == .user_string_n_quoted
      || intrinsic == .user_buffer_quoted
  }

  /// `true` iff the operation reads a string that is empty where it cannot be read.
  var isOptionalRead: Bool {
    guard case .intrinsic(let intrinsic, _) = self else { return false }
    return intrinsic == .user_string_nofault || intrinsic == .user_buffer_nofault
  }
}
