import IR
import KernelDescription

/// Moves handlers at the events of single system calls to the tracepoints `sys_enter` and `sys_exit`, if there are more
/// than a few of them.
///
/// The kernel lets go of trace events one by one and waits for a grace period of RCU each time, some 60 ms
/// (`perf_trace_destroy`, kernel/trace/trace_event_perf.c). A few events are cheaper all the same: a task that makes other
/// calls is not disturbed by a program.
func joinSystemCalls(in program: inout Program, kernel: KernelDescription) {
  guard !program.functions.contains(where: \.usesEventRecord),
    program.probes.count(where: \.isAtOneSystemCall) > maximumSystemCallEvents,
    kernel.identity.machine == "x86_64", let registers = SystemCallRegisters(of: kernel)
  else { return }
  var numbers: [String: Int] = [:]
  for call in kernel.systemCalls { numbers[call.kernelName] = call.number }
  for index in program.probes.indices {
    let probe = program.probes[index]
    guard case .event(let event) = probe.site, let moment = SystemCallMoment(of: event),
      let number = numbers[moment.call], let handler = probe.handler,
      let tracepoint = kernel.tracepoint(named: moment.tracepoint),
      let description = kernel.event(system: event.system, name: event.name)
    else { continue }
    let arguments = description.fields.map(\.name).filter { !SystemCallMoment.numbers.contains($0) }
    var mover = SystemCallMover(
      handler, at: moment, number: number, arguments: arguments, registers: registers)
    guard let moved = mover.moved() else { continue }
    program.probes[index].handler = moved
    program.probes[index].site = .tracepoint(TracepointSite(tracepoint))
  }
}

/// How many events of single system calls a program may have.
private let maximumSystemCallEvents = 4

extension Probe {
  /// `true` iff the probe is at the event of a single system call.
  fileprivate var isAtOneSystemCall: Bool {
    if case .event(let event) = site { SystemCallMoment(of: event) != nil } else { false }
  }
}

/// What an event of a single system call is about.
private struct SystemCallMoment {
  /// What events call the number of a call.
  static let numbers = ["__syscall_nr", "nr"]

  /// The name of the call.
  let call: String
  /// `true` iff the call returns.
  let isReturn: Bool

  /// Finds out what `event` is about; nil if it is another event.
  init?(of event: EventSite) {
    guard event.system == "syscalls" else { return nil }
    if event.name.hasPrefix("sys_enter_") {
      isReturn = false
      call = String(event.name.dropFirst("sys_enter_".count))
    } else if event.name.hasPrefix("sys_exit_") {
      isReturn = true
      call = String(event.name.dropFirst("sys_exit_".count))
    } else {
      return nil
    }
  }

  /// The tracepoint that fires at the same moment of all calls.
  var tracepoint: String { isReturn ? "sys_exit" : "sys_enter" }
}

/// Where the numbers of a system call are found at its tracepoints.
private struct SystemCallRegisters {
  /// The members of `struct pt_regs` that hold the arguments.
  let arguments: [IR.MemberAccess]
  /// The one that holds the number of the call.
  let number: IR.MemberAccess
  /// The status of a thread, one bit of which says that a 32-bit call is being served.
  let status: IR.MemberAccess

  /// Finds them in `kernel`; nil if its types do not tell.
  init?(of kernel: KernelDescription) {
    do throws(ContextObstacle) {
      var arguments: [IR.MemberAccess] = []
      for name in ["di", "si", "dx", "r10", "r8", "r9"] {
        arguments.append(try kernel.types.access(to: [name], of: "pt_regs"))
      }
      self.arguments = arguments
      number = try kernel.types.access(to: ["orig_ax"], of: "pt_regs")
      status = try kernel.types.access(to: ["thread_info", "status"], of: "task_struct")
    } catch {
      return nil
    }
  }
}

/// Makes of a handler at the event of one system call one that runs at all calls.
private struct SystemCallMover {
  /// The bit of the status of a thread that says that a 32-bit call is being served: `TS_COMPAT` in
  /// arch/x86/include/asm/thread_info.h. The events of calls do not fire then.
  private static let compatibility: Int64 = 2

