import IR

/// How much of a handler its kernel half does.
package enum KernelShare: Int, Hashable, Sendable, CaseIterable {
  /// Whatever saves records, or time of the traced task: reads, the decisions that come first, and counting.
  case whatSavesRecords
  /// What only the kernel can do: reads, with those decisions alone that lead to one whose place, or number,
  /// depends on them. A record is due for each event, and the user half does all the rest.
  case reads
  /// Reads without any decision, so that there is nothing in it that a verifier could lose its way in. What is read
  /// at a place that depends on a decision is read by the user half, a moment later.
  case straightReads
}

/// How much of each handler of a program the kernel half does.
package struct SplitPolicy: Hashable, Sendable {
  /// What holds for all handlers without an exception.
  package let share: KernelShare
  /// What holds for the handlers of single probes, by the number of the probe.
  package var exceptions: [Int: KernelShare] = [:]
  /// What runs the kernel halves.
  package var engine = TargetEngine.bpf

  /// Creates the policy of `share` for all handlers.
  package init(_ share: KernelShare = .whatSavesRecords) { self.share = share }

  /// Returns how much the kernel half of the probe numbered `probe` does.
  func share(ofProbe probe: Int) -> KernelShare { exceptions[probe] ?? share }

  /// Returns the policy that leaves less to the kernel in one or more of `probes`, because the kernel took offence
  /// at `place`; `nil` if it does next to nothing in any of them.
  ///
  /// - Parameters:
  ///   - probes: the numbers of the probes of one BPF program.
  ///   - place: a place in a script or tapset as `file:line:column`; empty if none is known.
  ///   - program: what was split by this policy. The handlers that have something at `place` are eased, or all if
  ///     that is none.
  package func eased(for probes: [Int], at place: String, in program: Program) -> SplitPolicy? {
    let eased = probes.filter { share(ofProbe: $0) != .straightReads }
    let meant = eased.filter { program.probes[$0].hasKernelCode(at: place, in: program) }
    guard !eased.isEmpty else { return nil }
    var policy = self
    for probe in meant.isEmpty ? eased : meant {
      policy.exceptions[probe] = KernelShare(rawValue: share(ofProbe: probe).rawValue + 1)
    }
    return policy
  }
}

extension Probe {
  /// Returns `true` iff the probe stands at `place` of the source of `program`, or an instruction of its kernel half
  /// does.
  fileprivate func hasKernelCode(at place: String, in program: Program) -> Bool {
    program[location].place == place
      || kernelHalf?.instructions.contains { program[$0.location].place == place } ?? false
  }
}

extension Location {
  /// The place as `file:line:column`.
  var place: String { "\(file):\(line):\(column)" }
}
