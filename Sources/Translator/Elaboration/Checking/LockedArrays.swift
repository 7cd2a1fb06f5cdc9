import Diagnostics
import IR

/// Finds calls, in loops that walk over an array, of functions that change the array.
///
/// What the body of a loop changes itself is found when it is checked.
struct LockedArrays: TypedTreeVisitor {
  /// The arrays that each function may change, by number.
  private let changes: [Set<GlobalID>]
  /// The program.
  private let program: TypedProgram
  /// The arrays that loops around the present code walk over.
  private var locked: [GlobalID] = []
  /// What is wrong.
  private(set) var mistakes: [Diagnostic] = []

  /// Looks for such calls in `program`.
  init(of program: TypedProgram) {
    self.program = program
    changes = Self.changes(in: program.functions)
    for function in program.functions { visit(function.body) }
    for probe in program.probes { visit(probe.body) }
  }

  /// Returns the globals that each of `functions` may change, with those that it calls.
  private static func changes(in functions: [TypedFunction]) -> [Set<GlobalID>] {
    let uses = functions.map { function in
      var uses = VariableUses()
      uses.visit(function)
      return uses
    }
    var changes = uses.map(\.writtenGlobals)
    var isComplete = false
    while !isComplete {
      isComplete = true
      for (index, uses) in uses.enumerated() {
        let all = uses.calledFunctions.reduce(into: changes[index]) {
          $0.formUnion(changes[$1.index])
        }
        guard all.count > changes[index].count else { continue }
        changes[index] = all
        isComplete = false
      }
    }
    return changes
  }

  /// Looks at `expression`.
  mutating func visit(_ expression: TypedExpression) {
    if case .call(let id, _) = expression.kind,
      let array = locked.last(where: { changes[id.index].contains($0) })
    {
      mistakes.append(
        .changedByCall(
          program.globals[array.index].name, function: program.functions[id.index],
          at: expression.token))
    }
    visitChildren(of: expression)
  }

  /// Looks at `statement`.
  mutating func visit(_ statement: TypedStatement) {
    guard case .forEach(let loop) = statement.kind, case .array(let walk, _) = loop.source else {
      return visitChildren(of: statement)
    }
    locked.append(walk.global)
    visitChildren(of: statement)
    locked.removeLast()
  }
}
