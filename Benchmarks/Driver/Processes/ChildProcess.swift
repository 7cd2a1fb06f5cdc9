import Glibc

/// A process that the driver starts, watches and waits for.
final class ChildProcess {
  /// What a process has left when it is gone.
  struct Remains {
    /// The exit status as wait4(2) gives it.
    let status: Int32
    /// From start to exit.
    let wallSeconds: Double
    /// What it and the children that it waited for used, in user and kernel mode.
    let processorSeconds: Double
    /// The most memory that was resident at a time, in MiB; never less than what the driver itself holds at the
    /// start, which the kernel counts, too.
    let peakMebibytes: Double

    /// `true` iff it ended by itself with status 0.
    var isSuccess: Bool { status == 0 }
  }

  /// Where what a process prints goes, and what it reads.
  struct Streams {
    /// The file descriptor it reads; `nil` for nothing.
    var input: Int32?
    /// The file descriptor it writes; `nil` for the null device.
    var output: Int32?
    /// The file for its messages; `nil` for the null device.
    var messagesPath: String?
  }

  /// The name of the program, for messages.
  let name: String
  /// The number of the process.
  let number: pid_t
  /// When it was started, by the monotonic clock.
  private let start: Double
  /// The file with its messages.
  private let messagesPath: String?
  /// `true` iff it has been waited for.
  private var isGone = false

  /// Starts `words`, found by PATH, with `variables` (NAME=value) in its environment.
  ///
  /// - Throws: `BenchmarkError` if it cannot be started.
  init(_ words: [String], variables: [String] = [], streams: Streams = Streams())
    throws(BenchmarkError)
  {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let null = "/dev/null"
    if let input = streams.input {
      posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, null, O_RDONLY, 0)
    }
    if let output = streams.output {
      posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, null, O_WRONLY, 0)
    }
    posix_spawn_file_actions_addopen(
      &actions, STDERR_FILENO, streams.messagesPath ?? null, O_WRONLY | O_CREAT | O_TRUNC, 0o600)

    let arguments = CStrings(words)
    let environment = CStrings(CStrings.environment(with: variables))
    let beginning = Clock.monotonicSeconds()
    var number = pid_t()
    let code = posix_spawnp(
      &number, words[0], &actions, nil, arguments.pointers, environment.pointers)
    guard code == 0 else {
      throw BenchmarkError("cannot start '\(words[0])': \(String(cString: strerror(code)))")
    }
    start = beginning
    self.number = number
    name = String(words[0].split(separator: "/").last ?? "")
    messagesPath = streams.messagesPath
  }

  deinit {
    guard !isGone else { return }
    kill(number, SIGKILL)
    waitpid(number, nil, 0)
  }

  /// Sends `signal` to the process.
  func send(_ signal: Int32) { kill(number, signal) }

  /// Waits until the process is gone.
  ///
  /// - Throws: `BenchmarkError` if it is still there after `seconds`.
  func wait(atMost seconds: Int = 20) throws(BenchmarkError) -> Remains {
    var status: Int32 = 0
    var usage = rusage()
    Alarm.set(after: seconds)
    let outcome = wait4(number, &status, 0, &usage)
    Alarm.set(after: 0)
    guard outcome == number else {
      throw BenchmarkError("'\(name)' did not end within \(seconds) s")
    }
    isGone = true
    return Remains(
      status: status, wallSeconds: Clock.monotonicSeconds() - start,
      processorSeconds: usage.ru_utime.seconds + usage.ru_stime.seconds,
      peakMebibytes: Double(usage.ru_maxrss) / 1024)
  }

  /// The CPU time that all threads of the process have used up to now.
  var processorSeconds: Double {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(number, &clock) == 0, clock_gettime(clock, &time) == 0 else {
      return 0
    }
    return time.seconds
  }

  /// The most memory that was resident at a time up to now, in MiB; `nil` if it is gone.
  var peakMebibytes: Double? {
    guard let text = TextFile.contents(of: "/proc/\(number)/status") else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
      .flatMap { Double($0) }.map { $0 / 1024 }
  }

  /// The number of BPF programs that the process holds attached by links.
  var attachedProgramCount: Int {
    let directory = "/proc/\(number)/fdinfo"
    return TextFile.names(in: directory).count { name in
      TextFile.contents(of: "\(directory)/\(name)")?.containsText("link_type:") ?? false
    }
  }

  /// `true` iff the process is there and has not ended.
  var isRunning: Bool {
    var facts = siginfo_t()
    return waitid(P_PID, id_t(number), &facts, WEXITED | WNOHANG | WNOWAIT) == 0
      && facts.si_signo == 0
  }

  /// What the process has said on its standard error, cut to what fits a line.
  var messages: String {
    guard let messagesPath, let text = TextFile.contents(of: messagesPath) else { return "" }
    let lines = text.split(separator: "\n").filter { !$0.containsOnlySpace }
    return String(lines.prefix(2).joined(separator: "; ").prefix(200))
  }
}

extension Substring {
  /// `true` iff nothing but white space is there.
  fileprivate var containsOnlySpace: Bool { allSatisfy(\.isWhitespace) }
}
