import ArgumentParser

/// `marktap run`, which may be left out: runs a script.
struct RunCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a SystemTap script, or show what becomes of it.",
    usage:
      "marktap [<options>] (-e <script> | <file> | - | -l <point> | -L <point>) [<arguments> ...]"
  )

  /// The options about the script.
  @OptionGroup(title: "Script") var script: ScriptOptions
  /// The options about the run.
  @OptionGroup(title: "Run") var running: RunningOptions

  /// Runs the script.
  func run() throws {
  }
}
