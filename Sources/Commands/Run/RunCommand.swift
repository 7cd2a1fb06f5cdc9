import ArgumentParser
import Runtime
import Session
import Translator

/// `marktap run`, which may be left out: runs a script, or shows what becomes of it.
struct RunCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a SystemTap script, or show what becomes of it.",
    usage: """
      marktap [<options>] (-e <script> | <file> | -) [<arguments> ...]
      marktap (-l <point> | -L <point>)
      """)

  /// The options about the script.
  @OptionGroup(title: "Script") var script: ScriptOptions
  /// The options about the run.
  @OptionGroup(title: "Run") var running: RunningOptions

  /// Checks that the options go together.
  func validate() throws {
    try script.check()
    try running.check()
    _ = try script.request(globals: running.globals)
  }

  /// Runs the script, or shows what becomes of it.
  func run() throws {
    let request = try script.request(globals: running.globals)
    var runner = ScriptRunner(
      script: request, request: try running.request(), lossTolerance: running.output.lossTolerance,
      verbosity: running.output.verbosity, warnings: script.warnings)
    runner.tellsObject = script.tellsObject
    runner.objectName = script.objectName
    if script.listedPoint != nil {
      try ScriptViewer(runner).list(script.listed != nil ? .points : .variables)
    } else if let dump = script.dump {
      try ScriptViewer(runner).show(dump)
    } else {
      try run(runner)
    }
  }

  /// Runs the script up to the pass that is asked for.
  private func run(_ runner: ScriptRunner) throws {
    switch script.lastPass {
    case 1: try ScriptViewer(runner).showTree()
    case 2: try ScriptViewer(runner).showMeaning()
    case 3: try ScriptViewer(runner).show(.split)
    case 4: try ObjectDelivery(runner).deliver(as: script.objectName)
    default: try runner.run()
    }
  }
}
