import Diagnostics
import IR
import KernelDescription

extension ProbeFamily {
  /// `kernel.trace("SYSTEM:NAME")`: the arguments of a tracepoint's prototype by their names.
  static let trace = ProbeFamily(shapes: [PointShape(.name("kernel"), .text("trace"))]) {
    point, kernel throws(PointError) in
    let pattern = point.lastText
    guard !pattern.isEmpty, !pattern.hasSuffix(":") else {
      throw .invalidArgument("'\(pattern)' names no tracepoint")
    }
    let found = kernel.tracepoints(matching: pattern)
    guard !found.isEmpty else {
      // Of a kernel without types, and of a recorded one, only the events are known: their fields stand in for
      // arguments, of which no prototype says anything.
      let events = kernel.events(matching: pattern).filter(\.isProbeable)
      guard !events.isEmpty else { throw .noTracepoint(pattern, in: kernel) }
      return events.map(BuiltInSite.init(event:))
    }
    return found.map { tracepoint in
      let name = (tracepoint.system.map { $0 + ":" } ?? "") + tracepoint.name
      return BuiltInSite(
        point: "kernel.trace(\"\(name)\")", site: .tracepoint(TracepointSite(tracepoint)),
        type: "tracepoint",
        scope: TargetScope(tracepoint: tracepoint, names: .declared, types: kernel.types))
    }
  }
}

extension TracepointSite {
  /// Creates the site of `tracepoint`.
  init(_ tracepoint: Tracepoint) {
    self.init(
      system: tracepoint.system ?? "", name: tracepoint.name, module: tracepoint.module,
      typeID: tracepoint.attachTypeID, argumentCount: tracepoint.parameters.count)
  }
}

extension PointError {
  /// Returns the error that no tracepoint of `kernel` matches `pattern`.
  static func noTracepoint(_ pattern: String, in kernel: KernelDescription) -> PointError {
    let hasSystem = pattern.contains(":")
    let names = kernel.tracepoints.lazy.map { tracepoint in
      (hasSystem ? tracepoint.system.map { $0 + ":" } ?? "" : "") + tracepoint.name
    }
    return .noMatch(
      kind: "tracepoint", name: pattern, similar: Spelling.near(pattern, among: names))
  }
}
