import IR

/// Which instructions of a handler the kernel can compute, under a given choice of roles.
struct KernelComputability {
  /// For each instruction whether its value can be computed in the kernel, if it is reached.
  private(set) var isComputable: [Bool]
  /// For each block whether the kernel can find out whether it is reached.
  private(set) var isDecidable: [Bool]
  /// For each block that is not decidable, an instruction that keeps it from being so.
  private(set) var obstacle: [ValueID?]

  /// Finds out for the handler of `shape` with the roles of `roles`.
  init(_ shape: HandlerShape, roles: RoleTable) {
    self.init(shape, roles: HandlerRoles(function: shape.function, table: roles))
  }

  /// Finds out for the handler of `shape` with the roles of `roles`.
  init(_ shape: HandlerShape, roles: HandlerRoles) {
    let function = shape.function
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
    while changed { changed = refine(shape) }
  }

  /// Takes away what follows from what was taken away before; returns whether anything changed.
  private mutating func refine(_ shape: HandlerShape) -> Bool {
    var changed = false
    for block in shape.graph.reversePostorder {
      if isDecidable[block.index], let reason = undecided(block, shape) {
        isDecidable[block.index] = false
        obstacle[block.index] = reason
        changed = true
      }
      for id in shape.function[block].instructions where isComputable[id.index] {
        if !hasComputableInputs(id, shape) {
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
        !isComputable[value.index]
      {
        return value
      }
      if control.isByFailure,
        let culprit = decider.instructions.first(where: {
          shape.function[$0].operation.canFail && !isComputable[$0.index]
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
