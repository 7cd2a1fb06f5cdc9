import CRecordABI
import Glibc
import IR

/// The kernel halves of a program, in a module of the running kernel.
final class ModuleEngine: Engine {
  /// The program.
  private let program: IR.Program
  /// The module.
  private let device: ModuleDevice
  /// What the kernel halves send; what they are told.
  let channel: RecordChannel
  /// What calls the C of the script.
  let code: (any ScriptCode)?
  /// Whether runs are measured.
  private var isMeasuring = false

  /// Takes over `module`, which has the kernel halves of `program`; records go through a ring buffer of `ringSize` bytes.
  ///
  /// - Throws: `RunError` if it does not fit the program, or there is not so much memory.
  init(_ module: LoadedModule, of program: IR.Program, ringSize: Int) throws(RunError) {
    let device = module.device
    self.program = program
    self.device = device
    code = ModuleCode(device)
    guard Int(device.facts.probe_count) == program.probes.count else {
      throw .damagedObject("its code and its program do not belong together")
    }
    let session: MappedValue
    let ring: RingBuffer?
    do throws(SystemError) {
      session = try device.mapped(
        at: UInt32(MARKTAP_MAP_SESSION), size: MemoryLayout<marktap_session>.size)
      ring = device.facts.has_records != 0 ? try device.ring(size: ringSize) : nil
    } catch { throw .system(error) }
    channel = try RecordChannel(
      ring: ring, session: session, wakeup: ring == nil ? nil : device.number)
    try numberEvents()
  }

  // MARK: Globals

  func scalars() throws(SystemError) -> MappedValue? {
    let size = Int(device.facts.scalars_size)
    return size == 0 ? nil : try device.mapped(at: UInt32(MARKTAP_MAP_SCALARS), size: size)
  }

  func table(ofGlobal number: Int, _ shape: KernelLayout.MapShape) -> (any ElementTable)? {
    ModuleTable(device: device, global: UInt32(number))
  }

  // MARK: Attaching

  func attach() throws(RunError) -> [String] {
    try attach { _ in true }
  }

  func reattach(_ isWanted: (Int) -> Bool) throws(RunError) {
    detach()
    // What could not be attached has been told when all was.
    _ = try attach(isWanted)
  }

  func detach() {
    channel.setStopped(true)
    var nothing: UInt64 = 0
    _ = device.control(marktap_detach_request, &nothing)
  }

  /// Attaches the probes for which `isWanted` returns `true`, and returns in words what could not be attached: some
  /// functions of a pattern cannot be probed, and the others still are.
  private func attach(_ isWanted: (Int) -> Bool) throws(RunError) -> [String] {
    channel.setStopped(false)
    var wanted = program.probes.indices.map { isWanted($0) ? UInt8(1) : 0 }
    var omissions: [String] = []
    while let refusal = attach(wanted) {
      let probes = wanted.indices.filter {
        wanted[$0] == 1 && program.probes[$0].site == refusal.site
      }
      for probe in probes { wanted[probe] = 0 }
      let isAnyLeft = wanted.indices.contains {
        wanted[$0] == 1 && program.probes[$0].site.function != nil
      }
      guard let probe = probes.first, refusal.site?.function != nil, isAnyLeft else {
        throw refusal.error
      }
      omissions.append("'\(program.probes[probe].point)' is not probed: \(refusal.reason)")
    }
    return omissions
  }

  /// Why a place could not be attached to.
  private struct Refusal {
    /// The place; `nil` if the module does not say which.
    let site: Site?
    /// The error.
    let error: RunError
    /// The system's words for it.
    let reason: String
  }

  /// Attaches the probes for which `wanted` has a 1, or none of them; returns why not.
  private func attach(_ wanted: [UInt8]) -> Refusal? {
    var request = marktap_attachment()
    request.measure = isMeasuring ? 1 : 0
    let code = wanted.withUnsafeBytes { bytes in
      request.wanted = UInt64(UInt(bitPattern: bytes.baseAddress))
      return device.control(marktap_attach_request, &request)
    }
    if code == 0, request.error == 0 { return nil }
    let number = request.error == 0 ? -code : CInt(truncatingIfNeeded: -request.error)
    let place = request.error == 0 ? nil : place(Int(request.site))
    let error = SystemError("attach to '\(place?.name ?? "the module's places")'", code: number)
    return Refusal(
      site: place.flatMap {
        program.probes.indices.contains($0.probe) ? program.probes[$0.probe].site : nil
      },
      error: number == ENOENT
        ? place.map { .missingMarker($0.name) } ?? .system(error) : .system(error),
      reason: error.reason)
  }

  // MARK: Places

  /// Tells the module the numbers of the trace events that it needs.
  private func numberEvents() throws(RunError) {
    var traceFileSystem: TraceFileSystem?
    for number in 0..<Int(device.facts.site_count) {
      guard let place = place(number), place.kind == MARKTAP_SITE_EVENT else { continue }
      let words = place.name.split(separator: ":", maxSplits: 1).map(String.init)
      guard words.count == 2 else { throw .damagedObject("'\(place.name)' is no event") }
      let source: TraceFileSystem
      if let known = traceFileSystem { source = known } else { source = try TraceFileSystem() }
      traceFileSystem = source
      var event = marktap_event_id(
        site: UInt32(number), id: UInt32(try source.eventID(system: words[0], name: words[1])))
      let code = device.control(marktap_event_id_request, &event)
      guard code == 0 else {
        throw .system(SystemError("observe the event '\(place.name)'", code: -code))
      }
    }
  }

  /// Returns what the module says of the place numbered `number`; `nil` if it has none.
  private func place(_ number: Int) -> (kind: marktap_site_kind, probe: Int, name: String)? {
    var facts = marktap_site_facts()
    facts.site = UInt32(number)
    guard device.control(marktap_site_request, &facts) == 0 else { return nil }
    let name = withUnsafeBytes(of: facts.name) { field in
      String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }
    return (marktap_site_kind(rawValue: facts.kind), Int(facts.probe), name)
  }

  // MARK: Counts

  var losses: [Int] { counts.map { Int($0.lost) } }

  var skippedRunCount: Int { counts.reduce(0) { $0 + Int($1.skipped) } }

  var misses: [(point: String, count: Int)] {
    zip(program.probes, counts).filter { $1.missed > 0 }.map { ($0.point, Int($1.missed)) }
  }

  var kernelTimes: [ProbeTiming.KernelTime?] {
    guard isMeasuring else { return Array(repeating: nil, count: program.probes.count) }
    return zip(program.probes, counts).map { (probe, counts) -> ProbeTiming.KernelTime? in
      guard probe.site.isInKernel else { return nil }
      return ProbeTiming.KernelTime(count: Int(counts.runs), sum: Int64(counts.time))
    }
  }

  func measure() { isMeasuring = true }

  /// What happened at each probe so far.
  private var counts: [marktap_probe_counts] {
    var counts = [marktap_probe_counts](
      repeating: marktap_probe_counts(), count: program.probes.count)
    counts.withUnsafeMutableBytes { bytes in
      var address = UInt64(UInt(bitPattern: bytes.baseAddress))
      _ = device.control(marktap_counts_request, &address)
    }
    return counts
  }
}
