extension ProbeFamily {
  /// The probe points of SystemTap that this engine does not have, so that a script is told so.
  static let unavailable: [ProbeFamily] = [
    unavailable("function", [.name("kernel"), .text("function")]),
    unavailable("function", [.name("kernel"), .number("function")]),
    unavailable("function", [.text("module"), .text("function")]),
    unavailable("statement", [.name("kernel"), .text("statement")]),
    unavailable("statement", [.name("kernel"), .number("statement")]),
    unavailable("statement", [.text("module"), .text("statement")]),
    unavailable("watchpoint", [.name("kernel"), .text("data")]),
    unavailable("watchpoint", [.name("kernel"), .number("data")]),
    unavailable("kprobe", [.name("kprobe")]),
    unavailable("process", [.name("process")]),
    unavailable("process", [.text("process")]),
    unavailable("process", [.number("process")]),
    unavailable("perf", [.name("perf")]),
    unavailable("procfs", [.name("procfs")]),
    unavailable("procfs", [.text("procfs")]),
    unavailable("netfilter", [.name("netfilter")]),
    unavailable("input", [.name("input")]),
    unavailable("lsm", [.name("lsm")]),
    unavailable("java", [.text("java")]),
    unavailable("java", [.number("java")]),
    unavailable("python", [.name("python2")]),
    unavailable("python", [.name("python3")]),
    unavailable("livepatch", [.text("livepatch")]),
    unavailable("debuginfod", [.name("debuginfod")]),
  ]

  /// Returns the family of all points that begin with `components`.
  private static func unavailable(
    _ family: String, _ components: [PointShape.Component]
  ) -> ProbeFamily {
    ProbeFamily(shapes: [PointShape(components: components)], takesSuffixes: true) {
      _, _ throws(PointError) in
      let name = components.map(\.name).joined(separator: ".")
      throw .unavailable(family: name, id: "unavailable-\(family)-probe")
    }
  }
}