  /// The handler so far.
  private var function: Function
  /// What the event is about.
  private let moment: SystemCallMoment
  /// The number of the call.
  private let number: Int
  /// The names of the fields with arguments or the result, in order.
  private let arguments: [String]
  /// Where numbers are found.
  private let registers: SystemCallRegisters

  /// Prepares to move `handler`.
  init(
    _ handler: Function, at moment: SystemCallMoment, number: Int, arguments: [String],
    registers: SystemCallRegisters
  ) {
    function = handler
    self.moment = moment
    self.number = number
    self.arguments = arguments
    self.registers = registers
  }

  /// Returns the handler; nil if it uses of the record what the tracepoint does not have.
  mutating func moved() -> Function? {
    let entry = function[BlockID.entry]
    let body = BlockID(function.blocks.count)
    function.blocks.append(entry)
    function[BlockID.entry] = Block()
    let base = append(
      .argument(ArgumentAccess(index: 0, size: 8, isSigned: false, isTypedPointer: true)),
      to: .entry)
    for block in function.blocks.indices.dropFirst() {
      let instructions = function.blocks[block].instructions
      function.blocks[block].instructions = []
      for id in instructions {
        switch function[id].operation {
        case .eventField(let field):
          guard let operation = value(of: field, base, in: BlockID(block)) else { return nil }
          function[id].operation = operation
        case .eventElement: return nil
        default: break
        }
        function.blocks[block].instructions.append(id)
      }
    }
    appendTests(before: body, base)
    return function
  }

  /// Returns what yields the value of `field`, and appends to `block` what that takes; nil if nothing does.
  private mutating func value(
    of field: IR.EventField, _ base: ValueID, in block: BlockID
  ) -> IR.Operation? {
    if SystemCallMoment.numbers.contains(field.name) { return .long(Int64(number)) }
    guard case .integer(let isSigned) = field.kind,
      let position = arguments.firstIndex(of: field.name),
      moment.isReturn || position < registers.arguments.count
    else { return nil }
    let whole: IR.Operation =
      moment.isReturn ? secondArgument : .loadMember(base, registers.arguments[position])
    if field.size >= 8 { return whole }
    // The type of the argument is narrower than the register.
    let value = append(whole, to: block)
    let width = Int64(8 * field.size)
    guard isSigned else {
      return .binary(.and, value, append(.long((1 << width) - 1), to: block))
    }
    let distance = append(.long(64 - width), to: block)
    let shifted = append(.binary(.shiftLeft, value, distance), to: block)
    return .binary(.shiftRight, shifted, distance)
  }

  /// The second argument of both tracepoints: the number of the call, or its result.
  private var secondArgument: IR.Operation {
    .argument(ArgumentAccess(index: 1, size: 8, isSigned: true, isTypedPointer: false))
  }

  /// Ends the entry with what goes on with `body` at the call alone.
  private mutating func appendTests(before body: BlockID, _ base: ValueID) {
    let behind = BlockID(function.blocks.count)
    function.blocks.append(Block())
    let second = BlockID(function.blocks.count)
    function.blocks.append(Block())
    let found = append(
      moment.isReturn ? .loadMember(base, registers.number) : secondArgument, to: .entry)
    let wanted = append(.long(Int64(number)), to: .entry)
    let isCall = append(.compare(.equal, found, wanted), to: .entry)
    function[BlockID.entry].terminator = .branch(isCall, then: second, otherwise: behind)
    let task = append(.intrinsic(.task_current, []), to: second)
    let status = append(.loadMember(task, registers.status), to: second)
    let bit = append(.long(Self.compatibility), to: second)
    let isCompatible = append(.binary(.and, status, bit), to: second)
    function[second].terminator = .branch(isCompatible, then: behind, otherwise: body)
  }

  /// Appends `operation`, which yields a long, to `block`.
  private mutating func append(_ operation: IR.Operation, to block: BlockID) -> ValueID {
    function.instructions.append(Instruction(operation, type: .long))
    let id = ValueID(function.instructions.count - 1)
    function[block].instructions.append(id)
    return id
  }
}
