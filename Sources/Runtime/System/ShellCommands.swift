import Glibc

/// The commands that handlers start with `system()`.
///
/// Nobody waits for them: they run beside the program, and longer than it if they like.
final class ShellCommands {
  /// Those whose end has not been noted yet.
  private var running: [GatedProcess] = []

  /// Starts `line` in a shell.
  ///
  /// - Throws: `RunError` if no process can be made.
  func start(_ line: String) throws(RunError) {
    running.removeAll { $0.endingIfOver() != nil }
    let process = try GatedProcess(TracedCommand(words: ["sh", "-c", line]), mask: sigset_t())
    try process.open()
    running.append(process)
  }
}
