import ArgumentParser
import AuditRules
import Runtime
import Session

/// `marktap audit`: prints the system calls of a command, of a process, or of all.
///
/// It is the script `audit/audit.stp` of the tapsets, with options instead of probe points and globals.
struct AuditCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.audit.rawValue,
    abstract: "Print system calls, decoded, as they return.",
    usage: "marktap audit [<options>] [-- <command> [<arguments> ...]]",
    discussion: """
      Without a command and without --pid, the calls of all processes are printed until Ctrl-C.
      """)

  /// The options of every run.
  enum Run: OptionTablePart { static let table = StapOption.outputOptions + [.verbosity] }

  /// The filters.
  @OptionGroup(title: "Filters") var filters: AuditFilters

  /// The rules.
  @OptionGroup(title: "Rules") var rules: AuditRuleFiles

  /// The form of the output.
  @Option(
    name: .customLong("format"),
    help: ArgumentHelp(
      "Print lines of text, objects of JSON, records of auditd, or events of ECS or OCSF.",
      valueName: "text|json|auditd|ecs|ocsf"))
  var format = AuditFormat.text

  /// Whether it is shown what descriptors stand for.
  @Flag(
    name: .customLong("fd-paths"),
    help: "Show the path or socket that each descriptor stands for, behind its number.")
  var showsDescriptors = false

  /// The recorded trace that is audited in place of this kernel.
  @Option(
    name: .customLong("input"),
    help: ArgumentHelp(
      "Audit a trace that 'marktap record' or 'trace-cmd record' made, as text or JSON.",
      valueName: "file"))
  var inputs: [String] = []

  /// The one recorded trace.
  private var input: String? { inputs.first }

  /// The options of every run.
  @OptionGroup(title: "Run") var running: DeclaredOptions<Run>

  /// The command to be audited.
  @Argument(parsing: .postTerminator, help: "The command, and its arguments.")
  var words: [String] = []

  /// What the options of every run say.
  private var output: OutputOptions { running.options.running.output }

  /// Checks that the options go together.
  func validate() throws {
    do { try output.check() } catch { throw ValidationError(error.description) }
    if !rules.paths.isEmpty, filters.calls != nil {
      throw ValidationError("--rules and --syscall exclude each other")
    }
    if filters.onlyFailed && filters.onlySucceeded {
      throw ValidationError("--failed and --success exclude each other")
    }
    if filters.pid != nil && !words.isEmpty {
      throw ValidationError("--pid and a command exclude each other")
    }
    if inputs.count > 1 {
      throw ValidationError("recordings are not merged: --input takes one")
    }
    if input != nil && !words.isEmpty {
      throw ValidationError("--input is about what was recorded: it excludes a command")
    }
    if input != nil && format != .text && format != .json {
      throw ValidationError(
        "--input excludes --format=\(format.rawValue): a recording does not tell users, paths and addresses"
      )
    }
    if input != nil && showsDescriptors {
      throw ValidationError(
        "--input excludes --fd-paths: a recording does not tell what descriptors stand for")
    }
    if filters.followsChildren == true && filters.pid == nil && words.isEmpty {
      throw ValidationError("--follow needs a command or --pid")
    }
  }

  /// Audits.
  func run() throws {
    var script = ScriptRequest(source: .tapset("audit/audit.stp"))
    script.arguments = filters.probePoints
    var asked = ""
    if let parser = try rules.parser() {
      if rules.onlyListed { return try Console.print(RuleListing(parser).text) }
      asked = try AuditRuleFiles.apply(parser, to: &script)
    }
    // Where calls are named, or rules select them, operations of io_uring are none of them.
    script.arguments += [
      format.rawValue, asked, filters.calls == nil ? "io_uring" : "",
      showsDescriptors ? "descriptors" : "",
    ]
    script.globals = try filters.globals(followsByDefault: !words.isEmpty)
    if showsDescriptors { script.globals.append(Setting("syscall_marks_descriptors", "1")) }
    // A line holds all arguments of a call, and a path alone may have 4,096 bytes, each of which may take six in JSON.
    // At the end each task that waits in a call is looked at, and there may be very many. An error costs an event, which the
    // output tells, but not all that come later.
    script.definitions = [
      Setting("MAXSTRINGLEN", "65536"), Setting("MAXACTION_INTERRUPTIBLE", "10000000"),
      Setting("MAXERRORS", "1000000"),
    ]
    var run = RunRequest()
    run.bufferSize = Self.bufferSize
    run.command = words.isEmpty ? nil : TracedCommand(words: words)
    run.target = filters.pid
    output.apply(to: &run)
    if input == nil { keepSequence(in: &run) }
    var runner = ScriptRunner(
      script: script, request: run, lossTolerance: output.lossTolerance,
      verbosity: Verbosity(all: output.verbosity), warnings: .shown)
    // In lines of text, times only tell how long a call took.
    runner.printsDates = format != .text
    runner.trace = try Console.openingTrace(input)
    try runner.run()
  }

  /// The size of the buffer between kernel and tool in bytes, if nothing is said of it: 16 MiB for each CPU, since any of them
  /// may make calls as fast as it can while the tool waits for its turn, but no more than a 256th of the memory.
  static var bufferSize: Int {
    let wanted = min((16 << 20) * Processors.online.count, MachineMemory.size / 256, 128 << 20)
    var size = 8 << 20
    while 2 * size <= wanted { size *= 2 }
    return size
  }

  /// Says in `run` that its events go on in the files and with the numbers of an earlier one, if they go to files.
  private func keepSequence(in run: inout RunRequest) {
    run.outputFiles?.beginning = .continued
    guard let path = output.outputPath else { return }
    let file = SequenceFile(
      path: "\(path).sequence", global: format == .auditd ? "audit_serial" : "audit_printed")
    run.sequence = file
    guard let previous = file.previous else { return }
    run.options["sequence"] = String(previous.sequence)
    if previous.state == .open { run.options["killed"] = String(previous.time) }
  }
}

/// The form of the output of an audit.
enum AuditFormat: String, ExpressibleByArgument, CaseIterable {
  /// A line of text for each call.
  case text
  /// An object of JSON in a line for each call.
  case json
  /// The records that auditd writes.
  case auditd
  /// An object of the Elastic Common Schema in a line for each call.
  case ecs
  /// An event of the Open Cybersecurity Schema Framework in a line for each call.
  case ocsf
}
