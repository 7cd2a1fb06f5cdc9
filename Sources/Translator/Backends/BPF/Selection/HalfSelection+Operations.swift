import BPF
import IR

/// One function per kind of operation.
extension HalfSelection {
  /// Selects code for `instruction`, which yields the value `id`.
  mutating func select(_ id: ValueID, _ instruction: IR.Instruction) throws(HalfProblem) {
    switch instruction.operation {
    case .long(let value): values[id.index] = .constant(value)
    case .string(let bytes): values[id.index] = .string(.constant(bytes))
    case .unary(let op, let a): selectUnary(op, a, as: id)
    case .binary(let op, let a, let b): selectBinary(op, a, b, as: id)
    case .compare(let comparison, let a, let b): selectCompare(comparison, a, b, as: id)
    case .compareStrings(let comparison, let a, let b):
      selectCompareStrings(comparison, a, b, as: id)
    case .concatenate(let a, let b): selectConcatenate(a, b, as: id)
    case .matches(let a, let pattern): try selectMatches(a, pattern, as: id)
    case .format(let format, let arguments): try selectFormat(format, arguments, as: id)
    case .readLocal(let local): selectReadLocal(local, as: id)
    case .writeLocal(let local, let value): try selectWriteLocal(local, value)
    case .readGlobal(let global, let keys): try selectReadGlobal(global, keys, as: id)
    case .writeGlobal(let global, let keys, let value):
      try selectWriteGlobal(global, keys, value, as: id)
    case .addToGlobal(let global, let keys, let value):
      try selectAddToGlobal(global, keys, value, as: id)
    case .contains(let global, let keys): try selectContains(global, keys, as: id)
    case .delete(let global, let keys): try selectDelete(global, keys)
    case .accumulate(let global, let keys, let value):
      try selectAccumulate(global, keys, value, as: id)
    case .argument(let access): selectArgument(access, as: id)
    case .eventField(let field): selectEventField(field, as: id)
    case .eventElement(let field, let index): selectEventElement(field, index, as: id)
    case .loadMember(let base, let member): selectLoadMember(base, member, as: id)
    case .memberAddress(let base, let member): selectMemberAddress(base, member, as: id)
    case .load(let space, let address, let size, let isSigned):
      selectLoad(space, address, size: size, isSigned: isSigned, as: id)
    case .intrinsic(let intrinsic, let arguments):
      try selectIntrinsic(intrinsic, arguments, as: id)
    case .countActions(let count): countActions(count)
    case .commit: selectCommit()
    case .capture(let slot, let value): try selectCapture(slot, value)
    case .captureNext(let value): try selectCaptureNext(value)
    case .name, .extract, .bucket, .beginIteration, .beginBuckets, .advance,
      .iterationKey, .iterationValue, .endIteration, .call, .print, .printHistogram,
      .formatHistogram,
      .caughtMessage, .captured, .capturedNext:
      throw problem(.unsupported("\(instruction.operation)"))
    }
  }

  /// Selects an operator on one long.
  private mutating func selectUnary(_ op: UnaryOperator, _ a: ValueID, as id: ValueID) {
    switch op {
    case .negate:
      let register = copy(.register(register(a)))
      append(.negate(register))
      values[id.index] = .register(register)
    case .complement:
      values[id.index] = .register(compute(.xor, .register(register(a)), .constant(-1)))
    case .not:
      let comparison = inverse(of: a)
      if facts.isOnlyDecided(id) {
        values[id.index] = .comparison(comparison.0, comparison.1, comparison.2)
      } else {
        values[id.index] = .register(materialize(comparison.0, comparison.1, comparison.2))
      }
    }
  }

  /// Returns the comparison that holds iff the long `id` is 0.
  private mutating func inverse(
    of id: ValueID
  ) -> (BPF.Comparison, VirtualRegister, MachineOperand) {
    if case .comparison(let comparison, let left, let right) = value(id),
      let inverse = comparison.inverse
    {
      return (inverse, left, right)
    }
    return (.equal, register(id), .constant(0))
  }

  /// Selects a comparison of two longs.
  private mutating func selectCompare(
    _ comparison: IR.Comparison, _ a: ValueID, _ b: ValueID, as id: ValueID
  ) {
    var machine = comparison.machineComparison
    var (left, right) = (a, b)
    if constant(a) != nil, constant(b) == nil {
      machine = machine.mirrored
      swap(&left, &right)
    }
    if facts.isOnlyDecided(id) {
      values[id.index] = .comparison(machine, register(left), operand(right))
    } else {
      values[id.index] = .register(materialize(machine, register(left), operand(right)))
    }
  }

  /// Selects the reading of a local.
  private mutating func selectReadLocal(_ local: LocalID, as id: ValueID) {
    if let home = stringLocals[local.index] {
      values[id.index] = .string(.home(snapshot(of: home)))
    } else if let register = longLocals[local.index] {
      let value = copy(.register(register))
      values[id.index] = typedLocals.contains(local) ? .pointer(value) : .register(value)
      // A read that comes before the write, in a loop, may meet the pointer all the same.
      let mayBeTyped = facts.writes[local.index].contains { facts.isTyped[$0.index] }
      if mayBeTyped, !typedLocals.contains(local) { forgetType(of: value) }
    }
  }

  /// Selects the setting of a local.
  private mutating func selectWriteLocal(
    _ local: LocalID, _ value: ValueID
  ) throws(HalfProblem) {
    if let home = stringLocals[local.index] {
      assign(string(value), to: home)
    } else if let register = longLocals[local.index] {
      if case .pointer(let pointer) = self.value(value), facts.writes[local.index].count == 1 {
        typedLocals.insert(local)
        append(.move(register, .register(pointer)))
      } else if let first = constant(value), startsLoop(local) {
        append(.move(register, .register(unknownZero())))
        if first != 0 { append(.arithmetic(.add, register, number(first))) }
      } else {
        append(.move(register, operand(value)))
      }
    }
  }

  /// `true` iff `local` gets its value for a loop here. The verifier would follow each round of a loop whose
  /// counter it knows.
  private func startsLoop(_ local: LocalID) -> Bool {
    facts.loopLocals.contains(local) && !facts.isInLoop[block.index]
  }

  /// Makes the registers and homes of the locals, which start as 0 or empty.
  mutating func prepareLocals() {
    let function = half.function
    longLocals = Array(repeating: nil, count: function.locals.count)
    stringLocals = Array(repeating: nil, count: function.locals.count)
    let used = usedLocals
    for (index, local) in function.locals.enumerated() where used.contains(LocalID(index)) {
      switch local.type {
      case .long:
        let register = code.makeRegister()
        append(.move(register, .constant(0)))
        longLocals[index] = register
      case .string: stringLocals[index] = makeStringLocal()
      }
    }
  }

  /// The locals that occur in blocks that can be reached.
  private var usedLocals: Set<LocalID> {
    var result: Set<LocalID> = []
    for block in facts.graph.reversePostorder {
      for id in half.function[block].instructions {
        switch half.function[id].operation {
        case .readLocal(let local), .writeLocal(let local, _): result.insert(local)
        default: break
        }
      }
    }
    return result
  }
}
