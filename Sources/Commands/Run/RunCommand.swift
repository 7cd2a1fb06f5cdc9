import Runtime
import Session
import Translator

/// `marktap run`, which may be left out: runs a script, or shows what becomes of it.
///
/// It reads its options itself: building what the option parser needs for so many of them would take longer than
/// all else that a small script does.
struct RunCommand {
  /// The forms of the command line.
  static let usage = """
    marktap [<options>] (-e <script> | <file> | -) [<arguments> ...]
    marktap [<options>] (-l <point> | -L <point>)
    marktap [<options>] (--dump-probe-types | --dump-probe-aliases | --dump-functions)
    marktap -d <pid>
    """

  /// What is to be done.
  private let options: RunOptions

  /// Does what `options` say.
  init(_ options: RunOptions) { self.options = options }

  /// Runs the script, or shows what becomes of it.
  ///
  /// - Throws: `UsageError` if the options do not go together, `ExitStatus` unless all was done.
  func run() throws {
    try options.check()
    let (listing, passes, running) = (options.listing, options.passes, options.running)
    for limit in passes.limits {
      try Console.reporting { () throws(SystemError) in try limit.apply() }
    }
    if passes.cleansCache { return Cache.ofUser().clean() }
    if let process = running.recorder { return try RecorderView(of: process).run() }
    var script = try options.script.request(globals: running.globals, listing: listing.request)
    script.splitting = passes.splitting
    script.engine = passes.engine
    let hasTarget = running.command != nil || running.target != nil || listing.request != nil
    script.targetProcess = hasTarget ? .present : .absent
    // The runner of an object takes first values.
    script.firstValues = passes.lastPass == 4 ? .maySetLater : .known
    var runner = ScriptRunner(
      script: script, request: try running.request(), lossTolerance: running.output.lossTolerance,
      verbosity: passes.verbosity(running.output.verbosity), warnings: passes.warnings)
    runner.cacheUse = passes.cacheUse
    runner.style = passes.color.style
    runner.objectName = passes.objectName
    runner.keeping = KeptDirectory(passes)
    runner.trace = try Console.openingTrace(running.input)
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
    switch options.passes.lastPass {
    case 1: try ScriptViewer(runner).showTree()
    case 2: try ScriptViewer(runner).showMeaning()
    case 3: try ScriptViewer(runner).show(options.passes.engine == .bpf ? .split : .c)
    case 4: try ObjectDelivery(runner).deliver(as: options.passes.objectName)
    default: try runner.run()
    }
  }
}
