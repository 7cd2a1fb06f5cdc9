import BPF
import IR

/// Kernel and user memory.
extension HalfSelection {
  /// Selects a member of a structure as the value `id`.
  mutating func selectLoadMember(_ base: ValueID, _ member: IR.MemberAccess, as id: ValueID) {
    let width = MemoryWidth(rawValue: member.size) ?? .double
    let relocation = relocations.offset(of: member)
    let result: VirtualRegister
    // The unit of a bit field may hold other members, too, and the verifier lets no load go over several.
    if case .pointer(let pointer) = value(base), member.bits == nil {
      check(pointer, base, of: id)
      result = code.makeRegister()
      append(
        .load(result, MachineAddress(pointer, member.offset), width), relocation: relocation)
      if facts.isTyped[id.index] {
        values[id.index] = .pointer(result)
        return
      }
    } else {
      let address = copy(.register(register(base)))
      append(.arithmetic(.add, address, .constant(Int32(member.offset))), relocation: relocation)
      result = read(
        .probeReadKernel, at: address, size: member.size, isSigned: false, reporting: address,
        of: id)
    }
    if let bits = member.bits {
      extract(bits, of: member, from: result)
    } else {
      extendSign(of: result, from: width, isSigned: member.isSigned)
    }
    values[id.index] = .register(result)
  }

  /// Fails the instruction `id` if `pointer`, the value `base`, is null.
  private mutating func check(_ pointer: VirtualRegister, _ base: ValueID, of id: ValueID) {
    if isKnownNonNull(base) { return }
    leave(
      if: .equal, pointer, .constant(0), to: failure(.readFault, .constant(0), of: id))
    known.nonNull.insert(base)
  }

  /// `true` iff the pointer `id` is not null here.
  private func isKnownNonNull(_ id: ValueID) -> Bool {
    known.nonNull.contains(id) || isNeverNull(id)
  }

  /// `true` iff the value `id` is a pointer that the kernel never leaves null: the current task, and the
  /// registers that the tracepoints of system calls get (kernel/entry/common.c).
  private func isNeverNull(_ id: ValueID) -> Bool {
    switch half.function[id].operation {
    case .intrinsic(.task_current, _): true
    case .argument(let access):
      access.index == 0 && program.probes[half.probe].site.isAtSystemCall
    default: false
    }
  }

  /// Leaves only `bits` in `register`, the unit that holds them.
  private mutating func extract(
    _ bits: IR.MemberAccess.BitField, of member: IR.MemberAccess, from register: VirtualRegister
  ) {
    append(
      .arithmetic(.shiftLeft, register, .constant(Int32(64 - bits.offset - bits.width))),
      relocation: relocations.question(.fieldLeftShift, about: member))
    append(
      .arithmetic(
        member.isSigned ? .shiftRightSigned : .shiftRight, register,
        .constant(Int32(64 - bits.width))),
      relocation: relocations.question(.fieldRightShift, about: member))
  }

  /// Selects the address of a member as the value `id`.
  mutating func selectMemberAddress(_ base: ValueID, _ member: IR.MemberAccess, as id: ValueID) {
    // The verifier forbids arithmetic on a typed pointer that may be null; as a number it is none.
    if case .pointer(let pointer) = value(base), isKnownNonNull(base) {
      let address = copy(.register(pointer))
      append(
        .arithmetic(.add, address, .constant(Int32(member.offset))),
        relocation: relocations.offset(of: member))
      known.nonNull.insert(id)
      values[id.index] = .pointer(address)
      return
    }
    let address = copy(.register(register(base)))
    append(
      .arithmetic(.add, address, .constant(Int32(member.offset))),
      relocation: relocations.offset(of: member))
    values[id.index] = .register(address)
  }

  /// Selects bytes at an address as the value `id`.
  mutating func selectLoad(
    _ space: MemorySpace, _ address: ValueID, size: Int, isSigned: Bool, as id: ValueID
  ) {
    let place = register(address)
    values[id.index] = .register(
      read(
        space == .kernel ? .probeReadKernel : .probeReadUser, at: place, size: size,
        isSigned: isSigned, reporting: place, of: id))
  }

  /// Returns `size` bytes at `address` as a number; a failure of the instruction `id` reports `operand`.
  mutating func read(
    _ helper: Helper, at address: VirtualRegister, size: Int, isSigned: Bool,
    reporting operand: VirtualRegister, of id: ValueID
  ) -> VirtualRegister {
    let place = valueAddress()
    let result = call(
      helper, [argument(place), .constant(.long(Int64(size))), .register(address)])
    leave(
      if: .notEqual, result, .constant(0),
      to: failure(.readFault, .register(operand), of: id))
    let width = MemoryWidth(rawValue: size) ?? .double
    let register = load(place, width)
    extendSign(of: register, from: width, isSigned: isSigned)
    return register
  }
}
