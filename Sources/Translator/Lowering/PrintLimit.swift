import Diagnostics
import IR

/// Reports the prints of `program` that take more arguments than SystemTap's runtime does.
///
/// What a structure is spelt out with is not counted: no script writes those arguments.
func reportLongPrints(in program: TypedProgram, log: inout DiagnosticLog) {
  var finder = LongPrintFinder()
  for function in program.functions { finder.visit(function.body) }
  for probe in program.probes { finder.visit(probe.body) }
  for print in finder.prints { log.add(.tooManyPrinted(print.count, at: print.range)) }
}

/// Finds prints with many arguments.
private struct LongPrintFinder: TypedTreeVisitor {
  /// The largest number of arguments: SystemTap 5's `translate.cxx` refuses more in its third pass.
  static let maximumArguments = 32

  /// The prints that have more, and how many.
  private(set) var prints: [(count: Int, range: SourceRange)] = []

  /// Looks at `expression`.
  mutating func visit(_ expression: TypedExpression) {
    switch expression.kind {
    case .format(_, let arguments): check(arguments, at: expression.range)
    // Only what spells out a structure tries to print within an expression.
    case .sequence(let statements, _) where statements.first?.isTry ?? false: return
    default: break
    }
    visitChildren(of: expression)
  }

  /// Looks at `statement`.
  mutating func visit(_ statement: TypedStatement) {
    if case .print(_, let arguments) = statement.kind { check(arguments, at: statement.range) }
    visitChildren(of: statement)
  }

  /// Remembers the print at `range` if it has too many `arguments`.
  private mutating func check(_ arguments: [TypedExpression], at range: SourceRange) {
    if arguments.count > Self.maximumArguments { prints.append((arguments.count, range)) }
  }
}

extension TypedStatement {
  /// `true` iff it is a `try`.
  fileprivate var isTry: Bool { if case .try = kind { true } else { false } }
}

extension Diagnostic {
  /// A print takes `count` arguments.
  fileprivate static func tooManyPrinted(_ count: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "print-arguments",
      "too many arguments to print: \(count), and \(LongPrintFinder.maximumArguments) are the most",
      at: range, notes: ["print in several steps"])
  }
}
