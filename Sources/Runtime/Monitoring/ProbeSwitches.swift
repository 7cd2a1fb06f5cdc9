/// Which probes of a run are on.
struct ProbeSwitches {
  /// `true` for each probe that is on by itself, by number.
  private var isOn: [Bool]
  /// `true` iff all are off for now.
  private(set) var isPaused = false

  /// Switches on so many probes.
  init(probeCount: Int) { isOn = [Bool](repeating: true, count: probeCount) }

  /// Returns `true` iff the probe numbered `probe` is on.
  func runs(_ probe: Int) -> Bool {
    !isPaused && isOn.indices.contains(probe) && isOn[probe]
  }

  /// Does what `request` asks for; returns `true` iff that can have changed a switch.
  mutating func apply(_ request: MonitorRequest) -> Bool {
    switch request {
    case .pause: isPaused = true
    case .resume:
      isPaused = false
      isOn = [Bool](repeating: true, count: isOn.count)
    case .toggle(let probe):
      guard isOn.indices.contains(probe) else { return false }
      isOn[probe].toggle()
    case .end, .resetGlobals: return false
    }
    return true
  }
}
