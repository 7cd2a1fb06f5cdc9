import Diagnostics
import IR
import Session
import Translator

/// Shows what becomes of a script on its way.
struct ScriptViewer {
  /// The script, and how to speak of it.
  private let runner: ScriptRunner

  /// Shows the script of `runner`.
  init(_ runner: ScriptRunner) { self.runner = runner }

  /// Prints what `request` asks for.
  ///
  /// - Throws: `ExitStatus.wrongScript` if there is nothing; why is said only if more is asked to be said.
  func list(_ request: ListingOptions.Request) throws(ExitStatus) {
    let session = try runner.session()
    switch request {
    case .points: try Console.print(try points(of: session).pointListing)
    case .variables: try Console.print(try points(of: session).variableListing)
    case .library(let listing):
      try Console.print(
        try Console.reporting { () throws(SessionError) in try session.listing(listing) })
    }
  }

  /// Returns the probe points that the script of `session` names.
  private func points(of session: Session) throws(ExitStatus) -> TypedProgram {
    let translation = try Console.reporting { () throws(SessionError) in
      try session.elaborated(.allowed)
    }
    guard let program = translation.value, !program.probes.isEmpty else {
      if runner.verbosity.saysSomething { runner.show(translation) }
      throw .wrongScript
    }
    return program
  }

  /// Prints the tree.
  func showTree() throws(ExitStatus) {
    let session = try runner.session()
    let trees = try translation(in: session) { () throws(SessionError) in try session.parsed() }
    try Console.print(TreePrinter.text(of: trees.value.files, in: trees.sources))
  }

  /// Prints globals, functions and probes with the types of all variables.
  func showMeaning() throws(ExitStatus) {
    let session = try runner.session()
    let program = try value(in: session) { () throws(SessionError) in try session.elaborated() }
    try Console.print(program.listing(runner.verbosity[2] > 0 ? .bodies : .signatures))
  }

  /// Prints the translation in the form `dump`.
  func show(_ dump: Dump) throws(ExitStatus) {
    let session = try runner.session()
    switch dump {
    case .ir:
      let program = try value(in: session) { () throws(SessionError) in try session.lowered() }
      try Console.print(program.text(.withoutLocations))
    case .split:
      let explanation = try value(in: session) { () throws(SessionError) in
        try session.explained()
      }
      try Console.print(explanation.text)
    case .halves:
      let program = try value(in: session) { () throws(SessionError) in try session.halved() }
      try Console.print(program.text(.withoutLocations))
    case .bpf:
      try Console.print(
        try value(in: session) { () throws(SessionError) in try session.disassembled() })
    case .c:
      try Console.print(
        try value(in: session) { () throws(SessionError) in try session.written() })
    }
  }

  /// Returns what `pass` of `session` makes, after saying what it had to say.
  ///
  /// - Throws: `ExitStatus` if there is nothing.
  private func value<Value>(
    in session: Session, _ pass: () throws(SessionError) -> Translation<Value>
  ) throws(ExitStatus) -> Value {
    try translation(in: session, pass).value
  }

  /// Returns what `pass` of `session` makes with the files that it comes from, after saying what it had to say.
  ///
  /// - Throws: `ExitStatus` if there is nothing.
  private func translation<Value>(
    in session: Session, _ pass: () throws(SessionError) -> Translation<Value>
  ) throws(ExitStatus) -> (value: Value, sources: SourceMap) {
    let translation = try Console.reporting(pass)
    guard let value = translation.value else {
      throw runner.failure(of: translation, in: session)
    }
    runner.show(translation)
    if runner.warnings == .errors, !translation.log.diagnostics.isEmpty { throw .wrongScript }
    return (value, translation.sources)
  }
}
