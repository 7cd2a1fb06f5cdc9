import Diagnostics
import IR

/// What context expansion has to say of a program.
struct ContextDiagnostics {
  /// The diagnostics so far.
  private(set) var log = DiagnosticLog()
  /// The program.
  private let program: Program
  /// The files that locations name.
  private let sources: SourceMap

  /// Creates an empty log for `program`.
  init(program: Program, sources: SourceMap) {
    self.program = program
    self.sources = sources
  }

  /// Says that the call of `function` at `location` cannot be replaced by its body.
  mutating func reportRecursion(of function: FunctionID, at location: LocationID) {
    add(
      "recursive-kernel-function",
      "function '\(program[function].name)' calls itself, but it reads what only the kernel can read, "
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
    case .unknownMember(let structure, let path):
      add(
        "unknown-context",
        "'\(name)()' cannot be read: the kernel has no '\(path.joined(separator: "."))' in "
          + "'\(structure)'", at: location)
    case .unknownMachine(let machine):
      add(
        "unknown-machine",
        "'\(name)()' cannot be read: how system calls of '\(machine)' pass their arguments is not "
          + "known", at: location)
    case .badPosition:
      add(
        "bad-argument-position",
        "the position of a system call's argument has to be a constant from 1 to 6", at: location)
    }
  }

  /// Adds an error.
  private mutating func add(_ id: String, _ message: String, at location: LocationID) {
    log.add(
      Diagnostic(
        .error, id: id, message, at: sources.range(of: program[location])))
  }
}
