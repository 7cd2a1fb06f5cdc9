import Glibc

/// A program that prints a line for each system call of a process.
struct Tracer {
  /// How it is told in the report.
  let name: String
  /// How many calls it has to print in a round: so many that starting and ending count for little, and so
  /// few that a slow one ends in time.
  let callCount: Int
  /// Where a line has what tells the call.
  let field: Int
  /// How the line tells getppid.
  let measuredCall: String
  /// How the line tells the call by which the workload knocks.
  let knockingCall: String
  /// Starts it for a process, with a file for the lines.
  let start: (pid_t, String) throws(BenchmarkError) -> ChildProcess

  /// What a line has.
  enum Line: String {
    /// Time, thread, number and result.
    case line
    /// The same, and how long the call took.
    case pair
  }

  /// The tool that is measured.
  static func tool(_ line: Line, in bench: Bench) -> Tracer {
    Tracer(name: "marktap", callCount: 1_000_000) { process, output throws(BenchmarkError) in
      try bench.startTool(["-x", "\(process)", "-o", output, "-e", line.script])
    }
  }

  /// The tracer that is written by hand in C.
  static func handWritten(_ line: Line, in bench: Bench) -> Tracer {
    Tracer(name: "C over libbpf", callCount: 1_000_000) { process, output throws(BenchmarkError) in
      try bench.startHandWritten(line.rawValue, process, output)
    }
  }

  /// The tool as it audits a process: thread, names of task and call, result, and how long the call took.
  static func audit(in bench: Bench) -> Tracer {
    Tracer(
      name: "marktap audit", callCount: 1_000_000, measuredCall: "getppid()",
      knockingCall: "getpgrp()"
    ) { process, output throws(BenchmarkError) in
      try bench.startTool(["audit", "--pid", "\(process)", "-o", output])
    }
  }

  /// The tracer that is written by hand, with the line of an audit.
  static func handWrittenAudit(in bench: Bench) -> Tracer {
    Tracer(
      name: "C over libbpf", callCount: 1_000_000, measuredCall: "getppid()",
      knockingCall: "getpgrp()"
    ) { process, output throws(BenchmarkError) in
      try bench.startHandWritten("audit", process, output)
    }
  }

  /// bpftrace with the same line.
  static func bpftrace(in bench: Bench) -> Tracer {
    Tracer(name: "bpftrace", callCount: 100_000) { process, output throws(BenchmarkError) in
      try bench.start([
        "bpftrace", "-o", output, "-e",
        """
        tracepoint:raw_syscalls:sys_exit /pid == \(process)/ {
          printf("%lld %d %d %d\\n", nsecs, tid, args->id, args->ret);
        }
        """,
      ])
    }
  }

  /// strace with its own line.
  static func strace(in bench: Bench) -> Tracer {
    Tracer(
      name: "strace -f", callCount: 10_000, field: 1, measuredCall: "getppid()",
      knockingCall: "getpgrp()"
    ) { process, output throws(BenchmarkError) in
      try bench.start(["strace", "-f", "-o", output, "-p", "\(process)"])
    }
  }

  /// perf trace with its own line: time, in brackets how long the call took, and the call.
  static func perfTrace(in bench: Bench) -> Tracer {
    Tracer(
      name: "perf trace", callCount: 30_000, field: 4, measuredCall: "getppid()",
      knockingCall: "getpgrp()"
    ) { process, output throws(BenchmarkError) in
      try bench.start(["perf", "trace", "-o", output, "-p", "\(process)"])
    }
  }

  /// Creates a tracer whose lines have the number of the call as third field unless told otherwise.
  private init(
    name: String, callCount: Int, field: Int = 2, measuredCall: String = "110",
    knockingCall: String = "111",
    start: @escaping (pid_t, String) throws(BenchmarkError) -> ChildProcess
  ) {
    self.name = name
    self.callCount = callCount
    self.field = field
    self.measuredCall = measuredCall
    self.knockingCall = knockingCall
    self.start = start
  }
}

extension Bench {
  /// Starts the tracer that is written by hand in `mode` for `process`, with the file `output` for its lines.
  ///
  /// - Throws: `BenchmarkError` if it cannot be started.
  fileprivate func startHandWritten(
    _ mode: String, _ process: pid_t, _ output: String
  ) throws(BenchmarkError) -> ChildProcess {
    let words = ["tracer", "tracer.bpf.o"].map { "\(peers)/\($0)" }
    return try start(words + [mode, "\(process)", output])
  }
}

extension Tracer.Line {
  /// The script that prints the line.
  fileprivate var script: String {
    switch self {
    case .line:
      """
      probe kernel.mark("audit_syscall_exit") {
        if (pid() == target())
          printf("%d %d %d %d\\n", gettimeofday_ns(), tid(), syscall_number(), $arg2)
      }
      """
    case .pair:
      """
      global entered
      probe kernel.mark("audit_syscall_entry") {
        if (pid() == target()) entered[tid()] = gettimeofday_ns()
      }
      probe kernel.mark("audit_syscall_exit") {
        if (pid() == target()) {
          now = gettimeofday_ns()
          printf("%d %d %d %d %d\\n", now, tid(), syscall_number(), $arg2, now - entered[tid()])
        }
      }
      """
    }
  }
}
