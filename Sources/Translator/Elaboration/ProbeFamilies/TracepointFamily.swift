import IR
import KernelDescription

extension ProbeFamily {
  /// `kernel.tracepoint("NAME")`: the arguments of a tracepoint's prototype by their positions.
  static let tracepoint = ProbeFamily(
    shapes: [
      PointShape(.name("kernel"), .text("tracepoint")),
      PointShape(.text("module"), .text("tracepoint")),
    ]
  ) { point, kernel throws(PointError) in
    let pattern = point.lastText
    guard !pattern.contains(":") else {
      throw .invalidArgument(
        "'\(pattern)' has a system: here a tracepoint is given by its name only")
    }
    let found = kernel.tracepoints(matching: pattern).filter { point.allowsModule($0.module) }
    guard !found.isEmpty else { throw .noTracepoint(pattern, in: kernel) }
    return found.map { tracepoint in
      BuiltInSite(
        point: "\(point.owner(of: tracepoint)).tracepoint(\"\(tracepoint.name)\")",
        site: .tracepoint(TracepointSite(tracepoint)), type: "tracepoint",
        scope: TargetScope(tracepoint: tracepoint, names: .positional, types: kernel.types))
    }
  }
}

extension PointPattern {
  /// Returns `true` iff the first component allows tracepoints of `module`.
  fileprivate func allowsModule(_ module: String?) -> Bool {
    guard case .text(let pattern)? = components[0].argument else { return true }
    return module.map(Glob(pattern).matches) ?? false
  }

  /// Returns the first component of the resolved point.
  fileprivate func owner(of tracepoint: Tracepoint) -> String {
    components[0].argument == nil ? "kernel" : "module(\"\(tracepoint.module ?? "")\")"
  }
}
