import Diagnostics
import IR
import KernelDescription

extension ProbeFamily {
  /// `kernel.event("SYSTEM:NAME")`: the fields of a trace event's record.
  ///
  /// Generated tapsets stand on it; what they make of it are the markers.
  static let event = ProbeFamily(shapes: [PointShape(.name("kernel"), .text("event"))]) {
    point, kernel throws(PointError) in
    let pattern = point.lastText
    let found = kernel.events(matching: pattern).filter(\.isProbeable)
    guard !found.isEmpty else {
      let names = pattern.contains(":") ? Array(kernel.eventNames) : kernel.events.map(\.name)
      throw .noMatch(kind: "event", name: pattern, similar: Spelling.near(pattern, among: names))
    }
    return found.map(BuiltInSite.init(event:))
  }
}

extension BuiltInSite {
  /// Creates the site of `event`.
  init(event: TraceEvent) {
    self.init(
      point: "kernel.event(\"\(event.qualifiedName)\")",
      site: .event(
        EventSite(system: event.system, name: event.name, recordSize: event.recordSize)),
      type: "event", scope: TargetScope(event: event))
  }
}

extension TraceEvent {
  /// The length of the fixed part of the record in bytes, common fields included.
  fileprivate var recordSize: Int {
    fields.reduce(commonSize) { max($0, $1.offset + $1.size) }
  }
}
