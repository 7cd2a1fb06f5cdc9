import Diagnostics
import IR

/// What context expansion has to say of a program.
struct ContextDiagnostics {
  /// What is wrong at one place.
  private struct Report {
    /// The id of the diagnostic.
    let id: String
    /// What it says.
    let message: String
    /// The place.
    let location: LocationID
  }

  /// What has been reported so far.
  private var reports: [Report] = []
  /// The functions of the program.
  private let functions: [Function]

  /// Creates an empty list for a program with `functions`.
  init(functions: [Function]) { self.functions = functions }

  /// Returns the diagnostics; `locations` are the program's, and `sources` the files that they name.
  func diagnostics(at locations: [Location], in sources: SourceMap) -> [Diagnostic] {
    reports.map { report in
      Diagnostic(
        .error, id: report.id, report.message,
        at: sources.range(of: locations[report.location.index]))
    }
  }

  /// Says that the call of `function` at `location` cannot be replaced by its body.
  mutating func reportRecursion(of function: FunctionID, at location: LocationID) {
    add(
      "recursive-kernel-function",
      "function '\(functions[function.index].name)' calls itself, but it reads what only the kernel can read, "
        + "and there are no recursive functions in the kernel", at: location)
  }

  /// Says why `intrinsic` has no value at `location`.
  mutating func report(
    _ obstacle: ContextObstacle, for intrinsic: Intrinsic, at location: LocationID
  ) {
    let name = intrinsic.rawValue
    switch obstacle {
    case .notAtSystemCall:
      add(
        "no-system-call", "'\(name)()' has a value only in probes of system calls", at: location)
    case .notAtExit:
      add(
        "no-system-call-result",
        "'\(name)()' has a value only where a system call returns, not where it starts",
        at: location)
    case .notInRecord:
      add(
        "not-in-record", "'\(name)()' has no value here: the record of the event does not hold it",
        at: location)
    case .notRecorded:
      add(
        "not-recorded", RecordingDiagnostics.reason(of: "'\(name)()'"), at: location)
    case .unknownMember(let structure, let path):
      add(
        "unknown-context",
        "'\(name)()' cannot be read: the kernel has no '\(path.joined(separator: "."))' in "
          + "'\(structure)'", at: location)
    case .unknownMachine(let machine):
      add(
        "unknown-machine",
        "'\(name)()' cannot be read: what the registers of '\(machine)' hold is not known",
        at: location)
    case .badPosition:
      add(
        "bad-argument-position",
        "the position of a system call's argument has to be a constant from 1 to 6", at: location)
    }
  }

  /// Adds an error.
  private mutating func add(_ id: String, _ message: String, at location: LocationID) {
    reports.append(Report(id: id, message: message, location: location))
  }
}
