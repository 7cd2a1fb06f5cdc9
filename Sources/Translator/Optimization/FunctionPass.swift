import IR

/// One optimisation of a function by itself. Each is defined in a file of its own.
package struct FunctionPass: Sendable {
  /// The name, as dumps and tests call it.
  package let name: String
  /// Changes the function, and returns whether it did.
  private let body: @Sendable (inout Function, ProgramFacts) -> Bool

  /// Creates the pass `name`.
  init(_ name: String, _ body: @escaping @Sendable (inout Function, ProgramFacts) -> Bool) {
    self.name = name
    self.body = body
  }

  /// Runs the pass on `function`, which is part of the program that `facts` tell of, and returns whether it
  /// changed anything that may concern other passes.
  func run(on function: inout Function, _ facts: ProgramFacts) -> Bool { body(&function, facts) }

  /// Runs the pass on `function`, which is part of `program`.
  package func run(on function: inout Function, of program: Program) {
    _ = run(on: &function, ProgramFacts(of: program))
  }
}
