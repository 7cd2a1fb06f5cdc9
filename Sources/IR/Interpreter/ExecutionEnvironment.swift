import Glibc

/// A message that a handler sends beside its output.
package enum HandlerMessage: Hashable, Sendable {
  /// `warn()`.
  case warning([UInt8])
  /// `session_note()`: a line beside the output that is no warning.
  case note([UInt8])
  /// `system()`: a line for a shell.
  case command([UInt8])
  /// `switch_file()`.
  case nextFile
  /// `printk()`: a level, and a message for the kernel's log.
  case kernelLog(level: Int64, [UInt8])
  /// `ftrace()`: a message for the kernel's trace buffer.
  case kernelTrace([UInt8])
}

/// Who takes what handlers send, in a run on this machine.
package protocol HandlerListener: AnyObject {
  /// How many records have been lost so far.
  var lostRecordCount: Int { get }
  /// Returns what has been lost since this was asked last, by what it is of; only what has been lost.
  func takeNewLosses() -> [(name: String, count: Int)]
  /// Takes a message.
  func receive(_ message: HandlerMessage)
  /// Takes output of a handler that goes on for long.
  func receive(_ output: UnsafeRawBufferPointer)
}

/// The machine that handlers run on, as far as it is asked about more than processes ask every day.
package protocol RunningSystem: AnyObject {
  /// The address of the `struct task_struct` of this thread; `nil` if that cannot be found out.
  var currentTask: Int64? { get }
  /// Copies memory of the kernel or of this process to `target`; `false` if it cannot be read.
  func read(
    _ space: MemorySpace, _ address: Int64, into target: UnsafeMutableRawBufferPointer
  ) -> Bool
  /// Copies memory of the task with the id `task` to `target`; `false` if it cannot be read.
  func read(
    memoryOf task: Int64, _ address: Int64, into target: UnsafeMutableRawBufferPointer
  ) -> Bool
  /// Returns what the kernel calls the place `address`, as `kernel_symbol()` has it; empty if that is unknown.
  func kernelSymbol(at address: Int64) -> [UInt8]
  /// Returns what is at `address` of `process`, as `user_symbol()` has it; empty if that is unknown.
  func userSymbol(ofProcess process: Int64, at address: Int64) -> [UInt8]
  /// Returns the text of the file `path` below `/proc`; empty if it cannot be read.
  func procfsText(_ path: [UInt8]) -> [UInt8]
}

/// The C of a script, where a module of the kernel has it.
package protocol ScriptCode: AnyObject {
  /// Calls the function with `number`, which `CDeclaration` has, and returns what it printed, and the words of its
  /// failure, none if it went well; `nil` if it cannot be called.
  ///
  /// - Parameter values: the parameters and the result, as `marktap_call` of module_abi.h lays them out.
  func call(
    _ number: UInt64, _ values: inout [UInt8], outputCapacity: Int
  ) -> (output: [UInt8], words: [UInt8])?
}

