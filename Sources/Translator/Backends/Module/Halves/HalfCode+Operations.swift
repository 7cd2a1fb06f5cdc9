import IR

/// One instruction after the other.
extension HalfCode {
  /// Adds what computes the instruction numbered `id`.
  mutating func add(_ id: ValueID, _ instruction: IR.Instruction) throws(HalfProblem) {
    switch instruction.operation {
    case .long(let value): define(id, CExpression(value))
    case .string(let bytes):
      let text = CLiteral.string(bytes.prefix(stringLimit))
      define(id, CExpression("MARKTAP_LITERAL(\(text))"))
    case .unary(let op, let a): addUnary(op, a, as: id)
    case .binary(let op, let a, let b): addBinary(op, a, b, as: id)
    case .compare(let comparison, let a, let b): addCompare(comparison, a, b, as: id)
    case .compareStrings(let comparison, let a, let b):
      addCompareStrings(comparison, a, b, as: id)
    case .concatenate(let a, let b): addConcatenate(a, b, as: id)
    case .matches(let a, let pattern): try addMatches(a, pattern, as: id)
    case .format(let format, let arguments): try addFormat(format, arguments, as: id)
    case .readLocal(let local): addReadLocal(local, as: id)
    case .writeLocal(let local, let value): addWriteLocal(local, value)
    case .readGlobal(let global, let keys): try addReadGlobal(global, keys, as: id)
    case .writeGlobal(let global, let keys, let value):
      try addWriteGlobal(global, keys, value, as: id)
    case .addToGlobal(let global, let keys, let value):
      try addAddToGlobal(global, keys, value, as: id)
    case .contains(let global, let keys): try addContains(global, keys, as: id)
    case .delete(let global, let keys): try addDelete(global, keys)
    case .accumulate(let global, let keys, let value):
      try addAccumulate(global, keys, value, as: id)
    case .argument(let access): addArgument(access, as: id)
    case .eventField(let field): addEventField(field, as: id)
    case .eventElement(let field, let index): addEventElement(field, index, as: id)
    case .loadMember(let base, let member): addLoadMember(base, member, as: id)
    case .memberAddress(let base, let member): addMemberAddress(base, member, as: id)
    case .load(let space, let address, let size, let isSigned):
      addLoad(space, address, CInteger(size: size, isSigned: isSigned), as: id)
    case .intrinsic(let intrinsic, let arguments): try addIntrinsic(intrinsic, arguments, as: id)
    case .countActions(let count): addActions(count)
    case .commit: addCommit()
    case .capture(let slot, let value): addCapture(slot, value)
    case .captureNext(let value): addCaptureNext(value)
    case .name, .extract, .bucket, .beginIteration, .beginBuckets, .advance, .iterationKey,
      .iterationValue, .endIteration, .call, .print, .printHistogram, .formatHistogram,
      .caughtMessage, .captured, .capturedNext:
      throw unsupported("\(instruction.operation)")
    }
  }

  // MARK: Locals

  /// Gives names to the locals that are read; what is written to others nobody misses.
  mutating func prepareLocals() {
    let function = half.function
    var used: Set<LocalID> = []
    for block in facts.graph.reversePostorder {
      for id in function[block].instructions {
        if case .readLocal(let local) = function[id].operation { used.insert(local) }
      }
    }
    var taken: [String: Int] = [:]
    localNames = function.locals.enumerated().map { index, local in
      guard used.contains(LocalID(index)) else { return "" }
      let name = "l_" + CLiteral.name(local.name)
      taken[name, default: 0] += 1
      return taken[name] == 1 ? name : "\(name)_\(taken[name] ?? 0)"
    }
    for (local, name) in zip(function.locals, localNames) where !name.isEmpty {
      switch local.type {
      case .long: variables.append("\(name) = 0")
      case .string: members.append("MARKTAP_STRING(\(name), \(stringLimit));")
      }
    }
  }

  /// Adds a read of `local`.
  private mutating func addReadLocal(_ local: LocalID, as id: ValueID) {
    let name = localNames[local.index]
    if pointerLocals.contains(local) { pointers.insert(id) }
    let text = half.function[local].type == .string ? "&frame->\(name)" : name
    define(id, CExpression(text, reads: StateReads(locals: [local.index])))
  }

  /// Adds an assignment to `local`.
  private mutating func addWriteLocal(_ local: LocalID, _ id: ValueID) {
    let name = localNames[local.index]
    if name.isEmpty { return }
    if pointers.contains(id), facts.writes[local.index].count == 1 { pointerLocals.insert(local) }
    let effect = StateEffect.local(local.index)
    let value = value(id).text
    if half.function[local].type == .string {
      append("marktap_copy(&frame->\(name), \(value));", changing: effect)
    } else {
      append("\(name) = \(value);", changing: effect)
    }
  }
}

/// An integer type of C.
struct CInteger: Hashable {
  /// The size in bytes: 1, 2, 4 or 8.
  let size: Int
  /// `true` iff it is signed.
  let isSigned: Bool

  /// The name that the kernel has for it.
  var name: String { (isSigned ? "s" : "u") + String(size * 8) }
}

extension IR.Operation {
  /// A word for what the operation yields, for names in C.
  var shortName: String {
    switch self {
    case .readLocal: "value"
    case .argument(let access): "argument\(access.index)"
    case .eventField(let field), .eventElement(let field, _): CLiteral.name(field.name)
    case .loadMember(_, let member), .memberAddress(_, let member):
      CLiteral.name(member.path.last { Int($0) == nil } ?? "member")
    case .intrinsic(let intrinsic, _): intrinsic.rawValue
    case .load(.kernel, _, _, _): "kernel"
    case .load(.user, _, _, _): "user"
    case .concatenate, .format: "text"
    case .string: "string"
    case .binary(.divide, _, _): "quotient"
    case .binary(.modulo, _, _): "remainder"
    case .readGlobal, .addToGlobal: "global"
    case .contains: "is_there"
    case .compare, .compareStrings, .matches: "is_so"
    default: "value"
    }
  }
}
