import Glibc

/// A message that a handler sends beside its output.
package enum HandlerMessage: Hashable, Sendable {
  /// `warn()`.
  case warning([UInt8])
  /// `log()`.
  case log([UInt8])
}

/// Who takes what handlers send, in a run on this machine.
package protocol HandlerListener: AnyObject {
  /// How many records have been lost so far.
  var lostRecordCount: Int { get }
  /// Takes a message.
  func receive(_ message: HandlerMessage)
  /// Takes output of a handler that goes on for long.
  func receive(_ output: UnsafeRawBufferPointer)
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
    case .jiffies: Self.nanoseconds(CLOCK_MONOTONIC) / 4_000_000
    default: 0
    }
  }

  /// Returns the value of an intrinsic that yields a string and depends on the world.
  package func string(_ intrinsic: Intrinsic) -> [UInt8] {
    switch intrinsic {
    case .execname: Array("marktap".utf8)
    default: []
    }
  }

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

  /// Copies memory of the kernel or the current task to `target`; `false` if it cannot be read.
  package func read(
    _ space: MemorySpace, _ address: Int64, into target: UnsafeMutableRawBufferPointer
  ) -> Bool { false }

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

  /// Returns the time of `clock`.
  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