/// What handlers ask of the world beyond their records: who runs, what time it is, what memory holds.
///
/// As it is, it answers for the process itself, which is what `begin`, `end` and timer probes run in. Tests and
/// replay answer for recorded events in a subclass.
package class ExecutionEnvironment {
  /// `target()`.
  package let target: Int64
  /// The values that the command line sets by name.
  package let options: [String: String]

  /// What has been written to the file that the running handler is about, or what is to be read of it.
  package var fileContent: [UInt8] = []

  /// The id of the task whose memory a user half reads; `nil` if it is the process itself.
  var task: Int64?

  /// The machine that handlers run on; `nil` if they have to do without.
  package var system: (any RunningSystem)?

  /// The C of the script; `nil` if nothing runs it.
  package var code: (any ScriptCode)?

  /// What that C has printed, and no handler has taken.
  var embeddedOutput: [UInt8] = []

  /// Who takes what handlers send; `nil` if nobody does.
  ///
  /// It has to outlive the handlers' runs. A weak reference would make every retain and release of the
  /// listener three times as dear, which is half of what it costs to print a line.
  package unowned var listener: (any HandlerListener)?

  /// Creates an environment.
  package init(target: Int64 = 0, options: [String: String] = [:]) {
    self.target = target
    self.options = options
  }

  /// Returns the value of an intrinsic that yields a long and depends on the world; `argument` is that of
  /// `syscall_argument`.
  package func long(_ intrinsic: Intrinsic, _ argument: Int64) -> Int64 {
    switch intrinsic {
    // Handlers without a record run in the first thread, whose id is that of the process.
    case .tid, .pid, .stp_pid: Int64(getpid())
    case .ppid: Int64(getppid())
    case .uid: Int64(getuid())
    case .euid: Int64(geteuid())
    case .gid: Int64(getgid())
    case .egid: Int64(getegid())
    case .pgrp: Int64(getpgrp())
    case .sid: Int64(getsid(0))
    case .target: target
    case .lost_records: Int64(listener?.lostRecordCount ?? 0)
    case .gettimeofday_ns: Self.nanoseconds(CLOCK_REALTIME)
    case .ktime_get_ns, .get_cycles: Self.nanoseconds(CLOCK_MONOTONIC)
    case .jiffies: Self.firstTick + Self.nanoseconds(CLOCK_MONOTONIC) / Self.tickLength
    case .HZ: 1_000_000_000 / Self.tickLength
    case .tz_gmtoff: Self.localTime.secondsWest
    case .task_current: system?.currentTask ?? 0
    default: 0
    }
  }

  /// Returns the value of an intrinsic that yields a string and depends on the world.
  package func string(_ intrinsic: Intrinsic) -> [UInt8] {
    switch intrinsic {
    case .execname: Array("marktap".utf8)
    // proc_pid_comm(5): the name and a line break.
    case .pexecname: Array(procfsText(Array("\(getppid())/comm".utf8)).prefix { $0 != 10 })
    case .tz_name: Self.localTime.name
    default: []
    }
  }

  /// What has been lost since this was asked last, as `new_losses()` has it.
  var newLosses: [UInt8] {
    let losses = listener?.takeNewLosses() ?? []
    return Array(losses.map { "\($0.count) \($0.name)\n" }.joined().utf8)
  }

  /// Returns what the kernel calls the place `address`, as `kernel_symbol()` has it; empty if that is unknown.
  func kernelSymbol(at address: Int64) -> [UInt8] { system?.kernelSymbol(at: address) ?? [] }

  /// Returns what is at `address` of `process`, as `user_symbol()` has it; empty if that is unknown.
  func userSymbol(ofProcess process: Int64, at address: Int64) -> [UInt8] {
    system?.userSymbol(ofProcess: process, at: address) ?? []
  }

  /// Returns the text of the file `path` below `/proc`; empty if it cannot be read.
  func procfsText(_ path: [UInt8]) -> [UInt8] { system?.procfsText(path) ?? [] }

  /// Returns the path of the program that `process` runs; empty if the process is gone.
  package func executable(ofProcess process: Int64) -> [UInt8] {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/\(process)/exe", &path, path.count)
    return path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
  }

  /// Returns an argument of the tracepoint.
  package func argument(_ access: ArgumentAccess) -> Int64 { 0 }

  /// The record of the trace event, common fields included.
  package var eventRecord: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

  /// Copies memory of the kernel or of the task that the handler is about to `target`; `false` if it cannot be
  /// read.
  package func read(
    _ space: MemorySpace, _ address: Int64, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    if space == .user, let task {
      return system?.read(memoryOf: task, address, into: target) ?? false
    }
    return system?.read(space, address, into: target) ?? false
  }

  /// Takes a message.
  package func send(_ message: HandlerMessage) { listener?.receive(message) }

  /// Takes output when there is much of it before the handler has ended.
  ///
  /// - Returns: `true` iff it took all of it.
  package func flush(_ output: UnsafeRawBufferPointer) -> Bool {
    listener?.receive(output)
    return listener != nil
  }

  /// Returns the value that the command line sets by the name `option`.
  func option(_ option: StringView) -> [UInt8] {
    Array((options[String(decoding: option.bytes, as: UTF8.self)] ?? "").utf8)
  }

  /// How long a tick of the kernel's clock is, in nanoseconds: coarse clocks advance with it.
  package static let tickLength: Int64 = {
    var resolution = timespec()
    clock_getres(CLOCK_MONOTONIC_COARSE, &resolution)
    return max(1, Int64(resolution.tv_nsec))
  }()

  /// The number of the first tick: `INITIAL_JIFFIES` of include/linux/jiffies.h, five minutes before 32 bits
  /// are full.
  private static var firstTick: Int64 { 1 << 32 - 300 * (1_000_000_000 / tickLength) }

  /// The local time zone as it is when it is asked for first.
  private static let localTime: (secondsWest: Int64, name: [UInt8]) = {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    let name = parts.tm_zone.map { Array(String(cString: $0).utf8) } ?? []
    return (secondsWest: -Int64(parts.tm_gmtoff), name: name)
  }()

  /// Returns the time of `clock`.
  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
