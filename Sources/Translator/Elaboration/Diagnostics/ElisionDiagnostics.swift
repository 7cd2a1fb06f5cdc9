import Diagnostics

extension Diagnostic {
  /// Something of a body was dropped.
  static func elided(_ elision: Elider.Elision) -> Diagnostic {
    switch elision {
    case .assignment(let name, let range):
      Diagnostic(
        .warning, id: "elided-assignment",
        "eliding assignment to '\(name)', which nothing reads", at: range)
    case .statement(let range):
      Diagnostic(
        .warning, id: "elided-statement", "eliding side-effect-free expression", at: range)
    }
  }

  /// A function does nothing.
  static func idleFunction(_ function: TypedFunction) -> Diagnostic {
    Diagnostic(
      .warning, id: "idle-function", "side-effect-free function '\(function.name)'",
      at: function.range)
  }

  /// A probe does nothing.
  static func elidedProbe(_ probe: TypedProbe) -> Diagnostic {
    Diagnostic(
      .warning, id: "elided-probe", "probe '\(probe.point)' has been elided: it does nothing",
      at: probe.range)
  }
}
