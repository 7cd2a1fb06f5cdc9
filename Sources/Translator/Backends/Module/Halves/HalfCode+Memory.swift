import IR

/// Reading memory.
extension HalfCode {
  /// Adds the value of `member` of the structure at `base`.
  ///
  /// What a pointer of a known type points to is there, unless it is null.
  mutating func addLoadMember(_ base: ValueID, _ member: IR.MemberAccess, as id: ValueID) {
    let type = CInteger(size: member.size, isSigned: member.bits == nil && member.isSigned)
    guard pointers.contains(base), member.bits == nil else {
      let place = address(CExpression(name(base)), member)
      load("kernel", place, type, member.bits.map { ($0, member.isSigned) }, as: id)
      return
    }
    check(base, of: id)
    if facts.isTyped[id.index] { pointers.insert(id) }
    let pointer = value(base)
    var reads = pointer.reads
    reads.hasMemory = true
    let place = address(pointer, member)
    let function = isNeverNull(base) ? "marktap_at" : "marktap_peek"
    define(id, CExpression("\(function)(\(type.name), \(place.text))", reads: reads))
  }

  /// Appends a test whether the pointer `base` is null, unless it is known not to be.
  private mutating func check(_ base: ValueID, of id: ValueID) {
    if isNeverNull(base) || nonNull.contains(base) { return }
    nonNull.insert(base)
    let pointer = name(base)
    fail(if: CExpression("!\(pointer)", .condition(opposite: pointer)), .readFault, nil, of: id)
  }

  /// `true` iff the pointer `id` is never null: the current task, or what all system calls get.
  func isNeverNull(_ id: ValueID) -> Bool {
    switch half.function[id].operation {
    case .intrinsic(.task_current, _): true
    case .argument(let access):
      access.index == 0 && program.probes[half.probe].site.isAtSystemCall
    default: false
    }
  }

  /// Returns the address of `member` of the structure at `base`, with the member's name.
  private func address(_ base: CExpression, _ member: IR.MemberAccess) -> CExpression {
    let name = CLiteral.comment(member.path.joined(separator: "."))
    let note = name.isEmpty ? "" : " /* \(name) */"
    return CExpression("\(base.operand) + \(member.offset)\(note)", .operation, reads: base.reads)
  }

  /// Adds the address of `member` of the structure at `base`.
  mutating func addMemberAddress(_ base: ValueID, _ member: IR.MemberAccess, as id: ValueID) {
    if pointers.contains(base), isNeverNull(base) || nonNull.contains(base) {
      pointers.insert(id)
      nonNull.insert(id)
    }
    define(id, address(value(base), member))
  }

  /// Adds the integer at `address`.
  mutating func addLoad(
    _ space: MemorySpace, _ address: ValueID, _ type: CInteger, as id: ValueID
  ) {
    load(space.rawValue, CExpression(name(address)), type, nil, as: id)
  }

  /// Appends a read of the integer at `place`, which fails if it cannot be read; of a bit field only its bits count.
  private mutating func load(
    _ space: String, _ place: CExpression, _ type: CInteger,
    _ bits: (field: IR.MemberAccess.BitField, isSigned: Bool)?, as id: ValueID
  ) {
    let variable = makeVariable(for: id)
    let call = "marktap_load_\(space)(\(type.name), \(place.text), &\(variable))"
    fail(if: CExpression(not: call), .readFault, place.text, of: id)
    guard let bits else { return }
    expressions[id.index] = bits.field.extracted(from: variable, isSigned: bits.isSigned)
  }
}

extension IR.MemberAccess.BitField {
  /// Returns the field in the unit `variable`.
  fileprivate func extracted(from variable: String, isSigned: Bool) -> CExpression {
    guard isSigned else {
      let mask = width < 63 ? String((1 << width) - 1, radix: 16) : "7fffffffffffffff"
      return CExpression("(\(variable) >> \(offset)) & 0x\(mask)", .operation)
    }
    return CExpression(
      "(s64)((u64)\(variable) << \(64 - offset - width)) >> \(64 - width)", .operation)
  }
}
