import BPF
import Glibc
import IR
import Testing

@testable import Runtime

/// Runs an object made by hand in the running kernel.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct BPFEngineTests {
  /// How the object gets into the kernel.
  enum Way: CaseIterable {
    /// As an object that was made for this kernel.
    case known
    /// As one that was made for another.
    case foreign
  }

  /// Returns the loaded engine of the object made by hand.
  private func engine(
    _ way: Way, ringSize: Int = 1 << 16, breaks: Bool = false
  ) throws -> BPFEngine {
    let kernel = RunningKernel()
    let manifest = Manifest(
      toolVersion: "test", release: kernel.release,
      buildID: way == .known ? kernel.buildID : "0123",
      markers: [ExpectedMarker(kind: .tracepoint, name: "sys_enter", extent: 2, parts: [])])
    return try load(manifest, ringSize: ringSize, breaks: breaks)
  }

  /// Returns the loaded engine of the object made by hand, which says `manifest` of itself.
  private func load(
    _ manifest: Manifest, ringSize: Int = 1 << 16, breaks: Bool = false
  ) throws -> BPFEngine {
    let program = SampleObject.program()
    let file = try SampleObject.file(pid: getpid(), breaks: breaks)
    let object = ObjectToLoad(
      file: file, content: try ObjectReader.object(in: file), ringSize: ringSize,
      point: { _ in program.probes[0].point })
    let engine = try BPFEngine.load(
      object, program: program, manifest: manifest, on: RunningKernel())
    return try #require(engine)
  }

  /// Returns the values of all records that are there.
  private func values(of engine: BPFEngine) -> [Int64] {
    var values: [Int64] = []
    while case .readBatch = engine.channel.readBatch({ record in
      values.append(record.load(fromByteOffset: 8, as: Int64.self))
      return true
    }) {}
    return values
  }

  @Test(arguments: Way.allCases)
  func `each call sends a record, and none after detaching`(way: Way) throws {
    let engine = try engine(way)
    try engine.attach()
    for _ in 0..<100 { _ = getppid() }
    engine.detach()
    for _ in 0..<100 { _ = getppid() }
    let values = values(of: engine)
    #expect(values.count == 100)
    #expect(values == values.sorted())
  }

  @Test func `records that go over the end of the ring buffer are whole`() throws {
    let engine = try engine(.known, ringSize: 1 << 12)
    try engine.attach()
    var previous: Int64 = 0
    // Each record takes 24 bytes, so one in 170 goes over the end.
    for _ in 0..<20 {
      for _ in 0..<100 { _ = getppid() }
      let values = values(of: engine)
      #expect(values.count == 100)
      #expect(values.allSatisfy { $0 > previous })
      previous = values.last ?? previous
    }
  }

  @Test func `a reader that asks to stop is given the rest later`() throws {
    let engine = try engine(.known)
    try engine.attach()
    for _ in 0..<10 { _ = getppid() }
    engine.detach()
    var count = 0
    let outcome = engine.channel.readBatch { _ in
      count += 1
      return count < 3
    }
    #expect(outcome == .stopped)
    #expect(values(of: engine).count == 7)
  }

  @Test(arguments: Way.allCases)
  func `a rejection names the place in the script`(way: Way) throws {
    let error = #expect(throws: RunError.self) { try engine(way, breaks: true) }
    guard case .rejected(let rejection)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(rejection.place == "calls.stp:2:3")
    #expect(rejection.line == "  printf(\"%d\\n\", ktime_get_ns())")
    #expect(rejection.reason == "R0 invalid mem access 'scalar'")
    #expect(rejection.point == "kernel.trace(\"raw_syscalls:sys_enter\")")
    #expect(rejection.log.contains("processed"))
  }

  @Test func `another number of arguments is found before anything is attached`() throws {
    let manifest = Manifest(
      toolVersion: "test", release: "other", buildID: "0123",
      markers: [ExpectedMarker(kind: .tracepoint, name: "sys_enter", extent: 3, parts: [])])
    let error = #expect(throws: RunError.self) { try load(manifest) }
    #expect(
      error == .changedMarker("sys_enter", difference: "it has 2 arguments, not 3"))
  }

  @Test func `an argument of another size is found before anything is attached`() throws {
    let part = ExpectedMarker.Part(name: "1", offset: nil, size: 4, interpretation: .signed)
    let manifest = Manifest(
      toolVersion: "test", release: "other", buildID: "0123",
      markers: [ExpectedMarker(kind: .tracepoint, name: "sys_enter", extent: 2, parts: [part])])
    let error = #expect(throws: RunError.self) { try load(manifest) }
    #expect(
      error == .changedMarker("sys_enter", difference: "its argument 2 has 8 bytes, not 4"))
  }

  @Test(arguments: [
    (24, 4, nil), (20, 4, "the field 'prev_pid' is at 24, not at 20"),
    (24, 8, "the field 'prev_pid' has 4 bytes, not 8"),
  ])
  func `a field that has moved is found before anything is attached`(
    offset: Int, size: Int, difference: String?
  ) throws {
    let part = ExpectedMarker.Part(
      name: "prev_pid", offset: offset, size: size, interpretation: .signed)
    let kernel = RunningKernel()
    let manifest = Manifest(
      toolVersion: "test", release: kernel.release, buildID: kernel.buildID,
      markers: [
        ExpectedMarker(kind: .event, name: "sched:sched_switch", extent: 64, parts: [part])
      ])
    guard let difference else {
      _ = try load(manifest)
      return
    }
    let error = #expect(throws: RunError.self) { try load(manifest) }
    #expect(error == .changedMarker("sched:sched_switch", difference: difference))
  }

  @Test func `a field or an event that is gone is found before anything is attached`() throws {
    func check(_ name: String, field: String) throws -> RunError? {
      let part = ExpectedMarker.Part(name: field, offset: 8, size: 4, interpretation: .signed)
      let manifest = Manifest(
        toolVersion: "test", release: "", buildID: "",
        markers: [ExpectedMarker(kind: .event, name: name, extent: 64, parts: [part])])
      return #expect(throws: RunError.self) { try load(manifest) }
    }
    #expect(
      try check("sched:sched_switch", field: "pid_of_old")
        == .changedMarker("sched:sched_switch", difference: "it has no field 'pid_of_old'"))
    #expect(
      try check("sched:sched_swatch", field: "x") == .missingMarker("sched:sched_swatch"))
  }
}
