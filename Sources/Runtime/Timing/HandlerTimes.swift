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

  /// Returns the times of all probes of `program`; `kernel` has those that the kernel measured.
  func timings(of program: IR.Program, kernel: [ProbeTiming.KernelTime?]) -> [ProbeTiming] {
    program.probes.enumerated().map { index, probe in
      let number = probe.location.index
      let location =
        program.locations.indices.contains(number) ? program.locations[number] : .nowhere
      return ProbeTiming(
        point: probe.point, place: "\(location.file):\(location.line):\(location.column)",
        user: durations[index], kernel: index < kernel.count ? kernel[index] : nil)
    }
  }
}

extension ProgramDecoder {
  /// The program, without functions, with the places of the script as far as they can be read.
  var located: IR.Program {
    var program = outline
    program.locations = (try? readLocations()) ?? program.locations
    return program
  }
}
