import Diagnostics
import IR

/// Makes the typed code that stands for an `@entry`.
struct EntryCode {
  /// The place of the operator.
  let range: SourceRange
  /// The number of the thread that values belong to; `nil` for the one that runs.
  private let otherThread: TypedExpression?

  /// Creates code for the `@entry` at `range`, and for the values of `thread` if that is another one.
  init(at range: SourceRange, of thread: TypedExpression? = nil) {
    self.range = range
    otherThread = thread
  }

  /// The number of the thread.
  var thread: TypedExpression { otherThread ?? expression(.intrinsic(.tid, []), .long) }

  /// Returns the number `value`.
  func number(_ value: Int64) -> TypedExpression { expression(.long(value), .long) }

  /// Returns the value of `type` at `place`.
  func read(_ place: TypedPlace, _ type: ValueType) -> TypedExpression {
    expression(.read(place), type)
  }

  /// Returns an expression.
  func expression(_ kind: TypedExpression.Kind, _ type: ValueType) -> TypedExpression {
    TypedExpression(kind, type: type, range: range)
  }

  /// Returns the statement that deletes an element.
  func delete(_ array: GlobalID, _ keys: [TypedExpression]) -> TypedStatement {
    TypedStatement(.delete(array, keys), range: range)
  }

  /// Returns an expression as a statement.
  func statement(_ kind: TypedExpression.Kind, _ type: ValueType) -> TypedStatement {
    TypedStatement(.expression(expression(kind, type)), range: range)
  }
}
