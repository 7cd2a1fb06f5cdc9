import Diagnostics
import KernelDescription

/// `%( condition %? … %: … %)`.
extension Preprocessor {
  /// A condition whose chosen branch is being read.
  struct OpenCondition {
    /// The `%(`.
    let opening: Token
    /// Which branch is being read.
    let branch: Branch
  }

  /// A branch of a condition.
  enum Branch {
    /// What stands behind `%?`.
    case then
    /// What stands behind `%:`.
    case otherwise
  }

  /// An error in a condition, which is in the log already.
  struct ConditionFailure: Error {}

  /// One side of a comparison.
  private enum Operand {
    /// A text.
    case text([UInt8])
    /// A number.
    case number(Int64)
  }

  /// Decides the condition that starts with `opening`, and goes on in the branch that it chooses.
  mutating func open(_ opening: Token) {
    do throws(ConditionFailure) {
      let holds = try disjunction()
      let mark = nextExpanded()
      guard mark.is(.conditionThen) else { throw failure("'%?', '&&' or '||'", mark) }
      if holds {
        openConditions.append(OpenCondition(opening: opening, branch: .then))
      } else if skipBranch(of: opening) == .otherwise {
        openConditions.append(OpenCondition(opening: opening, branch: .otherwise))
      }
    } catch {
      while skipBranch(of: opening) == .otherwise {}
    }
  }

  /// Skips the branch behind `mark`, a `%:` that ends the branch behind `%?`.
  mutating func passElse(_ mark: Token) {
    guard let condition = openConditions.popLast() else {
      report(SyntaxDiagnostics.strayConditionMark(mark))
      return
    }
    if condition.branch == .otherwise {
      report(SyntaxDiagnostics.secondElse(mark, condition.opening))
    }
    while skipBranch(of: condition.opening) == .otherwise {}
  }

  /// Ends the innermost condition at `mark`, a `%)`.
  mutating func close(_ mark: Token) {
    if openConditions.popLast() == nil { report(SyntaxDiagnostics.strayConditionMark(mark)) }
  }

  /// Reports the conditions that the file leaves open.
  mutating func reportOpenConditions() {
    for condition in openConditions {
      report(SyntaxDiagnostics.unclosedCondition(condition.opening))
    }
  }

  /// Skips up to the `%:` or `%)` that ends a branch of the condition at `opening`. Returns `.otherwise` if
  /// another branch follows.
  private mutating func skipBranch(of opening: Token) -> Branch? {
    var depth = 0
    while true {
      let token = nextRaw()
      switch token.kind {
      case .end:
        report(SyntaxDiagnostics.unclosedCondition(opening))
        return nil
      case .punctuation(.conditionOpen): depth += 1
      case .punctuation(.conditionElse) where depth == 0: return .otherwise
      case .punctuation(.conditionClose):
        if depth == 0 { return nil }
        depth -= 1
      default: break
      }
    }
  }

  /// Reads conditions joined by `||`, and returns whether one of them holds.
  private mutating func disjunction() throws(ConditionFailure) -> Bool {
    var holds = try conjunction()
    while skip(.logicalOr) {
      let next = try conjunction()
      holds = holds || next
    }
    return holds
  }

  /// Reads comparisons joined by `&&`, and returns whether all of them hold.
  private mutating func conjunction() throws(ConditionFailure) -> Bool {
    var holds = try comparison()
    while skip(.logicalAnd) {
      let next = try comparison()
      holds = holds && next
    }
    return holds
  }

  /// Steps over the next token if it is `punctuation`, and returns whether it was.
  private mutating func skip(_ punctuation: Punctuation) -> Bool {
    let token = nextExpanded()
    if token.is(punctuation) { return true }
    pending = token
    return false
  }

  /// Reads one comparison, and returns whether it holds.
  private mutating func comparison() throws(ConditionFailure) -> Bool {
    let leftToken = nextExpanded()
    let left = try operand(leftToken)
    let operatorToken = nextExpanded()
    guard let order = Self.relation(operatorToken) else {
      throw failure("a comparison", operatorToken)
    }
    let rightToken = nextExpanded()
    let right = try operand(rightToken)
    switch (left, right) {
    case (.number(let left), .number(let right)):
      return order.holds(left < right ? -1 : left > right ? 1 : 0)
    case (.text(let left), .text(let right)):
      return Self.compare(left, order, right, isVersion: Self.isVersion(leftToken))
    case (.text, .number): throw failure("a string", rightToken)
    case (.number, .text): throw failure("a number", rightToken)
    }
  }

  /// Returns what `token` stands for in a comparison.
  private mutating func operand(_ token: Token) throws(ConditionFailure) -> Operand {
    switch token.kind {
    case .number(let value): return .number(value)
    case .string(let bytes): return .text(bytes)
    case .identifier("guru_mode"): return .number(environment.guruMode)
    case .identifier(let name):
      if let text = environment.text(of: name) { return .text(Array(text.utf8)) }
      report(SyntaxDiagnostics.unknownConditionName(name, token))
      throw ConditionFailure()
    case .malformed(let error):
      report(SyntaxDiagnostics.malformed(error, token))
      throw ConditionFailure()
    case .keyword, .target, .at, .embedded, .punctuation, .end:
      throw failure("a string, a number or a name such as 'kernel_v'", token)
    }
  }

  /// Logs that `what` was expected at `token`, which is read again, and returns the failure.
  private mutating func failure(_ what: String, _ token: Token) -> ConditionFailure {
    pending = token
    report(SyntaxDiagnostics.expected(what, found: token))
    return ConditionFailure()
  }

  /// Returns whether `token` names something whose values are ordered as versions are.
  private static func isVersion(_ token: Token) -> Bool {
    switch token.kind {
    case .identifier("kernel_v"), .identifier("kernel_vr"), .identifier("systemtap_v"): true
    default: false
    }
  }

  /// Returns whether `left` and `right` are so ordered; for equality `right` may be a pattern.
  private static func compare(
    _ left: [UInt8], _ relation: Relation, _ right: [UInt8], isVersion: Bool
  ) -> Bool {
    let glob = Glob(String(decoding: right, as: UTF8.self))
    if relation.isEquality, !glob.isLiteral {
      return glob.matches(String(decoding: left, as: UTF8.self)) == (relation == .equal)
    }
    if isVersion { return relation.holds(VersionOrder.compare(left, right)) }
    if left == right { return relation.holds(0) }
    return relation.holds(left.lexicographicallyPrecedes(right) ? -1 : 1)
  }

  /// How two values of a comparison have to be ordered.
  private enum Relation {
    /// The six relations.
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    /// `true` iff it does not ask which one is less.
    var isEquality: Bool { self == .equal || self == .notEqual }

    /// Returns whether values are so ordered whose order is the sign of `sign`.
    func holds(_ sign: Int) -> Bool {
      switch self {
      case .equal: sign == 0
      case .notEqual: sign != 0
      case .less: sign < 0
      case .lessOrEqual: sign <= 0
      case .greater: sign > 0
      case .greaterOrEqual: sign >= 0
      }
    }
  }

  /// Returns the relation that `token` stands for, or `nil` if it stands for none.
  private static func relation(_ token: Token) -> Relation? {
    guard case .punctuation(let punctuation) = token.kind else { return nil }
    return switch punctuation {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    default: nil
    }
  }
}
