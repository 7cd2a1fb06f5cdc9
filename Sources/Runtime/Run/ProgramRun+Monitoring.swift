import CRecordABI
import IR

/// What a run tells of itself while it runs, and how it is steered.
extension ProgramRun {
  /// Does what the monitor asks for, shows it the run if it is time, and returns when it is time again, in
  /// nanoseconds of the monotonic clock; `nil` if there is no monitor.
  ///
  /// - Throws: `RunError` if probes cannot be attached again.
  func attendMonitor() throws(RunError) -> Int64? {
    guard let monitor = observer.monitor else { return nil }
    let requests = monitor.requests()
    for request in requests { try take(request) }
    let now = Clock.monotonic()
    if now >= nextView || !requests.isEmpty {
      monitor.show(snapshot(at: now))
      nextView = now + monitor.interval
    }
    return nextView
  }

  /// Does what `request` asks for.
  private func take(_ request: MonitorRequest) throws(RunError) {
    switch request {
    case .end: end()
    case .resetGlobals: handlers?.resetGlobals()
    case .pause, .resume, .toggle:
      if switches.apply(request) { try engine?.reattach(switches.runs) }
    }
  }

  /// Returns how the run is at `now`.
  private func snapshot(at now: Int64) -> RunSnapshot {
    let probes = timings.enumerated().map { index, timing in
      RunSnapshot.ProbeState(timing: timing, isOn: switches.runs(index))
    }
    let globals = handlers?.listing { _ in true } ?? []
    return RunSnapshot(
      age: now - start, report: progress.report, lostCount: engine?.losses.reduce(0, +) ?? 0,
      probes: probes, globals: String(decoding: globals, as: UTF8.self))
  }

  /// How long handlers have taken so far; empty if nothing measures them.
  var timings: [ProbeTiming] {
    times?.timings(of: decoder.located, kernel: engine?.kernelTimes ?? []) ?? []
  }

  /// Lets the kernel measure its halves, too; says so if it does not.
  func measureKernelHalves() {
    do throws(SystemError) { try engine?.measure() } catch {
      observer.receive(.warning("the time in the kernel is not known: \(error)"))
    }
  }

  /// Returns `true` iff the probe that `record` is for is on: it may have been sent before it was switched off.
  func isOn(probeOf record: UnsafeRawBufferPointer) -> Bool {
    guard record.count >= MemoryLayout<marktap_record_header>.size else { return true }
    let number = record.loadUnaligned(as: marktap_record_header.self).probe
    return switches.runs(Int(number & ~UInt32(MARKTAP_FAILURE_BIT)))
  }
}
