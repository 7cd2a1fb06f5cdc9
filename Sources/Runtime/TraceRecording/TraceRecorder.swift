import Glibc
import TraceStream

/// What is to be recorded, and where.
package struct RecordingRequest: Sendable {
  /// An event.
  package struct Event: Hashable, Sendable {
    /// The subsystem.
    package let system: String
    /// The name.
    package let name: String

    /// Creates an event.
    package init(system: String, name: String) {
      self.system = system
      self.name = name
    }
  }

  /// The events.
  package var events: [Event]
  /// The systems whose formats are written, too, because those of the events speak of them.
  package var describedSystems: [String]
  /// The path of the file.
  package var path: String
  /// The command to start under observation; the recording ends with it.
  package var command: TracedCommand?
  /// The process to be recorded, if there is no command; `nil` for all.
  package var target: pid_t?
  /// The size of the buffer of each CPU in bytes.
  package var bufferSize = 8 << 20
  /// The recording ends after so many nanoseconds; `nil` for no limit.
  package var timeLimit: Int64?

  /// Creates the request to record `events` in the file `path`.
  package init(_ events: [Event], describedSystems: [String], path: String) {
    self.events = events
    self.describedSystems = describedSystems
    self.path = path
  }
}

/// What happened in a recording.
package struct RecordingReport: Sendable {
  /// The process of the command, or the one that was recorded; `nil` if all were.
  package var target: pid_t?
  /// How many bytes of events were recorded.
  package var size = 0
  /// How many events were lost.
  package var lostCount = 0
  /// How the command ended; `nil` if there was none, or it runs on.
  package var commandEnding: GatedProcess.Ending?
}

