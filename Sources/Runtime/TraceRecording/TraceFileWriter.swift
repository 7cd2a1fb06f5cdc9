import Glibc

/// Writes the head of a file as `trace-cmd record` makes it, version 6; see trace-cmd.dat.v6(5).
struct TraceFileWriter {
  /// What is written so far.
  private(set) var bytes: [UInt8] = []

  /// The numbers of options; see trace-cmd.dat.v7(5), which lists those of version 6, too.
  enum Option: UInt16 {
    /// How far the clock of the events is behind the time of day, in microseconds, as text.
    case date = 1
    /// What the kernel says of the buffer of a CPU.
    case cpuStatistics = 2
    /// The clocks of tracefs.
    case clock = 4
    /// System, host, release and machine.
    case uname = 5
  }

  /// Creates the head of a file for pages of `pageSize` bytes.
  init(pageSize: Int) {
    bytes = [0x17, 0x08, 0x44]
    append(text: "tracing")
    append(name: "6")
    // Little-endian, and 8 bytes for a `long`.
    bytes += [0, 8]
    append(UInt32(pageSize))
  }

  /// Appends how pages and events begin: the files `events/header_page` and `events/header_event`.
  mutating func append(pageHeader: [UInt8], eventHeader: [UInt8]) {
    for (name, content) in [("header_page", pageHeader), ("header_event", eventHeader)] {
      append(name: name)
      append(sized: content)
    }
  }

  /// Appends the formats of events: those of `ftrace` first, without their system.
  mutating func append(
    ftraceFormats: [[UInt8]], formats: [(system: String, formats: [[UInt8]])]
  ) {
    append(UInt32(ftraceFormats.count))
    for format in ftraceFormats { append(sized: format) }
    append(UInt32(formats.count))
    for (system, formats) in formats {
      append(name: system)
      append(UInt32(formats.count))
      for format in formats { append(sized: format) }
    }
  }

  /// Appends the names of tasks, as `saved_cmdlines` has them; addresses of functions and formats of `trace_printk` are
  /// left out.
  mutating func append(taskNames: [UInt8]) {
    append(UInt32(0))
    append(UInt32(0))
    append(sized: taskNames)
  }

  /// Appends the number of CPUs, and options.
  mutating func append(cpuCount: Int, options: [(option: Option, text: [UInt8])]) {
    append(UInt32(cpuCount))
    append(section: "options")
    for (option, text) in options {
      append(option.rawValue)
      append(UInt32(text.count + 1))
      bytes += text + [0]
    }
    append(UInt16(0))
  }

  /// Appends where the pages of each CPU will be, and fills the head up to the first of them.
  ///
  /// - Parameter sizes: how many bytes of pages each CPU has.
  mutating func append(pageSizes sizes: [Int], pageSize: Int) {
    append(section: "flyrecord")
    func aligned(_ size: Int) -> Int { (size + pageSize - 1) / pageSize * pageSize }
    var offset = aligned(bytes.count + 16 * sizes.count)
    for size in sizes {
      append(UInt64(offset))
      append(UInt64(size))
      offset += aligned(size)
    }
    bytes += [UInt8](repeating: 0, count: aligned(bytes.count) - bytes.count)
  }

  // MARK: Parts

  /// Appends the mark of a section, which has 10 bytes.
  private mutating func append(section: String) {
    append(text: section.padding(to: 9))
    bytes.append(0)
  }

  /// Appends `text` without an end.
  private mutating func append(text: String) { bytes += Array(text.utf8) }

  /// Appends `name` and a NUL.
  private mutating func append(name: String) {
    append(text: name)
    bytes.append(0)
  }

  /// Appends the length of `content` as 8 bytes, then `content`.
  private mutating func append(sized content: [UInt8]) {
    append(UInt64(content.count))
    bytes += content
  }

  /// Appends `number`, its lowest byte first.
  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes += Array($0) }
  }
}

extension String {
  /// Returns the text with spaces behind it up to `length` bytes.
  fileprivate func padding(to length: Int) -> String {
    self + String(repeating: " ", count: max(0, length - utf8.count))
  }
}
