/// Writes what a finished object keeps of a program: its globals, functions, locations, and of each probe all but
/// the handler and the kernel half.
///
///     0           4         8          12            16           24       24 + headSize
///     +-----------+---------+----------+-------------+------------+--------+--------------------+
///     | "mtIR"    | version | headSize | 0           | digest     | head   | parts              |
///     +-----------+---------+----------+-------------+------------+--------+--------------------+
///
/// The head says of each part where it lies behind the head, how long it is, and its digest; so user halves,
/// functions and locations are read only when they are needed.
package struct ProgramEncoder {
  /// The first bytes.
  static let magic: [UInt8] = Array("mtIR".utf8)
  /// The version of the format; it changes with every change of the format.
  static let version: UInt32 = 5
  /// The number of bytes before the head.
  static let prefixSize = 24

  /// What describes the parts.
  private var head = CodeWriter()
  /// The parts.
  private var parts: [UInt8] = []

  /// Returns `program` as bytes.
  package static func encode(_ program: Program) -> [UInt8] {
    var encoder = ProgramEncoder()
    encoder.write(program)
    let head = encoder.head.bytes
    var result = CodeWriter()
    result.append(magic)
    result.write(word: version)
    result.write(word: UInt32(head.count))
    result.write(word: 0)
    result.write(longWord: Digest.of(head, head.indices))
    result.append(head)
    result.append(encoder.parts)
    return result.bytes
  }

  /// Writes `program`.
  private mutating func write(_ program: Program) {
    for (_, path) in Limits.names { head.write(long: Int64(program.limits[keyPath: path])) }
    head.write(list: program.globals) { writer, global in writer.write(global) }
    write(part: Self.part { $0.write(list: program.locations) { $0.write($1) } })
    head.write(program.functions.count)
    for function in program.functions { write(part: Self.part { $0.write(function) }) }
    head.write(program.probes.count)
    for probe in program.probes { write(probe) }
  }

  /// Returns what `body` writes.
  private static func part(_ body: (inout CodeWriter) -> Void) -> [UInt8] {
    var writer = CodeWriter()
    body(&writer)
    return writer.bytes
  }

  /// Adds a part, and notes in the head where it is.
  private mutating func write(part: [UInt8]) {
    head.write(parts.count)
    head.write(part.count)
    head.write(longWord: Digest.of(part, part.indices))
    parts += part
  }

  /// Writes `probe`.
  private mutating func write(_ probe: Probe) {
    head.write(probe.point)
    head.write(probe.site)
    head.write(probe.location.index)
    head.write(optional: probe.record) { writer, record in
      writer.write(list: record.slots) { writer, kind in writer.write(kind.rawValue) }
      writer.write(record.hasStream)
      writer.write(optional: record.taskSlot) { writer, slot in writer.write(slot.index) }
    }
    head.write(probe.userHalf != nil)
    if let half = probe.userHalf { write(part: Self.part { $0.write(half) }) }
  }
}

extension CodeWriter {
  /// Writes `location`.
  fileprivate mutating func write(_ location: Location) {
    write(location.file)
    write(location.line)
    write(location.column)
    write(location.token)
    write(location.text)
    write(location.caller.index)
  }

  /// Writes `global`.
  fileprivate mutating func write(_ global: Global) {
    write(global.name)
    write(list: global.keys) { writer, type in writer.write(case: type) }
    switch global.element {
    case .value(let type):
      write(false)
      write(case: type)
    case .statistics(let shape):
      write(true)
      write(list: shape.histograms) { writer, histogram in writer.write(histogram) }
      write(optional: shape.varianceShift) { writer, shift in writer.write(shift) }
    }
    write(global.capacity)
    write(global.wraps)
    write(optional: global.initializer) { writer, initializer in
      switch initializer {
      case .long(let value):
        writer.write(false)
        writer.write(long: value)
      case .string(let bytes):
        writer.write(true)
        writer.write(bytes)
      }
    }
    write(global.placement == .kernel)
    write(list: global.keySizes) { writer, size in writer.write(size) }
    write(global.valueSize)
    write(global.printsAtEnd)
  }

  /// Writes `site`.
  fileprivate mutating func write(_ site: Site) {
    switch site {
    case .begin(let priority):
      write(0)
      write(long: priority)
    case .end(let priority):
      write(1)
      write(long: priority)
    case .error(let priority):
      write(2)
      write(long: priority)
    case .timer(let nanoseconds, let randomization):
      write(3)
      write(long: nanoseconds)
      write(long: randomization)
    case .profile(.frequency(let hertz)):
      write(4)
      write(long: hertz)
    case .profile(.period(let nanoseconds)):
      write(5)
      write(long: nanoseconds)
    case .tracepoint(let site):
      write(6)
      write(site.system)
      write(site.name)
      write(optional: site.module) { writer, module in writer.write(module) }
      write(optional: site.typeID) { writer, id in writer.write(Int(id)) }
      write(site.argumentCount)
    case .event(let site):
      write(7)
      write(site.system)
      write(site.name)
      write(site.recordSize)
    case .never: write(8)
    case .function(let site):
      write(9)
      write(site.name)
      write(optional: site.module) { writer, module in writer.write(module) }
      write(site.moment == .return)
      write(optional: site.argumentCount) { writer, count in writer.write(count) }
    case .counter(let site):
      write(10)
      write(site)
    case .file(let site):
      write(11)
      write(site.path)
      write(site.access == .write)
      write(site.mask)
      write(optional: site.capacity) { writer, capacity in writer.write(capacity) }
    case .ticks(let count, let randomization):
      write(12)
      write(long: count)
      write(long: randomization)
    case .marker(let site):
      write(13)
      write(site)
    case .foreign(let site):
      write(14)
      write(site.rawValue)
    }
  }

  /// Writes a marker.
  private mutating func write(_ site: MarkerSite) {
    switch site.owner {
    case .kernel: write(0)
    case .module(let name):
      write(1)
      write(name)
    case .program(let path):
      write(2)
      write(path)
    }
    write(site.name)
    write(site.qualifier)
    write(site.valueCount)
  }

  /// Writes a performance event.
  private mutating func write(_ site: CounterSite) {
    write(long: site.type)
    write(long: site.configuration)
    switch site.rate {
    case .period(let count):
      write(false)
      write(long: count)
    case .frequency(let hertz):
      write(true)
      write(long: hertz)
    }
    switch site.scope {
    case .system: write(0)
    case .target: write(1)
    case .program(let path):
      write(2)
      write(path)
    }
  }
}
