import Diagnostics
import IR
import Session
import Translator

/// Shows what becomes of a script on its way.
struct ScriptViewer {
  /// What a list of probe points shows.
  enum Listing {
    /// The points.
    case points
    /// The points with their variables.
    case variables
  }

  /// The script, and how to speak of it.
  private let runner: ScriptRunner

  /// Shows the script of `runner`.
  init(_ runner: ScriptRunner) { self.runner = runner }

  /// Prints the probe points that the script names.
  ///
  /// - Throws: `ExitStatus.wrongScript` if there are none; why is said only if more is asked to be said.
  func list(_ listing: Listing) throws(ExitStatus) {
    let translation = try Console.reporting { () throws(SessionError) in
      try Session(runner.script).elaborated(.allowed)
    }
    guard let program = translation.value, !program.probes.isEmpty else {
      if runner.verbosity > 0 { runner.show(translation) }
      throw .wrongScript
    }
    switch listing {
    case .points: try Console.print(program.pointListing)
    case .variables: try Console.print(program.variableListing)
    }
  }

  /// Prints the tree.
  func showTree() throws(ExitStatus) {
    let session = try runner.session()
    let tree = try value(in: session) { () throws(SessionError) in try session.parsed() }
    try Console.print(TreePrinter.text(of: tree, named: session.scriptName))
  }

  /// Prints globals, functions and probes with the types of all variables.
  func showMeaning() throws(ExitStatus) {
    let session = try runner.session()
    let program = try value(in: session) { () throws(SessionError) in try session.elaborated() }
    try Console.print(program.listing(runner.verbosity > 0 ? .bodies : .signatures))
  }

  /// Prints the translation in the form `dump`.
  func show(_ dump: Dump) throws(ExitStatus) {
    let session = try runner.session()
    switch dump {
    case .ir:
      let program = try value(in: session) { () throws(SessionError) in try session.lowered() }
      try Console.print(program.text(.withoutLocations))
    case .split:
      let program = try value(in: session) { () throws(SessionError) in try session.halved() }
      try Console.print(program.text(.withoutLocations))
    case .bpf:
      try Console.print(
        try value(in: session) { () throws(SessionError) in try session.disassembled() })
    }
  }

  /// Returns what `pass` of `session` makes, after saying what it had to say.
  ///
  /// - Throws: `ExitStatus` if there is nothing.
  private func value<Value>(
    in session: Session, _ pass: () throws(SessionError) -> Translation<Value>
  ) throws(ExitStatus) -> Value {
    let translation = try Console.reporting(pass)
    guard let value = translation.value else {
      throw runner.failure(of: translation, in: session)
    }
    runner.show(translation)
    return value
  }
}
