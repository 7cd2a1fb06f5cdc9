import CTraceEvent
import Glibc
import TraceStream

/// Reads a recorded trace and sends it to the tool, as `TraceStream` says.
///
/// It is a process of its own, so that a damaged file can do no harm to the tool: it may use so much memory and no more,
/// and if it dies, the tool says so.
struct TraceSender {
  /// How much memory it may use, beside the file itself, in bytes.
  private static let memoryLimit = 512 << 20
  /// How long it may compute until it gets on, in seconds: a damaged file may lead the library in circles.
  private static let patience = 30
  /// How many events are read before it has got on, and says how far it is.
  private static let sliceLength = 1 << 14

  /// The words of the command line, the program's name first.
  private let arguments: [String]
  /// Where frames go.
  private let writer = FrameWriter(STDOUT_FILENO)

  /// Creates a sender for the command line `arguments`: the path of a trace.
  init(_ arguments: [String]) { self.arguments = arguments }

  /// Sends the trace and returns the exit status: 0 if all was sent, 2 if the command line is wrong, 3 if the file is.
  func status() -> CInt {
    guard arguments.count == 2, isatty(STDOUT_FILENO) == 0 else {
      let usage =
        "usage: marktap-trace FILE\nIt is started by 'marktap run --input', which reads its output.\n"
      _ = usage.withCString { write(STDERR_FILENO, $0, strlen($0)) }
      return 2
    }
    signal(SIGPIPE, SIG_IGN)
    limitMemory(besides: arguments[1])
    limitTime()
    ZlibCompression.register()
    do throws(Damage) {
      var trace = try RecordedTrace(arguments[1])
      writer.time = trace.time
      if let target = trace.target {
        writer.write(.target, withUnsafeBytes(of: target) { Array($0) })
      }
      writer.write(.description, trace.description.bytes)
      guard let wanted = wantedEvents() else { return 0 }
      try send(wanted, of: &trace)
      writer.write(.end)
      return 0
    } catch {
      writer.write(.failure, Array(error.words.utf8))
      return 3
    }
  }

  /// Lets the process use no more memory than the limit and twice the file `path`, which the library maps.
  private func limitMemory(besides path: String) {
    var status = stat()
    let size = stat(path, &status) == 0 ? Int(status.st_size) : 0
    var limit = rlimit()
    limit.rlim_cur = rlim_t(Self.memoryLimit + 2 * size)
    limit.rlim_max = limit.rlim_cur
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }

  /// Ends the process by a signal if it computes for longer than its patience from now on.
  private func limitTime() {
    var limit = itimerval()
    limit.it_value.tv_sec = Self.patience
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &limit, nil)
  }

  /// Reads which events are wanted: their count, then their numbers, 4 bytes each; `nil` if nobody asks.
  private func wantedEvents() -> Set<Int>? {
    guard let count = number(), count <= 1 << 16 else { return nil }
    var wanted: Set<Int> = []
    for _ in 0..<count {
      guard let event = number() else { return nil }
      wanted.insert(Int(event))
    }
    return wanted
  }

  /// Reads a number of 4 bytes; `nil` at the end of the input.
  private func number() -> UInt32? {
    var number: UInt32 = 0
    var done = 0
    while done < 4 {
      let count = withUnsafeMutableBytes(of: &number) { bytes in
        read(STDIN_FILENO, bytes.baseAddress! + done, 4 - done)
      }
      if count > 0 { done += count } else if count == 0 || errno != EINTR { return nil }
    }
    return number
  }

  /// Sends those events of `trace` whose numbers are `wanted`, and the names of the tasks before their first events.
  ///
  /// - Throws: `Damage` if the trace cannot be read to its end.
  private func send(_ wanted: Set<Int>, of trace: inout RecordedTrace) throws(Damage) {
    var isWanted = [Bool](repeating: false, count: 1 << 16)
    for number in wanted where number < isWanted.count { isWanted[number] = true }
    var named: Set<Int32> = []
    var untilLook = Self.sliceLength
    while !writer.isClosed, let record = try trace.next() {
      untilLook -= 1
      if untilLook == 0 {
        untilLook = Self.sliceLength
        limitTime()
        (writer.progress, writer.time) = (trace.progress, trace.time)
        writer.write(.pause)
      }
      let lost = trace.lost(before: record.pointee)
      guard let event = RecordedEvent(record.pointee, lost: lost) else { continue }
      // Losses count, whoever follows them.
      guard event.lost > 0 || isWanted[event.number] else { continue }
      if named.insert(event.task).inserted {
        writer.write(name: trace.name(ofTask: event.task), ofTask: event.task)
      }
      writer.append(event)
    }
    writer.time = trace.time
  }
}
