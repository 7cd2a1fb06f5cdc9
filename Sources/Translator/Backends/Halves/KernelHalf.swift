import IR

/// One kernel half with what the rest of its probe says about it.
struct KernelHalf {
  /// The number of the probe.
  let probe: Int
  /// What runs in the kernel.
  private(set) var function: IR.Function
  /// The layout of the record that is sent; nil if none is.
  let record: RecordLayout?
  /// `true` iff there is a user half, which does again what both halves can do.
  let hasUserHalf: Bool

  /// Creates the half of the probe numbered `probe`; nil if nothing runs in the kernel there.
  init?(probe number: Int, of program: IR.Program) {
    let probe = program.probes[number]
    guard let half = probe.kernelHalf, probe.site.isInKernel else { return nil }
    self.probe = number
    function = half
    record = probe.record
    hasUserHalf = probe.userHalf != nil
  }

  /// Returns the half with another function.
  func replacingFunction(with function: IR.Function) -> KernelHalf {
    var result = self
    result.function = function
    return result
  }

  /// Returns the kernel halves of `program` by their sites, in the order of the first probes there.
  static func bySite(of program: IR.Program) -> [(site: Site, halves: [KernelHalf])] {
    var sites: [Site] = []
    var halves: [Site: [KernelHalf]] = [:]
    for number in program.probes.indices {
      guard let half = KernelHalf(probe: number, of: program) else { continue }
      let site = program.probes[number].site
      if halves[site] == nil { sites.append(site) }
      halves[site, default: []].append(half)
    }
    return sites.map { ($0, halves[$0] ?? []) }
  }
}
