import ArgumentParser
import KernelDescription
import Runtime
import Session

/// `marktap record`: records the events that a script needs, to run it over them later.
struct RecordCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.record.rawValue,
    abstract: "Record the events that a script needs, for 'marktap run --input'.",
    usage: "marktap record -o <file> [<options>] (-e <script> | <script>) [<arguments> ...]",
    discussion: """
      The file is one that trace-cmd and KernelShark read, too. It holds the events that the script has probes at, \
      and those that tell the names of tasks; the script does not run. \
      With -c or -x only the processes of the command, or that process, are recorded, with their children.
      """)

  /// The options about the script.
  enum Script: OptionTablePart { static let table = StapOption.scriptOptions }
  /// The options about the recording.
  enum Recording: OptionTablePart {
    static let table = StapOption.recordingOptions + [.verbosity]
  }

  /// The options about the script.
  @OptionGroup(title: "Script") var script: DeclaredOptions<Script>
  /// The options about the recording.
  @OptionGroup(title: "Recording") var recording: DeclaredOptions<Recording>

  /// The file of the script, and the script's arguments.
  @Argument(help: "The file of the script unless -e gives it, then its arguments.")
  var words: [String] = []

  /// What the options about the recording say.
  private var running: RunningOptions { recording.options.running }

  /// What the options about the script say.
  private var options: ScriptOptions {
    var options = script.options.script
    options.words = words
    return options
  }

  /// Checks that the options go together.
  func validate() throws {
    do {
      try options.check(nil)
      try running.check()
    } catch { throw ValidationError("\(error)") }
    if running.output.outputPath == nil {
      throw ValidationError("-o <file> is needed: the file for the recording")
    }
  }

  /// Records.
  func run() throws {
    let descriptions = KernelDescriptions(cache: .ofUser())
    let kernel = try Console.reporting { () throws(SessionError) in
      try descriptions.chosen(nil).description
    }
    var request = try options.request(globals: running.globals, listing: nil)
    request.recordedKernel = kernel.asRecorded
    // A probe that does nothing asks for its event all the same.
    request.unusedCode = .kept
    let runner = ScriptRunner(
      script: request, request: RunRequest(), lossTolerance: .lenient,
      verbosity: Verbosity(all: running.output.verbosity), warnings: .shown)
    let program = try runner.replayable()
    var wanted = program.recording(on: kernel, path: running.output.outputPath ?? "")
    let run = try running.request()
    wanted.command = run.command
    wanted.target = run.target
    wanted.timeLimit = run.timeLimit
    wanted.bufferSize = run.bufferSize
    let (recorder, report) = try Console.reporting { () throws(RunError) in
      let recorder = try TraceRecorder(wanted)
      return (recorder, try recorder.run())
    }
    // As long as the recorder lives, a second Ctrl-C does not end the tool.
    withExtendedLifetime(recorder) { tell(report, of: wanted) }
  }

  /// Says what was recorded.
  private func tell(_ report: RecordingReport, of request: RecordingRequest) {
    for warning in report.warnings { Console.warn(warning) }
    if report.lostCount > 0 {
      Console.warn("\(report.lostCount) events were lost; try -s")
    }
    let target = report.target.map { "; target() is \($0)" } ?? ""
    Console.write(
      "\(request.events.count) kinds of events, \(report.size >> 10) KiB in '\(request.path)'\(target)\n",
      to: .errors)
  }
}
