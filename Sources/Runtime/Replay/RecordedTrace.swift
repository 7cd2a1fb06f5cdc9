import Glibc
import TraceStream

/// A trace that was recorded earlier, read by a process of its own.
///
/// That process links what reads such files, and a damaged file can harm nothing else.
package final class RecordedTrace {
  /// An event of the trace.
  struct Event {
    /// When it happened, in nanoseconds of the recording's clock.
    let time: Int64
    /// The CPU.
    let cpu: Int64
    /// How many events were lost before it on that CPU.
    let lost: Loss
    /// The record; valid until the next event is read.
    let record: UnsafeRawBufferPointer
  }

  /// What comes next.
  enum Step {
    /// An event.
    case event(Event)
    /// Nothing; but time has passed, up to `time`.
    case pause
    /// The end.
    case end
  }

  /// How many events were lost.
  enum Loss: Hashable {
    /// So many.
    case count(Int)
    /// Some, which nobody counted.
    case unknown
  }

  /// The name of the program that reads recorded traces, which is installed beside the tool.
  private static let readerName = "marktap-trace"

  /// The path of the file.
  package let path: String
  /// The bytes of the description of the recorded kernel.
  package private(set) var description: [UInt8] = []
  /// The process that was recorded as the target; `nil` if the trace does not tell it.
  private(set) var target: Int32?
  /// How much of the file lies behind, from 0 to 1.
  package private(set) var progress = 0.0
  /// When that part ends, in nanoseconds of the recording's clock; before anything was asked for, when it begins.
  private(set) var time: Int64 = 0
  /// The process.
  private let process: pid_t
  /// Where it is asked.
  private let requests: FileDescriptor
  /// Where it answers.
  private let answers: FileDescriptor
  /// The memory of the present frame.
  private var memory = UnsafeMutableRawBufferPointer.allocate(
    byteCount: 2 * TraceStream.batchSize, alignment: 8)
  /// How many bytes the present frame has.
  private var count = 0
  /// Where the next event is in the present frame.
  private var offset = 0
  /// The names of tasks, as the recording has them.
  private(set) var taskNames: [Int32: [UInt8]] = [:]
  /// `true` iff all has been read.
  private var isAtEnd = false

  /// Opens the file `path`.
  ///
  /// - Throws: `RunError` if it cannot be read.
  package init(_ path: String) throws(RunError) {
    self.path = path
    do throws(SystemError) {
      let questions = try Pipe()
      let replies = try Pipe()
      process = try Self.start(path, input: questions.end.number, output: replies.start.number)
      requests = questions.start
      answers = replies.end
    } catch { throw .system(error) }
    var kind = try readFrame()
    if kind == .target, count == 4 {
      target = frame.loadUnaligned(as: Int32.self)
      kind = try readFrame()
    }
    guard kind == .description else { throw damaged }
    description = Array(frame)
    count = 0
  }

  deinit {
    memory.deallocate()
    // It ends by itself when nobody reads what it writes; it may be waiting for a question.
    kill(process, SIGTERM)
    var status: CInt = 0
    _ = retrying { waitpid(process, &status, 0) }
  }

  /// Asks for the events of the numbers `wanted`, in order of time.
  ///
  /// - Throws: `RunError` if the reader has gone away.
  func request(_ wanted: Set<Int>) throws(RunError) {
    var words = [UInt32(wanted.count)]
    words += wanted.sorted().map { UInt32(truncatingIfNeeded: $0) }
    let bytes = words.withUnsafeBytes { Array($0) }
    try RunError.wrapping { () throws(SystemError) in try requests.writeAll(of: bytes, to: path) }
  }

  /// Returns what comes next.
  ///
  /// - Throws: `RunError` if the file is damaged.
  func next() throws(RunError) -> Step {
    while offset >= count {
      guard !isAtEnd else { return .end }
      switch try readFrame() {
      case .events: offset = 0
      case .taskName: noteName()
      case .pause: return .pause
      case .end: isAtEnd = true
      case .target, .description, .failure: throw damaged
      }
    }
    return .event(try takeEvent())
  }

  /// Returns the event at the present place of the frame.
  private func takeEvent() throws(RunError) -> Event {
    let start = offset + MemoryLayout<TraceStream.EventHeader>.size
    guard start <= count else { throw damaged }
    let header = frame.loadUnaligned(fromByteOffset: offset, as: TraceStream.EventHeader.self)
    let length = Int(header.size)
    guard length >= 8, length <= count - start else { throw damaged }
    offset = start + TraceStream.padded(length)
    let isCounted = header.lost != TraceStream.EventHeader.unknownLoss
    return Event(
      time: Self.time(header.time), cpu: Int64(header.cpu),
      lost: isCounted ? .count(Int(header.lost)) : .unknown,
      record: UnsafeRawBufferPointer(rebasing: frame[start..<start + length]))
  }

  /// Returns `count` nanoseconds of the recording's clock; far less than all if a damaged file has too many, so that
  /// intervals can be added.
  private static func time(_ count: UInt64) -> Int64 { Int64(min(count, 1 << 62)) }

  /// Takes note of the name of a task that is the present frame.
  private func noteName() {
    defer { count = 0 }
    guard count >= 4 else { return }
    taskNames[frame.loadUnaligned(as: Int32.self)] = Array(frame.dropFirst(4))
  }

  /// The present frame.
  private var frame: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: memory.baseAddress, count: count)
  }

  /// Reads a frame and returns of what kind it is; what is in it has been taken in full.
  private func readFrame() throws(RunError) -> TraceStream.FrameKind {
    var head = TraceStream.Frame()
    try withUnsafeMutableBytes(of: &head) { bytes throws(RunError) in try fill(bytes) }
    guard let kind = TraceStream.FrameKind(rawValue: head.kind),
      head.size <= TraceStream.maximumFrameSize
    else { throw damaged }
    (progress, time) = (head.progress, Self.time(head.time))
    if memory.count < Int(head.size) {
      memory.deallocate()
      memory = .allocate(byteCount: Int(head.size), alignment: 8)
    }
    count = Int(head.size)
    offset = count
    try fill(UnsafeMutableRawBufferPointer(rebasing: memory[..<count]))
    if kind == .failure { throw .unreadableTrace(String(decoding: frame, as: UTF8.self)) }
    return kind
  }

  /// Reads as many bytes as `buffer` has room for.
  private func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(RunError) {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = try RunError.wrapping { () throws(SystemError) in try answers.read(into: rest) }
      if count == 0 { throw damaged }
      done += count
    }
  }

  /// The error that the file cannot be read to its end.
  private var damaged: RunError {
    .unreadableTrace("'\(path)' is damaged: its reader could not go on")
  }

  // MARK: The process

  /// Starts the process that reads the file `path`, with these pipes as its input and output.
  ///
  /// - Throws: `SystemError` if it cannot be started.
  private static func start(
    _ path: String, input: CInt, output: CInt
  ) throws(SystemError) -> pid_t {
    let program = try program()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    // The library complains of damaged files in words of its own.
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup(path)]
    words.append(nil)
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, program, &actions, nil, words, environ)
    guard code == 0 else { throw SystemError("start '\(program)'", code: code) }
    return process
  }

  /// Returns the path of the program that reads recorded traces.
  ///
  /// - Throws: `SystemError` if it is not there.
  private static func program() throws(SystemError) -> String {
    let own = realpath("/proc/self/exe", nil)
    defer { free(own) }
    let directory = own.map { String(cString: $0) }?.split(separator: "/").dropLast() ?? []
    let path = "/" + (directory.map(String.init) + [readerName]).joined(separator: "/")
    guard access(path, X_OK) == 0 else {
      throw SystemError("find '\(path)', which reads recorded traces", code: errno)
    }
    return path
  }
}

extension RecordedTrace.Event {
  /// The number of the event: `common_type`, the first of the common fields (include/linux/trace_events.h).
  var number: Int { Int(record.loadUnaligned(as: UInt16.self)) }

  /// The thread that it happened in: `common_pid`.
  var task: Int32 { record.loadUnaligned(fromByteOffset: 4, as: Int32.self) }
}
