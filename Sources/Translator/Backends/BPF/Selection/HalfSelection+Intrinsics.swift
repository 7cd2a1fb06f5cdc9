import BPF
import IR

/// Built-in functions.
extension HalfSelection {
  /// Selects a call of `intrinsic` as the value `id`.
  mutating func selectIntrinsic(
    _ intrinsic: Intrinsic, _ arguments: [ValueID], as id: ValueID
  ) throws(HalfProblem) {
    switch intrinsic {
    case .tid: setLow(of: .getCurrentPidTgid, as: id)
    case .pid: setHigh(of: .getCurrentPidTgid, as: id)
    case .uid: setLow(of: .getCurrentUidGid, as: id)
    case .gid: setHigh(of: .getCurrentUidGid, as: id)
    case .cpu: values[id.index] = .register(constantResult(of: .getSmpProcessorId))
    case .cgroup_id: values[id.index] = .register(constantResult(of: .getCurrentCgroupId))
    case .task_current:
      values[id.index] =
        options.hasTypedTask
        ? .pointer(constantResult(of: .getCurrentTaskBtf))
        : .register(constantResult(of: .getCurrentTask))
    case .execname: selectTaskName(as: id)
    case .ktime_get_ns, .get_cycles: values[id.index] = .register(call(.ktimeGetNs, []))
    case .jiffies: values[id.index] = .register(call(.jiffies64, []))
    case .gettimeofday_ns:
      let time = call(.ktimeGetNs, [])
      append(.arithmetic(.add, time, .register(session(SessionOffset.realtimeOffset))))
      values[id.index] = .register(time)
    case .strlen: selectLength(of: arguments[0], as: id)
    case .target: values[id.index] = .register(session(SessionOffset.target))
    case .stp_pid: values[id.index] = .register(session(SessionOffset.ownProcess))
    case .user_string, .user_string_quoted, .user_string_nofault, .kernel_string,
      .user_string_n, .user_string_n_quoted, .kernel_string_n, .user_buffer, .user_buffer_quoted,
      .user_buffer_nofault, .kernel_buffer:
      selectStringRead(intrinsic, arguments, as: id)
    case .kernel_stack_buffer, .user_stack_buffer: selectStackRead(intrinsic, as: id)
    case .user_registers:
      let task = constantResult(of: .getCurrentTaskBtf)
      values[id.index] = .pointer(call(.taskPtRegs, [.register(task)]))
    default: throw problem(.unsupported("the function '\(intrinsic.rawValue)'"))
    }
  }

  /// Sets the value `id` to the low half of what `helper` yields.
  private mutating func setLow(of helper: Helper, as id: ValueID) {
    let register = copy(.register(constantResult(of: helper)))
    append(.arithmetic(.shiftLeft, register, .constant(32)))
    append(.arithmetic(.shiftRight, register, .constant(32)))
    values[id.index] = .register(register)
  }

  /// Sets the value `id` to the high half of what `helper` yields.
  private mutating func setHigh(of helper: Helper, as id: ValueID) {
    values[id.index] = .register(
      compute(.shiftRight, .register(constantResult(of: helper)), .constant(32)))
  }

  /// Returns what the runtime put at `offset` of the session.
  private mutating func session(_ offset: Int) -> VirtualRegister {
    load(MachineAddress(make(.mapValue(MapNames.session, offset: offset))))
  }

  // MARK: Strings

  /// Selects a read of a string as the value `id`.
  private mutating func selectStringRead(
    _ intrinsic: Intrinsic, _ arguments: [ValueID], as id: ValueID
  ) {
    let limit =
      arguments.count > 1 ? limit(arguments[1]) : (.constant(Int32(stringLimit)), stringLimit)
    var read = StringRead(
      helper: intrinsic.helper, address: register(arguments[0]), origin: .memory, limit: limit.0,
      bound: limit.1, failure: intrinsic.failure)
    if intrinsic.readsBytes {
      read.count = read.limit
      if intrinsic == .user_buffer_quoted {
        // What is there and what is shown are two limits; the smaller one says how much to read.
        read.count = .register(register(arguments[1]))
        read.limit = .register(lesser(read.limit, self.limit(arguments[2]).0))
      }
    }
    select(read, as: id)
  }

  /// Selects a read of the return addresses of a stack as the value `id`.
  private mutating func selectStackRead(_ intrinsic: Intrinsic, as id: ValueID) {
    // The kernel writes whole addresses only.
    let bound = stringLimit & ~7
    let space: StringRead.Source = intrinsic == .user_stack_buffer ? .userStack : .kernelStack
    let read = StringRead(
      helper: .getStack, source: space, address: context, origin: .event,
      limit: .constant(Int32(bound)), bound: bound, failure: nil)
    select(read, as: id)
  }

  /// Returns the count `id` cut to what a string can hold, and the most that it can be.
  private mutating func limit(_ id: ValueID) -> (MachineOperand, Int) {
    if let known = constant(id) {
      let count = min(max(known, 0), Int64(stringLimit))
      return (.constant(Int32(count)), Int(count))
    }
    let count = copy(.register(register(id)))
    when(.greater, count, .constant(Int32(stringLimit))) { selection in
      // Unsigned, negative counts are above all others.
      selection.append(.arithmetic(.shiftRightSigned, count, .constant(63)))
      selection.append(.arithmetic(.xor, count, .constant(-1)))
      selection.append(.arithmetic(.and, count, .constant(Int32(selection.stringLimit))))
    }
    return (.register(count), stringLimit)
  }

  /// Returns the lesser of two numbers that are not negative.
  private mutating func lesser(_ a: MachineOperand, _ b: MachineOperand) -> VirtualRegister {
    let result = copy(a)
    when(.greater, result, b) { $0.append(.move(result, b)) }
    return result
  }
}

extension Intrinsic {
  /// The helper that copies the string.
  fileprivate var helper: Helper {
    switch self {
    case .kernel_string, .kernel_string_n: .probeReadKernelStr
    case .kernel_buffer: .probeReadKernel
    case .user_buffer, .user_buffer_quoted, .user_buffer_nofault: .probeReadUser
    default: .probeReadUserStr
    }
  }

  /// How the function fails; nil if it yields an empty string instead.
  fileprivate var failure: Failure.Kind? {
    switch self {
    case .kernel_string, .kernel_string_n, .kernel_buffer: .kernelStringFault
    case .user_string, .user_string_n, .user_buffer: .userStringFault
    default: nil
    }
  }

  /// `true` iff NULs do not end the string.
  var readsBytes: Bool {
    switch self {
    case .user_buffer, .user_buffer_quoted, .user_buffer_nofault, .kernel_buffer: true
    default: false
    }
  }
}
