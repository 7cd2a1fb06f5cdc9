import Diagnostics
import IR

/// The wording of what the BPF back end has to say.
enum BPFDiagnostics {
  /// Says that no code can be made because of `problem`.
  static func ungeneratable(
    _ problem: HalfProblem, at range: SourceRange?, probe: String, id: String = "no-bpf-code"
  ) -> Diagnostic {
    Diagnostic(
      .error, id: id, words(for: problem.kind), at: range, notes: ["in probe \(probe)"])
  }

  /// Says that because of `problem` a handler leaves less to the kernel.
  static func movedToUserSpace(
    _ problem: HalfProblem, at range: SourceRange?, probe: String
  ) -> Diagnostic {
    Diagnostic(
      .warning, id: "user-space-handler",
      words(for: problem.kind)
        + "; the handler runs in user space instead, for which each event costs a record",
      at: range, notes: ["in probe \(probe)"])
  }

  /// Returns what is wrong, in words for a message.
  private static func words(for kind: HalfProblem.Kind) -> String {
    switch kind {
    case .unsupported(let what): "\(what) cannot be done in the kernel"
    case .frameOverflow(let size):
      "this needs \(size) bytes of the kernel's stack, of which BPF programs have "
        + "\(FrameLayout.capacity); use fewer variables or shorter keys"
    case .scratchOverflow(let size):
      "this needs \(size) bytes for strings, of which a probe has \(Scratch.capacity); "
        + "use fewer strings or a smaller MAXSTRINGLEN"
    case .assembly(let reason): "the code for this site is too large (\(reason)); use fewer probes"
    }
  }
}
