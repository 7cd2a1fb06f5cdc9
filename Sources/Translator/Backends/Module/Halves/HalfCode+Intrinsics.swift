import IR

/// Built-in functions.
extension HalfCode {
  /// Adds a call of `intrinsic`.
  mutating func addIntrinsic(
    _ intrinsic: Intrinsic, _ arguments: [ValueID], as id: ValueID
  ) throws(HalfProblem) {
    switch intrinsic {
    case .tid, .pid, .uid, .gid, .cpu, .cgroup_id:
      define(id, CExpression("marktap_\(intrinsic.rawValue)()"))
    case .task_current:
      pointers.insert(id)
      define(id, CExpression("marktap_task()"))
    case .user_registers:
      pointers.insert(id)
      define(id, CExpression("marktap_user_registers()"))
    case .execname:
      let home = makeHome(for: id, capacity: Self.taskNameSize)
      append("marktap_execname(\(home));")
    case .ktime_get_ns: assign("marktap_time()", to: id)
    case .gettimeofday_ns: assign("marktap_time() + session->realtime_offset", to: id)
    case .get_cycles: assign("marktap_cycles()", to: id)
    case .jiffies: assign("marktap_jiffies()", to: id)
    case .strlen: addLength(of: arguments[0], as: id)
    case .target: define(id, CExpression("session->target"))
    case .stp_pid: define(id, CExpression("session->own_process"))
    case .user_string, .user_string_quoted, .user_string_nofault, .kernel_string,
      .user_string_n, .user_string_n_quoted, .kernel_string_n, .user_buffer, .user_buffer_quoted,
      .user_buffer_nofault, .kernel_buffer:
      addStringRead(intrinsic, arguments, as: id)
    case .kernel_stack_buffer, .user_stack_buffer:
      let function = intrinsic == .user_stack_buffer ? "user" : "kernel"
      // Whole addresses only.
      let home = makeHome(for: id, capacity: stringLimit & ~7)
      append("marktap_\(function)_stack(run, \(home));")
    default:
      guard intrinsic.residence == .module else {
        throw unsupported("the function '\(intrinsic.rawValue)'")
      }
      try addEffect(intrinsic, arguments, as: id)
    }
  }

  /// The most bytes of the name of a task, NUL included: `TASK_COMM_LEN`.
  private static let taskNameSize = 16

  /// Adds the string that `intrinsic` reads at the first argument.
  private mutating func addStringRead(
    _ intrinsic: Intrinsic, _ arguments: [ValueID], as id: ValueID
  ) {
    let address = name(arguments[0])
    let numbers = arguments.dropFirst().map { value($0).text }
    let isBuffer = intrinsic.readsBytes
    let isInKernel = intrinsic.space == .kernel
    let rest = numbers.isEmpty ? ["\(stringLimit)"] : numbers
    let suffix = isBuffer ? (rest.count == 2 ? "buffer_cut" : "buffer") : "string"
    let failure: Failure.Kind? =
      intrinsic.canFail ? (isInKernel ? .kernelStringFault : .userStringFault) : nil
    add(
      StringRead(
        function: "marktap_\(intrinsic.space.rawValue)_\(suffix)",
        arguments: [address] + rest, bound: bound(arguments.dropFirst()),
        failure: failure.map { ($0, address) }), as: id)
  }

  /// Returns the most bytes that a read with the limits `ids` yields.
  private func bound(_ ids: ArraySlice<ValueID>) -> Int {
    ids.reduce(stringLimit) { bound, id in
      min(bound, constant(id).map { Int(min(max($0, 0), Int64(stringLimit))) } ?? bound)
    }
  }
}
