import IR
import KernelDescription

/// A site that is passed by every system call, or by one system call.
enum SystemCallSite {
  /// The tracepoint `sys_enter`, with the saved registers and the number of the call.
  case enter
  /// The tracepoint `sys_exit`, with the saved registers and the result of the call.
  case exit
  /// The record of an event where a call starts.
  case enterEvent([IR.EventField])
  /// The record of an event where a call ends.
  case exitEvent([IR.EventField])

  /// Finds out whether `site` is one; `nil` if it is not.
  init?(_ site: Site, on kernel: KernelDescription) {
    switch site {
    case .tracepoint(let tracepoint):
      switch tracepoint.name {
      case "sys_enter": self = .enter
      case "sys_exit": self = .exit
      default: return nil
      }
    case .event(let event):
      guard event.system == "raw_syscalls" || event.system == "syscalls",
        let description = kernel.event(system: event.system, name: event.name)
      else { return nil }
      let fields = description.fields.compactMap { IR.EventField(number: $0) }
      self = event.name.hasPrefix("sys_enter") ? .enterEvent(fields) : .exitEvent(fields)
    case .begin, .end, .error, .timer, .ticks, .profile, .function, .counter, .file, .marker,
      .foreign,
      .never:
      return nil
    }
  }
}

extension ContextBuilder {
  /// Appends what computes `request` at `site` on a `machine`, and yields it.
  mutating func appendSystemCallValue(
    _ request: ContextRequest, at site: SystemCallSite, machine: String
  ) throws(ContextObstacle) {
    guard let machine = SystemCallMachine.named(machine) else { throw .unknownMachine(machine) }
    switch request.value {
    case .systemCallArchitecture: yield(try architecture(machine))
    case .systemCallNumber: yield(try number(at: site, machine))
    case .systemCallReturn: yield(try result(at: site))
    case .systemCallArgument:
      guard let position = request.position, (1...6).contains(position) else { throw .badPosition }
      try yieldArgument(Int(position) - 1, at: site, machine)
    case .parentProcess, .parentName, .effectiveUser, .effectiveGroup, .processGroup, .session,
      .interruptedMode:
      fatalError("not a value of a system call: \(request.value)")
    }
  }

  /// Appends 1 if a 32-bit system call is being served, else 0.
  private mutating func isCompatible(
    _ machine: SystemCallMachine
  ) throws(ContextObstacle) -> ValueID {
    let state = try load("thread_info", machine.state, of: "task_struct", at: currentTask())
    let shifted = append(.shiftRight, state, constant(machine.stateBit))
    return append(.and, shifted, constant(1))
  }

  /// Appends the audit number of the calling convention, without a branch.
  private mutating func architecture(
    _ machine: SystemCallMachine
  ) throws(ContextObstacle) -> ValueID {
    let difference = machine.compatible.architecture - machine.native.architecture
    let change = append(.multiply, try isCompatible(machine), constant(difference))
    return append(.add, change, constant(machine.native.architecture))
  }

  /// Appends the saved registers of the task, the first argument of both tracepoints.
  private mutating func registers() -> ValueID {
    let access = ArgumentAccess(index: 0, size: 8, isSigned: false, isTypedPointer: true)
    return builder.append(.argument(access), type: .long)
  }

  /// Appends the second argument of both tracepoints, a `long`.
  private mutating func secondArgument() -> ValueID {
    let access = ArgumentAccess(index: 1, size: 8, isSigned: true, isTypedPointer: false)
    return builder.append(.argument(access), type: .long)
  }

  /// Appends the number of the system call.
  private mutating func number(
    at site: SystemCallSite, _ machine: SystemCallMachine
  ) throws(ContextObstacle) -> ValueID {
    switch site {
    case .enter: secondArgument()
    case .exit: try load(machine.number, of: "pt_regs", at: registers())
    case .enterEvent(let fields), .exitEvent(let fields):
      try field("id", "__syscall_nr", "nr", among: fields)
    }
  }

  /// Appends the result of the system call.
  private mutating func result(at site: SystemCallSite) throws(ContextObstacle) -> ValueID {
    switch site {
    case .enter, .enterEvent: throw .notAtExit
    case .exit: secondArgument()
    case .exitEvent(let fields): try field("ret", among: fields)
    }
  }

  /// Appends a read of the first of the fields `names` that the event has.
  private mutating func field(
    _ names: String..., among fields: [IR.EventField]
  ) throws(ContextObstacle) -> ValueID {
    for name in names {
      guard let field = fields.first(where: { $0.name == name }) else { continue }
      return builder.append(.eventField(field), type: .long)
    }
    throw .notInRecord
  }

  /// Appends a read of the argument at `position`, from 1, that the task entered its call with, and yields it.
  mutating func appendRemembered(argument position: Int64) {
    yield(builder.append(.intrinsic(.syscall_argument, [constant(position)]), type: .long))
  }

  /// Appends what computes the argument at `position`, from 0, and yields it.
  private mutating func yieldArgument(
    _ position: Int, at site: SystemCallSite, _ machine: SystemCallMachine
  ) throws(ContextObstacle) {
    switch site {
    case .enter, .exit: try yieldRegister(position, machine)
    case .enterEvent(let fields): yield(argument(position, among: fields))
    case .exitEvent: throw .notInRecord
    }
  }

  /// Appends a read of the register that holds the argument at `position` in the calling convention of the
  /// task, and yields it.
  private mutating func yieldRegister(
    _ position: Int, _ machine: SystemCallMachine
  ) throws(ContextObstacle) {
    let compatible = builder.addBlock()
    let native = builder.addBlock()
    let registers = registers()
    builder.terminate(.branch(try isCompatible(machine), then: compatible, otherwise: native))
    builder.move(to: compatible)
    let narrow = try load(machine.compatible.arguments[position], of: "pt_regs", at: registers)
    yield(append(.and, narrow, constant(0xffff_ffff)))
    builder.move(to: native)
    yield(try load(machine.native.arguments[position], of: "pt_regs", at: registers))
  }

  /// Appends a read of the argument at `position` of the event with `fields`; 0 if the call has fewer.
  private mutating func argument(_ position: Int, among fields: [IR.EventField]) -> ValueID {
    // raw_syscalls:sys_enter has one array of six; events of single calls have a field for each argument.
    if let all = fields.first(where: { $0.name == "args" }), case .array = all.kind {
      let index = constant(Int64(position))
      return builder.append(.eventElement(all, index: index), type: .long)
    }
    let arguments = fields.drop { $0.name != "__syscall_nr" && $0.name != "nr" }.dropFirst()
    guard position < arguments.count else { return constant(0) }
    return builder.append(
      .eventField(arguments[arguments.startIndex + position]), type: .long)
  }
}

extension IR.EventField {
  /// Creates the access to `field` if it is a number or an array of numbers in the record itself.
  fileprivate init?(number field: DescribedField) {
    let kind: Kind
    switch field.shape {
    case .integer, .pointer: kind = .integer(isSigned: field.isSigned)
    case .array(let elementSize, _):
      kind = .array(elementSize: elementSize, isSigned: field.isSigned)
    case .text, .dynamicText, .pointedText, .dynamicArray, .bytes: return nil
    }
    self.init(name: field.name, offset: field.offset, size: field.size, kind: kind)
  }
}
