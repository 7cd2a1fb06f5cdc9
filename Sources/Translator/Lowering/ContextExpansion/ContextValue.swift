import IR
import KernelDescription

/// A value of the site for which BPF has no helper, so that it is read of the kernel's structures.
enum ContextValue: Hashable {
  /// The id of the parent process.
  case parentProcess
  /// The name of the parent process.
  case parentName
  /// The effective user id.
  case effectiveUser
  /// The effective group id.
  case effectiveGroup
  /// The process group id.
  case processGroup
  /// The session id.
  case session
  /// Whether the probe interrupted user space.
  case interruptedMode
  /// The audit number of the calling convention of the present system call.
  case systemCallArchitecture
  /// The number of the present system call.
  case systemCallNumber
  /// An argument of the present system call.
  case systemCallArgument
  /// What the present system call returns.
  case systemCallReturn

  /// Creates the value that `intrinsic` yields; `nil` if that stays an intrinsic.
  init?(_ intrinsic: Intrinsic) {
    switch intrinsic {
    case .ppid: self = .parentProcess
    case .pexecname: self = .parentName
    case .euid: self = .effectiveUser
    case .egid: self = .effectiveGroup
    case .pgrp: self = .processGroup
    case .sid: self = .session
    case .user_mode: self = .interruptedMode
    case .syscall_arch: self = .systemCallArchitecture
    case .syscall_number: self = .systemCallNumber
    case .syscall_argument: self = .systemCallArgument
    case .syscall_return: self = .systemCallReturn
    default: return nil
    }
  }

  /// `true` iff how the value is read depends on the site.
  var isOfSite: Bool { self == .interruptedMode || isOfSystemCall }

  /// `true` iff the value exists only at the sites of system calls.
  var isOfSystemCall: Bool {
    switch self {
    case .parentProcess, .parentName, .effectiveUser, .effectiveGroup, .processGroup, .session,
      .interruptedMode:
      false
    case .systemCallArchitecture, .systemCallNumber, .systemCallArgument, .systemCallReturn: true
    }
  }

  /// The type of the value.
  var type: ValueType { self == .parentName ? .string : .long }
}

/// A context value that a handler asks for.
struct ContextRequest: Hashable {
  /// The value.
  let value: ContextValue
  /// The position of an argument, from 1; `nil` for other values, and if it is not constant.
  let position: Int64?
  /// Where the handler runs; `nil` for values that are the same everywhere.
  let site: Site?

  /// Returns a function without parameters that computes the value on `kernel`, for events from `source`.
  func function(
    on kernel: KernelDescription, _ source: EventSource
  ) throws(ContextObstacle) -> Function {
    if source == .recording, !value.isOfSystemCall { throw .notRecorded }
    var builder = ContextBuilder(name: "\(value)", type: value.type, types: kernel.types)
    switch value {
    case .parentProcess, .parentName, .effectiveUser, .effectiveGroup, .processGroup, .session:
      try builder.appendTaskValue(value)
    case .interruptedMode:
      try builder.appendMode(at: site, machine: kernel.identity.machine)
    case .systemCallReturn where site?.resultPosition != nil:
      builder.appendResult(at: site?.resultPosition ?? 0)
    case .systemCallArchitecture where source == .recording:
      // Records of calls do not tell those of 32-bit programs from others.
      builder.yield(builder.constant(Int64(kernel.identity.auditArchitecture ?? 0)))
    case .systemCallArgument where source == .recording && site?.isSystemCallReturn == true:
      // A replay keeps what each task entered its call with.
      guard let position, (1...6).contains(position) else { throw .badPosition }
      builder.appendRemembered(argument: position)
    case .systemCallArchitecture, .systemCallNumber, .systemCallArgument, .systemCallReturn:
      guard let site, let systemCall = SystemCallSite(site, on: kernel) else {
        throw .notAtSystemCall
      }
      try builder.appendSystemCallValue(self, at: systemCall, machine: kernel.identity.machine)
    }
    return builder.function
  }
}

extension Site {
  /// `true` iff it is the event at which a system call returns.
  fileprivate var isSystemCallReturn: Bool {
    guard case .event(let site) = self else { return false }
    return site.system == "raw_syscalls" && site.name == "sys_exit"
  }

  /// Behind how many arguments the result of a function lies that has returned; `nil` at other sites, and where only
  /// the function's name is known.
  fileprivate var resultPosition: Int? {
    guard case .function(let site) = self, site.moment == .return else { return nil }
    return site.argumentCount
  }
}

/// Why a context value cannot be had.
enum ContextObstacle: Error, Hashable {
  /// The handler does not run at a system call.
  case notAtSystemCall
  /// The handler runs where a system call starts, so there is no result yet.
  case notAtExit
  /// The handler reads the record of an event that has no such field.
  case notInRecord
  /// The events are recorded, and no record holds it.
  case notRecorded
  /// The kernel description has no such member.
  case unknownMember(structure: String, path: [String])
  /// How system calls pass their arguments on this machine is not known.
  case unknownMachine(String)
  /// The position of an argument is not a constant from 1 to 6.
  case badPosition
}