/// Records events in a file that `trace-cmd report`, KernelShark and a replay read.
package final class TraceRecorder {
  /// How long the recorder sleeps at most, in milliseconds.
  private static let sleep: CInt = 100

  /// What is to be recorded.
  private let request: RecordingRequest
  /// The tracefs.
  private let fileSystem: TraceFileSystem
  /// The buffers.
  private let instance: TraceInstance
  /// The process that is recorded with those that it starts; `nil` if all are.
  private var target: pid_t?
  /// What was taken from the buffer of each CPU.
  private var streams: [PageStream] = []
  /// The size of a page of the buffers in bytes.
  private let pageSize: Int
  /// The signals that end it.
  private let signals: SignalDescriptor

  /// Prepares the recording that `request` asks for.
  ///
  /// - Throws: `RunError` if there is no tracefs that can be used, or no room for the file.
  package init(_ request: RecordingRequest) throws(RunError) {
    try Self.check(request.path)
    self.request = request
    fileSystem = try TraceFileSystem(.readWrite)
    signals = try RunError.wrapping { () throws(SystemError) in
      try SignalDescriptor(of: [SIGINT, SIGTERM, SIGHUP])
    }
    pageSize = try Self.pageSize(in: fileSystem)
    instance = try TraceInstance(in: fileSystem, size: request.bufferSize)
    for cpu in Processors.online {
      streams.append(
        try PageStream(
          cpu: cpu, pages: instance.pages(ofCPU: cpu), pageSize: pageSize, besides: request.path))
    }
  }

  deinit {
    // The kernel removes no buffer whose files are open.
    streams = []
  }

  /// Checks that a file can take the place of what is at `path`: devices and pipes stay.
  ///
  /// - Throws: `RunError` if it cannot.
  private static func check(_ path: String) throws(RunError) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    throw .output(SystemError("record in '\(path)', which is no regular file", code: EINVAL))
  }

  /// Records until the command has ended, the time is over, or somebody ends it, and writes the file.
  ///
  /// - Throws: `RunError` if that is not possible; then there is no file.
  package func run() throws(RunError) -> RecordingReport {
    var process: GatedProcess?
    if let command = request.command {
      process = try GatedProcess(command, mask: signals.inheritedMask)
    }
    var report = RecordingReport()
    target = process?.id ?? request.target
    report.target = target
    if let target { try instance.follow(target) }
    for event in request.events { try instance.enable(event.system, event.name) }
    try record(process)
    instance.stop()
    try drain()
    try write()
    report.size = streams.reduce(0) { $0 + $1.size }
    report.lostCount = streams.reduce(0) { $0 + lostCount(ofCPU: $1.cpu) }
    report.commandEnding = process?.endingIfOver()
    streams = []
    instance.remove()
    return report
  }

  /// Takes pages from the buffers until the recording is to end.
  private func record(_ process: GatedProcess?) throws(RunError) {
    let end = request.timeLimit.map { Clock.monotonic() + $0 }
    let poll = try RunError.wrapping { () throws(SystemError) in
      let poll = try EventPoll()
      try poll.add(signals.descriptor, tag: UInt64.max)
      if let process { try poll.add(process.descriptor, tag: UInt64.max) }
      for stream in streams { try poll.add(stream.pages, tag: UInt64(stream.cpu)) }
      return poll
    }
    try process?.open()
    var isOver = false
    while !isOver {
      let rest = end.map { max(0, ($0 - Clock.monotonic()) / 1_000_000) } ?? .max
      try RunError.wrapping { () throws(SystemError) in
        try poll.wait(milliseconds: CInt(min(Int64(Self.sleep), rest))) { tag in
          if tag == .max { isOver = true }
        }
      }
      if let end, Clock.monotonic() >= end { isOver = true }
      if !isOver { try drain() }
    }
  }

  /// Takes all that is in the buffers.
  private func drain() throws(RunError) {
    for stream in streams {
      try RunError.wrapping { () throws(SystemError) in try stream.drain() }
    }
  }

  /// Writes the file.
  private func write() throws(RunError) {
    let head = try head()
    try RunError.wrapping { () throws(SystemError) in
      let partial = "\(request.path).\(getpid())"
      do throws(SystemError) {
        let file = try FileDescriptor(opening: partial, flags: O_WRONLY | O_CREAT | O_TRUNC)
        try file.writeAll(of: head, to: partial)
        for stream in streams { try stream.copy(to: file) }
        guard rename(partial, request.path) == 0 else {
          throw SystemError.current("write '\(request.path)'")
        }
      } catch {
        unlink(partial)
        throw error
      }
    }
  }

  /// Returns all that stands before the pages.
  private func head() throws(RunError) -> [UInt8] {
    try RunError.wrapping { () throws(SystemError) in
      var writer = TraceFileWriter(pageSize: pageSize)
      writer.append(
        pageHeader: try fileSystem.bytes(of: "events/header_page"),
        eventHeader: try fileSystem.bytes(of: "events/header_event"))
      var named: [String: [String]] = [:]
      for event in request.events { named[event.system, default: []].append(event.name) }
      for system in request.describedSystems {
        named[system] = fileSystem.eventNames(ofSystem: system)
      }
      writer.append(
        ftraceFormats: formats(of: fileSystem.eventNames(ofSystem: "ftrace"), in: "ftrace"),
        formats: named.sorted { $0.key < $1.key }.map { system, names in
          (system, formats(of: names, in: system))
        })
      writer.append(taskNames: (try? fileSystem.bytes(of: "saved_cmdlines")) ?? [])
      let count = (streams.map(\.cpu).max() ?? 0) + 1
      writer.append(cpuCount: count, options: options)
      var sizes = [Int](repeating: 0, count: count)
      for stream in streams { sizes[stream.cpu] = stream.size }
      writer.append(pageSizes: sizes, pageSize: pageSize)
      return writer.bytes
    }
  }

  /// Returns the formats of the events `names` of `system`, as far as they can be read.
  private func formats(of names: [String], in system: String) -> [[UInt8]] {
    names.compactMap { try? fileSystem.bytes(of: "events/\(system)/\($0)/format") }
  }

  /// What the file says beside the events.
  private var options: [(option: TraceFileWriter.Option, text: [UInt8])] {
    var identity = utsname()
    uname(&identity)
    let words = [
      text(of: identity.sysname), text(of: identity.nodename), text(of: identity.release),
      text(of: identity.machine),
    ]
    let difference = Clock.realTimeOffset() / 1000
    // Free text that `trace-cmd report --stat` shows is what a file can hold without another reader minding it.
    let target = target.map { "\(TraceStream.targetWords)\($0)" }
    return [
      (.date, Array("0x\(String(difference, radix: 16))".utf8)),
      (.clock, instance.clocks), (.uname, Array(words.joined(separator: " ").utf8)),
    ]
      + streams.map { stream in
        let statistics = instance.statistics(ofCPU: stream.cpu)
        return (.cpuStatistics, Array("CPU: \(stream.cpu)\n\(statistics)".utf8))
      } + [target].compactMap { $0.map { (.cpuStatistics, Array($0.utf8)) } }
  }

  /// Returns the characters of `field` up to the first NUL.
  private func text<Field>(of field: Field) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// Returns how many events the buffer of `cpu` had no room for: `overrun` and `dropped events`.
  private func lostCount(ofCPU cpu: Int) -> Int {
    let lines = instance.statistics(ofCPU: cpu).split(separator: "\n")
    return lines.reduce(0) { sum, line in
      let isLoss = line.hasPrefix("overrun:") || line.hasPrefix("dropped events:")
      return sum + (isLoss ? line.split(separator: " ").last.flatMap { Int($0) } ?? 0 : 0)
    }
  }

  /// Returns the size of a page of the buffers: `events/header_page` says where its data are, and how many bytes.
  private static func pageSize(in fileSystem: TraceFileSystem) throws(RunError) -> Int {
    let text = try RunError.wrapping { () throws(SystemError) in
      String(decoding: try fileSystem.bytes(of: "events/header_page"), as: UTF8.self)
    }
    let line = text.split(separator: "\n").first { $0.contains(" data;") } ?? ""
    func number(behind word: String) -> Int? {
      line.split(whereSeparator: { $0 == "\t" || $0 == ";" || $0 == " " })
        .first { $0.hasPrefix(word) }.flatMap { Int($0.dropFirst(word.count)) }
    }
    guard let offset = number(behind: "offset:"), let size = number(behind: "size:") else {
      return MappedMemory.pageSize
    }
    return offset + size
  }
}
