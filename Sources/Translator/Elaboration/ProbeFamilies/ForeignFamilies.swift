import IR
import KernelDescription

extension ProbeFamily {
  /// The probe points of SystemTap that need neither names nor types of a program, and that no engine of ours has: scripts
  /// with them can be analyzed and translated, and pass 4 refuses them.
  static let foreign: [ProbeFamily] = [watchpoint, process, netfilter]

  /// `kernel.data(ADDRESS)` with what is watched for, and how many bytes.
  private static let watchpoint: ProbeFamily = {
    let data: [PointShape.Component] = [.name("kernel"), .number("data")]
    let lengths: [[PointShape.Component]] = [[], [.number("length")]]
    return foreign(
      .watchpoint,
      lengths.flatMap { length in
        ["write", "rw"].map { data + length + [.name($0)] }
      })
  }()

  /// `process`, `process("PATH")` and `process(PID)` with what happens to processes and threads.
  private static let process: ProbeFamily = {
    let owners: [PointShape.Component] = [
      .name("process"), .text("process"), .number("process"),
    ]
    let events = [
      ["begin"], ["end"], ["thread", "begin"], ["thread", "end"], ["syscall"],
      ["syscall", "return"], ["insn"], ["insn", "block"],
    ]
    return foreign(
      .process, owners.flatMap { owner in events.map { [owner] + $0.map { .name($0) } } })
  }()

  /// `netfilter.hook("HOOK").pf("FAMILY")` in either order, with a priority.
  private static let netfilter: ProbeFamily = {
    let (hook, family) = (PointShape.Component.text("hook"), PointShape.Component.text("pf"))
    let priorities: [[PointShape.Component]] = [[], [.text("priority")]]
    return foreign(
      .netfilter,
      priorities.flatMap { priority in
        [[hook, family], [family, hook]].map { [.name("netfilter")] + $0 + priority }
      })
  }()

  /// Returns the family of the points that have one of `forms`.
  private static func foreign(
    _ site: ForeignSite, _ forms: [[PointShape.Component]]
  ) -> ProbeFamily {
    ProbeFamily(shapes: forms.map { PointShape(components: $0) }) { point, _ in
      [
        BuiltInSite(
          point: point.text, site: .foreign(site), type: site.rawValue,
          scope: TargetScope(of: site, point))
      ]
    }
  }
}

extension TargetScope {
  /// Creates the scope of a foreign site that `point` names.
  fileprivate init(of site: ForeignSite, _ point: PointPattern) {
    let last = point.components.map(\.name).suffix(2)
    let names: [String] =
      switch site {
      case .watchpoint, .counter: []
      case .process where last.last == "syscall": ["syscall"] + (1...6).map { "arg\($0)" }
      case .process: last.elementsEqual(["syscall", "return"]) ? ["syscall", "return"] : []
      case .netfilter: ["hooknum", "skb", "in", "out", "okfn"]
      }
    guard !names.isEmpty else {
      self = .empty(site.rawValue)
      return
    }
    let variables = names.enumerated().map { index, name in
      TargetVariable(
        name: name, typeText: "long",
        value: .number(
          ArgumentAccess(index: index, size: 8, isSigned: true, isTypedPointer: false)))
    }
    self.init(family: .compiledMarker, variables: variables)
  }
}
