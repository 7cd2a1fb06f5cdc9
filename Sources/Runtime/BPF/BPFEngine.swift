import BPF
import CBPF
import Glibc
import IR

/// The kernel halves of a program, in the running kernel.
///
/// Nothing is pinned: when the process ends, however it does, the kernel takes everything back.
package final class BPFEngine: Engine {
  /// The maps and programs.
  private let object: LoadedObject
  /// What attaches the programs.
  private let attacher: Attacher
  /// What holds the programs at their places.
  private var attachments: [Attachment] = []
  /// How many hits of breakpoints were missed, by probe point, of those that are detached.
  package private(set) var misses: [(point: String, count: Int)] = []
  /// What the programs send; what they are told.
  package let channel: RecordChannel
  package var code: (any ScriptCode)? { nil }
  /// The number of probes of the program.
  private let probeCount: Int
  /// The numbers of the probes that each program runs, in the order of the programs.
  private let programProbes: [[Int]]
  /// What keeps the kernel measuring; `nil` if it need not.
  private var measurement: FileDescriptor?

  /// Takes over the loaded `object` of `program`.
  ///
  /// - Throws: `RunError` if its maps cannot be used.
  init(_ object: LoadedObject, of program: IR.Program) throws(RunError) {
    self.object = object
    attacher = Attacher(for: program, trampolineRefusal: object.trampolineRefusal)
    probeCount = program.probes.count
    programProbes = object.programs.map { program.probes(ofProgram: $0.name) }
    let records = object.maps[LoadedObject.MapName.records]
    let session: MappedValue?
    let ring: RingBuffer?
    do throws(SystemError) {
      session = try object.maps[KernelLayout.sessionMapName]?.mapped()
      ring = try records.map { (map) throws(SystemError) in
        try RingBuffer(of: map.descriptor, size: map.capacity)
      }
    } catch { throw .system(error) }
    channel = try RecordChannel(ring: ring, session: session, wakeup: records?.descriptor.number)
  }

  package func scalars() throws(SystemError) -> MappedValue? {
    try object.maps[KernelLayout.scalarsMapName]?.mapped()
  }

  package func table(
    ofGlobal number: Int, _ shape: KernelLayout.MapShape
  ) -> (any ElementTable)? {
    object.maps[shape.name]
  }

  /// Attaches all programs, and returns in words what could not be attached and need not be.
  ///
  /// - Throws: `RunError` if the kernel refuses; then none is attached.
  @discardableResult
  package func attach() throws(RunError) -> [String] { try attach(object.programs) }

  /// Attaches `programs`, and returns in words what could not be attached and need not be.
  private func attach(_ programs: [LoadedProgram]) throws(RunError) -> [String] {
    let outcome = try attacher.attach(programs, target: channel.target)
    attachments = outcome.attachments
    return outcome.omissions
  }

  /// Attaches those programs alone that run a probe for which `isWanted` returns `true`. Those at performance
  /// events are told apart by their order, and so are attached if any program is.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  package func reattach(_ isWanted: (Int) -> Bool) throws(RunError) {
    detach()
    let wanted = programProbes.map { $0.contains(where: isWanted) }
    guard wanted.contains(true) else { return }
    let programs = zip(object.programs, wanted).filter { program, isWanted in
      isWanted || ProgramKind(section: program.section) == .counter
    }
    channel.setStopped(false)
    // What could not be attached has been told when all was.
    _ = try attach(programs.map(\.0))
  }

  /// Lets the kernel measure how long its BPF programs run, until the run is over.
  ///
  /// The kernel measures all BPF programs or none (`BPF_ENABLE_STATS`, Linux 5.8).
  ///
  /// - Throws: `SystemError` if it refuses.
  package func measure() throws(SystemError) {
    let number = bpf_enable_stats(BPF_STATS_RUN_TIME)
    guard number >= 0 else { throw SystemError("measure BPF programs", code: -number) }
    measurement = FileDescriptor(owning: number)
  }

  /// What the kernel measured of the program of each probe; `nil` for probes that have none.
  package var kernelTimes: [ProbeTiming.KernelTime?] {
    var times = [ProbeTiming.KernelTime?](repeating: nil, count: probeCount)
    guard measurement != nil else { return times }
    for (program, probes) in zip(object.programs, programProbes) {
      // Of the two programs in a function only one runs.
      for probe in probes where times[probe]?.count ?? 0 == 0 { times[probe] = program.time }
    }
    return times
  }

  /// Stops the kernel halves at once and detaches them; records that they have sent stay readable.
  package func detach() {
    channel.setStopped(true)
    for attachment in attachments {
      if let point = attachment.countedPoint { misses.append((point, attachment.missedCount)) }
    }
    attachments = []
  }

  /// The number of records that were lost of each probe.
  package var losses: [Int] {
    var sums = [Int](repeating: 0, count: probeCount)
    guard let map = object.maps[LoadedObject.MapName.losses] else { return sums }
    var values = [Int](repeating: 0, count: Processors.possibleCount)
    for probe in 0..<min(probeCount, map.capacity) {
      var key = UInt32(probe)
      if map.copyValue(under: &key, to: &values) { sums[probe] = values.reduce(0, +) }
    }
    return sums
  }

  /// The number of runs that the kernel left out because a program was running on the same CPU already.
  package var skippedRunCount: Int {
    object.programs.reduce(0) { $0 + $1.skippedRunCount }
  }
}

extension LoadedProgram {
  /// The number of runs that the kernel left out because a program was running on the same CPU already.
  fileprivate var skippedRunCount: Int { Int(facts.recursion_misses) }

  /// What the kernel measured of it.
  fileprivate var time: ProbeTiming.KernelTime {
    let facts = facts
    return ProbeTiming.KernelTime(count: Int(facts.run_cnt), sum: Int64(facts.run_time_ns))
  }

  /// What the kernel tells of it; all zeros if it tells nothing.
  private var facts: bpf_prog_info {
    var facts = bpf_prog_info()
    var size = UInt32(MemoryLayout<bpf_prog_info>.size)
    guard bpf_obj_get_info_by_fd(descriptor.number, &facts, &size) == 0 else {
      return bpf_prog_info()
    }
    return facts
  }
}

extension IR.Program {
  /// Returns the numbers of the probes that the BPF program `name` runs: the one that it is named after, as
  /// `p0_sys_enter`, and those at the same site.
  func probes(ofProgram name: String) -> [Int] {
    guard name.hasPrefix("p"), let first = Int(name.dropFirst().prefix { $0.isNumber }),
      probes.indices.contains(first)
    else { return [] }
    return probes.indices.filter { probes[$0].site == probes[first].site }
  }
}
