import BPF
import CBPF
import Diagnostics
import Glibc
import IR
import Testing

@testable import Translator

/// A program whose kernel halves run in the kernel of this machine.
final class LiveObject {
  /// The programs and maps.
  private let object: OpaquePointer
  /// The ring buffer; nil until it is needed.
  private var ring: OpaquePointer?
  /// The records that were read.
  private var records: [Record] = []
  /// What keeps programs attached.
  private var links: [OpaquePointer] = []
  /// The description, for messages.
  let text: String

  /// Loads the kernel halves of `program`.
  init(_ program: IR.Program, options: BPFBackendOptions = BPFBackendOptions()) throws {
    var log = DiagnosticLog()
    let made = makeObject(from: program, options: options, sources: SourceMap(), log: &log)
    try #require(log.diagnostics.isEmpty, "\(log.diagnostics)")
    let file = try ObjectWriter.file(of: made)
    text = made.programs.map { "\($0.section)\n" + Disassembler($0.code).text }.joined()
    libbpf_set_print { _, _, _ in 0 }
    let opened = file.withUnsafeBytes { bpf_object__open_mem($0.baseAddress, $0.count, nil) }
    object = try #require(opened, "libbpf does not open the object: errno \(errno)")
    var verifierLog = [CChar](repeating: 0, count: 1 << 20)
    let result = verifierLog.withUnsafeMutableBufferPointer { buffer in
      var next = bpf_object__next_program(object, nil)
      while let program = next {
        bpf_program__set_log_buf(program, buffer.baseAddress, buffer.count)
        next = bpf_object__next_program(object, program)
      }
      return bpf_object__load(object)
    }
    if result != 0 {
      let said = verifierLog.prefix { $0 != 0 }.suffix(3000).map { UInt8(bitPattern: $0) }
      Issue.record("refused (\(result)):\n\(text)\n\(String(decoding: said, as: UTF8.self))")
    }
    try #require(result == 0)
    wakeAfter(bytes: 1 << 16)
  }

  deinit {
    for link in links { bpf_link__destroy(link) }
    if let ring { ring_buffer__free(ring) }
    bpf_object__close(object)
  }

  /// Sets `wakeup_bytes` and `target` of the session.
  func wakeAfter(bytes: Int64, target: Int64 = 0, realtimeOffset: Int64 = 0) {
    var session: [Int64] = [target, Int64(getpid()), realtimeOffset, bytes, 0, 0, 0, 0]
    var key: UInt32 = 0
    #expect(
      bpf_map_update_elem(descriptor(of: KernelLayout.sessionMapName), &key, &session, 0) == 0)
  }

  /// Attaches all programs; those at events only if `events` are given.
  func attach(to events: TraceEvents? = nil) throws {
    var next = bpf_object__next_program(object, nil)
    while let program = next {
      let section = String(cString: bpf_program__section_name(program))
      var link: OpaquePointer?
      if section.hasPrefix("tracepoint/"), let events {
        let event = try events.open(String(section.dropFirst("tracepoint/".count)))
        link = bpf_program__attach_perf_event(program, event)
      } else {
        link = bpf_program__attach(program)
      }
      links.append(try #require(link, "errno \(errno)"))
      next = bpf_object__next_program(object, program)
    }
  }

  /// Detaches all programs.
  func detach() {
    for link in links { bpf_link__destroy(link) }
    links = []
  }

  /// The descriptor of the first program.
  var firstProgram: Int32 {
    get throws { bpf_program__fd(try #require(bpf_object__next_program(object, nil))) }
  }

  /// Runs the first program, which is a `raw_tp`, with these arguments.
  func run(_ arguments: [Int64]) throws {
    try #require(Self.run(try firstProgram, arguments), "errno \(errno)")
  }

  /// Runs the `raw_tp` program `descriptor` with these arguments, and returns whether that could be done.
  static func run(_ descriptor: Int32, _ arguments: [Int64]) -> Bool {
    var context = arguments
    let result = context.withUnsafeMutableBytes { bytes in
      var options = bpf_test_run_opts()
      options.sz = MemoryLayout<bpf_test_run_opts>.size
      options.ctx_in = UnsafeRawPointer(bytes.baseAddress)
      options.ctx_size_in = UInt32(bytes.count)
      return bpf_prog_test_run_opts(descriptor, &options)
    }
    return result == 0
  }

  /// Returns the records that came since the last call.
  func takeRecords() throws -> [Record] {
    if ring == nil {
      ring = ring_buffer__new(
        descriptor(of: "records"),
        { receiver, bytes, size in
          guard let receiver, let bytes else { return 0 }
          let object = Unmanaged<LiveObject>.fromOpaque(receiver).takeUnretainedValue()
          object.records.append(Record(Array(UnsafeRawBufferPointer(start: bytes, count: size))))
          return 0
        }, Unmanaged.passUnretained(self).toOpaque(), nil)
    }
    ring_buffer__consume(ring)
    defer { records = [] }
    return records
  }

  /// Returns the descriptor of a map.
  func descriptor(of map: String) -> Int32 { bpf_object__find_map_fd_by_name(object, map) }

  /// Returns the value of `map` under `key`; for per-CPU maps, that of each possible CPU.
  func value(of map: String, key: [UInt8] = [0, 0, 0, 0], size: Int) -> [UInt8]? {
    var key = key
    var value = [UInt8](repeating: 0, count: size)
    return bpf_map_lookup_elem(descriptor(of: map), &key, &value) == 0 ? value : nil
  }

  /// Returns the scalar at `offset`.
  func scalar(at offset: Int, of program: IR.Program) throws -> Int64 {
    let size = KernelLayout(of: program).scalarsSize
    return try #require(value(of: KernelLayout.scalarsMapName, size: size)).long(at: offset)
  }

  /// Returns how many records were lost, by probe.
  func losses(of probe: Int) throws -> Int64 {
    let count = Int(libbpf_num_possible_cpus())
    let key = withUnsafeBytes(of: UInt32(probe)) { Array($0) }
    let values = try #require(value(of: "losses", key: key, size: 8 * count))
    return (0..<count).reduce(0) { $0 + values.long(at: $1 * 8) }
  }
}

/// The bytes of one record.
struct Record: Equatable {
  /// The bytes.
  let bytes: [UInt8]

  /// Creates a record of `bytes`.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The number of the probe, with the bit of failure records.
  var probe: UInt32 { UInt32(truncatingIfNeeded: bytes.long(at: 0)) }

  /// The length of the tail.
  var tailLength: Int { Int(bytes.long(at: 0) >> 32) }

  /// Returns the long at `offset`.
  func long(_ offset: Int) -> Int64 { bytes.long(at: offset) }

  /// Returns the string of the slot at `offset`, its status and its address.
  func string(_ offset: Int, fixedSize: Int) -> (text: String, status: Int, address: UInt64) {
    let word = UInt64(bitPattern: bytes.long(at: offset))
    let start = fixedSize + Int(word & 0xffff)
    let length = Int(word >> 16 & 0xffff)
    return (
      String(decoding: bytes[start..<start + length], as: UTF8.self), Int(word >> 32),
      UInt64(bitPattern: bytes.long(at: offset + 8))
    )
  }
}

extension [UInt8] {
  /// Returns the long at `offset`.
  func long(at offset: Int) -> Int64 {
    self[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | Int64($1) }
  }
}
