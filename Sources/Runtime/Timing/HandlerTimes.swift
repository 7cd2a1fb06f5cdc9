import IR

/// Measures how long handlers take.
final class HandlerTimes {
  /// The times of the handlers, by number of the probe.
  private var durations: [Durations]

  /// Prepares to measure the handlers of so many probes.
  init(probeCount: Int) { durations = [Durations](repeating: Durations(), count: probeCount) }

  /// Returns what `handler`, of the probe numbered `probe`, returns.
  func measuring<Result>(_ probe: Int, _ handler: () -> Result) -> Result {
    let start = Clock.monotonic()
    let result = handler()
    if durations.indices.contains(probe) { durations[probe].add(Clock.monotonic() - start) }
    return result
  }

  /// Returns the times of all probes of the program that `decoder` reads; `kernel` has those that the kernel
  /// measured.
  func timings(of decoder: ProgramDecoder, kernel: [ProbeTiming.KernelTime?]) -> [ProbeTiming] {
    let locations = (try? decoder.readLocations()) ?? decoder.outline.locations
    return decoder.outline.probes.enumerated().map { index, probe in
      let number = probe.location.index
      let location = locations.indices.contains(number) ? locations[number] : .nowhere
      return ProbeTiming(
        point: probe.point, place: "\(location.file):\(location.line):\(location.column)",
        user: durations[index], kernel: index < kernel.count ? kernel[index] : nil)
    }
  }
}
