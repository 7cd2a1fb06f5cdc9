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
      marktap [<options>] (-l <point> | -L <point>)
      marktap [<options>] (--dump-probe-types | --dump-probe-aliases | --dump-functions)
      marktap -d <pid>
      """,
    discussion: """
      Options may be joined (-gp4), may follow the file, and end at --; what else follows is for the script. \
      All options of stap are known; those that are not listed are accepted without effect or refused. \
      See the manual page, and 'marktap help' for the other commands.
      """)

  /// The options about the script.
  @OptionGroup(title: "Script") var script: ScriptOptions
  /// The options that ask for a list.
  @OptionGroup(title: "Lists") var listing: ListingOptions
  /// The options about the passes.
  @OptionGroup(title: "Passes") var passes: PassOptions
  /// The options about the run.
  @OptionGroup(title: "Run") var running: RunningOptions

  /// Checks that the options go together.
  func validate() throws {
    try listing.check()
    try passes.check(listing.request)
    try running.check()
    if running.monitorSeconds != nil && listing.request != nil {
      throw ValidationError("--monitor and a request for a list exclude each other")
    }
    if passes.cleansCache || running.recorder != nil { return }
    try script.check(listing.request)
    _ = try script.request(globals: running.globals, listing: listing.request)
  }

  /// Runs the script, or shows what becomes of it.
  func run() throws {
    for limit in passes.limits {
      try Console.reporting { () throws(SystemError) in try limit.apply() }
    }
    if passes.cleansCache { return Cache.ofUser().clean() }
    if let process = running.recorder { return try RecorderView(of: process).run() }
    var runner = ScriptRunner(
      script: try script.request(globals: running.globals, listing: listing.request),
      request: try running.request(), lossTolerance: running.output.lossTolerance,
      verbosity: passes.verbosity(running.output.verbosity), warnings: passes.warnings)
    runner.cacheUse = passes.cacheUse
    runner.style = passes.color.style
    runner.objectName = passes.objectName
    runner.keeping = KeptDirectory(passes)
    runner.stage = running.runsInBackground ? .background : .foreground
    if let seconds = running.monitorSeconds { runner.monitor = try MonitorScreen(seconds: seconds) }
    if let request = listing.request {
      try ScriptViewer(runner).list(request)
    } else if let dump = passes.dump {
      try ScriptViewer(runner).show(dump)
    } else {
      try run(runner)
    }
  }

  /// Runs the script up to the pass that is asked for.
  private func run(_ runner: ScriptRunner) throws {
    switch passes.lastPass {
    case 1: try ScriptViewer(runner).showTree()
    case 2: try ScriptViewer(runner).showMeaning()
    case 3: try ScriptViewer(runner).show(.split)
    case 4: try ObjectDelivery(runner).deliver(as: passes.objectName)
    default: try runner.run()
    }
  }
}
