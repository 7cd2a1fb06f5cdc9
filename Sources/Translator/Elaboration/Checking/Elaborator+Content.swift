import Diagnostics
import IR

extension Elaborator {
  /// Returns `true` iff `target` is what a reader of the session's file will see.
  func isContent(_ target: TargetExpression) -> Bool {
    guard target.isPlain, case .variable(let name) = target.base,
      case .content(.read)? = body.scope.variable(named: name.text)?.value
    else { return false }
    return true
  }

  /// Checks `$value = text` and `$value .= text`.
  mutating func setContent(
    _ target: TargetExpression, to assignment: AssignmentExpression
  ) -> Checked {
    let intrinsic: Intrinsic
    switch assignment.operation {
    case .set: intrinsic = .set_file_content
    case .append: intrinsic = .append_file_content
    case .accumulate, .update:
      return wrong(.unreadContent(target.writtenName, at: target.token))
    }
    body.isImpure = true
    return check(assignment.value, Expectation(.string)).map { value in
      TypedExpression(
        .intrinsic(intrinsic, [value]), type: .string, range: assignment.range,
        token: assignment.token)
    }
  }
}
