import Diagnostics
import IR

/// How many statements of a script one run of a body does at most, as SystemTap counts them.
enum ActionBound: Equatable {
  /// So many.
  case finite(Int)
  /// Any number: there is a loop.
  case infinite

  /// The number, or 0 if there is none.
  var finiteCount: Int { if case .finite(let count) = self { count } else { 0 } }

  /// The bound of a body that does what `self` and `other` bound, one after the other.
  fileprivate static func + (left: ActionBound, right: ActionBound) -> ActionBound {
    guard case .finite(let a) = left, case .finite(let b) = right else { return .infinite }
    return .finite(a + b)
  }

  /// The greater of two bounds.
  fileprivate static func max(_ left: ActionBound, _ right: ActionBound) -> ActionBound {
    guard case .finite(let a) = left, case .finite(let b) = right else { return .infinite }
    return .finite(Swift.max(a, b))
  }
}

/// The bounds of the bodies of a program.
///
/// What stands in a tapset is not counted: much of it is C in SystemTap's own, of which nothing is counted either.
struct ActionBounds {
  /// The functions of the program.
  private let functions: [TypedFunction]
  /// The files of the script and of tapsets.
  private let sources: SourceMap
  /// The bounds of functions that are known.
  private var known: [FunctionID: ActionBound] = [:]

  /// Prepares to find the bounds of what stands in `program`.
  init(of program: TypedProgram, sources: SourceMap) {
    functions = program.functions
    self.sources = sources
  }

  /// Returns the bound of the function numbered `id`.
  mutating func bound(of id: FunctionID) -> ActionBound {
    if let bound = known[id] { return bound }
    let function = functions[id.index]
    guard isCounted(function.range) else {
      known[id] = .finite(0)
      return .finite(0)
    }
    // A recursion is bounded by MAXNESTING; who meets the function again on the way through it counts nothing.
    known[id] = .finite(0)
    let bound = bound(of: function.body)
    known[id] = bound
    return bound
  }

  /// Returns the bound of `statements`.
  mutating func bound(of statements: [TypedStatement]) -> ActionBound {
    var visitor = BoundVisitor(bounds: self)
    visitor.visit(statements)
    self = visitor.bounds
    return visitor.bound
  }

  /// `true` iff what stands at `range` is counted.
  func isCounted(_ range: SourceRange) -> Bool { !sources[range.file].isTapset }
}

/// Adds up what a body does.
private struct BoundVisitor: TypedTreeVisitor {
  /// The bounds of functions.
  var bounds: ActionBounds
  /// The bound so far.
  private(set) var bound = ActionBound.finite(0)

  /// Prepares to add up, with what is known already.
  init(bounds: ActionBounds) { self.bounds = bounds }

  mutating func visit(_ statement: TypedStatement) {
    guard bounds.isCounted(statement.range) else { return }
    switch statement.kind {
    case .block, .try: visitChildren(of: statement)
    case .loop, .forEach: bound = .infinite
    case .if(let condition, let then, let otherwise):
      visit(condition)
      bound = bound + .finite(1)
      let before = bound
      visit(then)
      let first = bound
      bound = before
      if let otherwise { visit(otherwise) }
      bound = .max(first, bound)
    case .expression, .accumulate, .print, .printHistogram, .break, .continue, .next, .return,
      .delete, .reset:
      bound = bound + .finite(1)
      visitChildren(of: statement)
    }
  }

  mutating func visit(_ expression: TypedExpression) {
    visitChildren(of: expression)
    if case .call(let function, _) = expression.kind { bound = bound + bounds.bound(of: function) }
  }
}
