extension ProbeFamily {
  /// The probe points of SystemTap that this engine does not have, so that a script is told so, and why.
  static let unavailable: [ProbeFamily] =
    inFunctions
    + [
      unavailable("watchpoint", of: [.name("kernel"), .text("data")], reason: hardware),
      unavailable("process", of: [.name("process")]),
      unavailable("process", of: [.text("process")]),
      unavailable("process", of: [.number("process")]),
      unavailable("netfilter", of: [.name("netfilter")], reason: hooks),
      unavailable("lsm", of: [.name("lsm")]),
      unavailable("xdp", of: [.name("xdp")], reason: hooks),
      unavailable("xdp", of: [.text("xdp")], reason: hooks),
      unavailable("java", of: [.text("java")]),
      unavailable("java", of: [.number("java")]),
      unavailable("python", of: [.name("python2")]),
      unavailable("python", of: [.name("python3")]),
      unavailable("livepatch", of: [.text("livepatch")]),
      unavailable("debuginfod", of: [.name("debuginfod")]),
    ]

  /// Why there are no watchpoints.
  private static let hardware = "BPF programs cannot be attached to debug registers"
  /// Why there are no packet filters.
  private static let hooks =
    "its handlers decide what becomes of packets, and those of this engine only look"
  /// Why there is nothing within functions.
  private static let debuggingInformation =
    "BTF tells where functions start, and neither their lines nor what is inlined into them"

  /// The points within functions, and those at addresses.
  private static let inFunctions: [ProbeFamily] = {
    let owners: [PointShape.Component] = [.name("kernel"), .text("module")]
    let inside: [PointShape.Component] = [
      .name("inline"), .text("callee"), .name("callees"), .number("callees"), .text("label"),
    ]
    var families: [ProbeFamily] = []
    for owner in owners {
      for suffix in inside {
        families.append(
          unavailable(
            "function-part", of: [owner, .text("function"), suffix], reason: debuggingInformation))
      }
      families.append(
        unavailable(
          "statement", of: [owner, .text("statement"), .name("nearest")],
          reason: debuggingInformation))
      for name in ["function", "statement"] {
        families.append(
          unavailable("address", of: [owner, .number(name)], reason: debuggingInformation))
      }
    }
    return families + [
      unavailable("address", of: [.name("kprobe"), .number("statement")])
    ]
  }()

  /// Returns the family of all points that begin with `components`.
  private static func unavailable(
    _ family: String, of components: [PointShape.Component], reason: String? = nil
  ) -> ProbeFamily {
    ProbeFamily(shapes: [PointShape(components: components)], takesSuffixes: true) {
      _, _ throws(PointError) in
      throw .unavailable(
        "'\(PointShape(components: components).text)'", id: "unavailable-\(family)-probe",
        reason: reason)
    }
  }
}
