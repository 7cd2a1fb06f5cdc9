import Diagnostics
import IR

extension Elaborator {
  /// Returns whether `condition` holds, if it depends on nothing but `@defined`; `nil` if it does.
  mutating func definedness(of condition: Expression) -> Bool? {
    switch condition {
    case .operator(let expression):
      switch expression.kind {
      case .defined(let operand): return isResolvable(operand)
      case .probeWrite(let name): return isWritten(name)
      case .entry, .counter, .constant, .enumerator, .enumeratorName, .dereference, .register:
        return nil
      }
    case .prefix(let prefix) where prefix.operation == .not:
      return definedness(of: prefix.operand).map { !$0 }
    case .logical(let logical): return definedness(of: logical)
    default: return nil
    }
  }

  /// Returns `true` iff the handler sets the variable `name` and the engine can write to what it stands for.
  private func isWritten(_ name: Identifier) -> Bool {
    guard options.engine == .module, options.isGuru, probes.indices.contains(currentProbe) else {
      return false
    }
    return probes[currentProbe].uses.assigned.contains { $0.text == name.text }
  }

  /// Returns whether `logical` holds, if both operands depend on nothing but `@defined`.
  private mutating func definedness(of logical: LogicalExpression) -> Bool? {
    guard let left = definedness(of: logical.left), let right = definedness(of: logical.right)
    else { return nil }
    return logical.operation == .and ? left && right : left || right
  }

  /// Returns `true` iff `expression` has a meaning here. Nothing that is found out is kept.
  private mutating func isResolvable(_ expression: Expression) -> Bool {
    if case .operator(let entry) = expression, case .entry = entry.kind, let lack = lackOfReturn {
      report(.entryOutsideReturn(lack, at: entry.token))
      return false
    }
    var uses = SyntaxUses()
    uses.visit(expression)
    for name in uses.names {
      if let id = body.localIDs[name] { body[id].isAskedFor = true }
    }
    let saved = body
    defer { body = saved }
    body.log = DiagnosticLog()
    _ = check(expression)
    return !body.log.hasErrors && body.invalidCount == saved.invalidCount
  }
}
