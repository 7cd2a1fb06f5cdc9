/// What the command line says of the meaning of a script.
package struct ElaborationOptions: Hashable, Sendable {
  /// A name with its value, as options give them.
  package struct Setting: Hashable, Sendable {
    /// The name.
    package let name: String
    /// The value.
    package let value: String

    /// Creates a setting.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// `-G NAME=VALUE`: the first values of globals.
  package var globals: [Setting]
  /// `-D NAME=VALUE`: limits; names that mean nothing are passed over.
  package var definitions: [Setting]
  /// What a script without probes means.
  package var emptyScript: EmptyScript

  /// What is dropped of a script.
  package var elision: Elision

  /// Where the events come from.
  package var eventSource = EventSource.runningKernel

  /// `true` iff the script may do what can harm the machine (`-g`).
  package var isGuru = false

  /// What will run the kernel halves: only a module writes to the kernel, and runs C.
  package var engine = TargetEngine.bpf
  /// What a target variable that is not there means.
  package var missingVariables = MissingVariables.mistake

  /// Whether the session is about a process, which `-c` or `-x` says.
  package var targetProcess = TargetProcess.unknown

  /// Whether the session is about a process.
  package enum TargetProcess: Hashable, Sendable {
    /// It is, or that is not known yet.
    case unknown
    /// It is not.
    case absent
  }

  /// What a target variable that is not there means.
  package enum MissingVariables: Hashable, Sendable {
    /// A mistake.
    case mistake
    /// `--skip-badvars`: 0, with a warning.
    case zero
  }

  /// What is dropped of a script.
  package enum Elision: Hashable, Sendable {
    /// What nothing would notice the lack of.
    case whatHasNoEffect
    /// `-u`: nothing.
    case nothing
  }

  /// What a script without probes means.
  package enum EmptyScript: Hashable, Sendable {
    /// A mistake.
    case error
    /// Nothing in particular: what is asked for is a list of probe points, or there is nothing to run yet.
    case allowed
  }

  /// Creates options.
  package init(
    globals: [Setting] = [], definitions: [Setting] = [], emptyScript: EmptyScript = .error,
    elision: Elision = .whatHasNoEffect
  ) {
    self.globals = globals
    self.definitions = definitions
    self.emptyScript = emptyScript
    self.elision = elision
  }
}
