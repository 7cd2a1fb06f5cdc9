import KernelDescription

/// The system calls of a kernel, from its events and from the numbers of its machine.
struct SystemCallList {
  /// All calls that have a number or an event.
  let calls: [SystemCall]

  /// Puts the events `syscalls:sys_enter_…` and the machine's table of numbers together; where that is not known,
  /// `kernelNumbers` by the kernel's names stand in for it.
  init(
    events: [TraceEvent], identity: KernelIdentity, numbers kernelNumbers: [String: Int] = [:]
  ) {
    var arguments: [String: [SystemCall.Argument]] = [:]
    for event in events {
      guard let moment = event.systemCallMoment, moment.phase == .entry else { continue }
      // The first field is the number.
      arguments[moment.call] = event.fields.dropFirst().map {
        SystemCall.Argument(name: $0.name, typeText: $0.typeText)
      }
    }
    var calls: [SystemCall] = []
    let numbers = identity.auditArchitecture.flatMap(SystemCallNumbers.table(auditArchitecture:))
    for entry in numbers?.entries ?? [] {
      let known = arguments.removeValue(forKey: entry.kernelName)
      calls.append(
        SystemCall(
          name: entry.name, kernelName: entry.kernelName, number: entry.number,
          arguments: known ?? [], hasEvent: known != nil))
    }
    for (name, arguments) in arguments {
      calls.append(SystemCall(name: name, number: kernelNumbers[name], arguments: arguments))
    }
    // A description sorts its system calls, so that the order of a dictionary does no harm.
    self.calls = calls
  }
}
