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

  /// Decides the condition that starts with `opening`, and goes on in the branch that it chooses.
  mutating func open(_ opening: Token) {
    do throws(ConditionFailure) {
      let holds = try disjunction()
      let mark = nextExpanded()
      guard mark.is(.conditionThen) else { throw failure("'%?', '&&' or '||'", mark) }
      if holds {
        openConditions.append(OpenCondition(opening: opening, branch: .then))
      } else if skip(.then, of: opening) == .otherwise {
        openConditions.append(OpenCondition(opening: opening, branch: .otherwise))
      }
    } catch {
      while skip(nil, of: opening) != nil {}
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
    _ = skip(.otherwise, of: condition.opening)
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

  /// Skips up to the `%:` or `%)` that ends `branch` of the condition at `opening`; `nil` stands for a condition
  /// that could not be read, of which nothing more is said. Returns the branch that follows, `nil` if none does.
  private mutating func skip(_ branch: Branch?, of opening: Token) -> Branch? {
    var depth = 0
    while true {
      let token = nextRaw()
      switch token.kind {
      case .end:
        if branch != nil { report(SyntaxDiagnostics.unclosedCondition(opening)) }
        return nil
      case .punctuation(.conditionOpen): depth += 1
      case .punctuation(.conditionThen) where depth == 0 && branch != nil:
        report(SyntaxDiagnostics.strayConditionMark(token))
      case .punctuation(.conditionElse) where depth == 0:
        guard branch == .otherwise else { return .otherwise }
        report(SyntaxDiagnostics.secondElse(token, opening))
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
    let left = nextExpanded()
    switch left.kind {
    case .number(let value):
      let relation = try relation()
      return relation.holds(value, try number())
    case .string(let bytes):
      let relation = try relation()
      return relation.holds(bytes, try string())
    case .identifier(let name): return try comparison(of: name, at: left)
    case .malformed(let error):
      report(SyntaxDiagnostics.malformed(error, left))
      throw ConditionFailure()
    case .keyword, .target, .at, .embedded, .punctuation, .end:
      throw failure("a string, a number or a name such as 'kernel_v'", left)
    }
  }

  /// Reads what follows `name`, which is `token`, and returns whether the comparison holds.
  private mutating func comparison(
    of name: String, at token: Token
  ) throws(ConditionFailure) -> Bool {
    if name.hasPrefix("CONFIG_") { return try comparison(ofConfiguration: name, at: token) }
    switch name {
    case "kernel_v": return try comparison(ofVersion: environment.kernelVersion)
    case "kernel_vr": return try comparison(ofVersion: environment.kernelRelease)
    case "systemtap_v":
      if environment.versionConditions == .warned {
        report(SyntaxDiagnostics.versionCondition(token))
      }
      return try comparison(ofVersion: environment.languageVersion)
    case "arch": return try equality(with: environment.architecture)
    case "runtime": return try equality(with: environment.runtime)
    case "systemtap_privilege":
      let relation = try relation(.equality)
      return relation.holds(Array(environment.privilege.utf8), try string())
    case "guru_mode":
      let relation = try relation(.equality)
      let mode = nextExpanded()
      guard case .number(let value) = mode.kind, value == 0 || value == 1 else {
        throw failure("0 or 1", mode)
      }
      return relation.holds(environment.guruMode, value)
    default:
      report(SyntaxDiagnostics.unknownConditionName(name, token))
      throw ConditionFailure()
    }
  }

  /// Reads what follows the name of `version`; a string behind `==` or `!=` may be a pattern.
  private mutating func comparison(ofVersion version: String) throws(ConditionFailure) -> Bool {
    let token = nextExpanded()
    let relation = try relation(token)
    let right = try string()
    let glob = Glob(String(decoding: right, as: UTF8.self))
    if glob.isLiteral {
      return relation.holds(VersionOrder.compare(Array(version.utf8), right))
    }
    guard relation.isEquality else {
      report(SyntaxDiagnostics.orderedPattern(token))
      throw ConditionFailure()
    }
    return glob.matches(version) == (relation == .equal)
  }

  /// Reads `==` or `!=` and a pattern for `text`.
  private mutating func equality(with text: String) throws(ConditionFailure) -> Bool {
    let relation = try relation(.equality)
    return Glob(String(decoding: try string(), as: UTF8.self)).matches(text)
      == (relation == .equal)
  }

  /// Reads what follows the option `name` of the kernel, which is `token`: a pattern, a number or another option.
  private mutating func comparison(
    ofConfiguration name: String, at token: Token
  ) throws(ConditionFailure) -> Bool {
    let value = environment.configuration[name] ?? ""
    let operatorToken = nextExpanded()
    let relation = try relation(operatorToken)
    let right = nextExpanded()
    switch right.kind {
    case .number(let number):
      guard let value = value.isEmpty ? 0 : Int64(value) else {
        report(SyntaxDiagnostics.configurationNumber(name, value, token))
        throw ConditionFailure()
      }
      return relation.holds(value, number)
    case .string(let pattern):
      guard relation.isEquality else { throw failure(Operators.equality.words, operatorToken) }
      return Glob(String(decoding: pattern, as: UTF8.self)).matches(value)
        == (relation == .equal)
    case .identifier(let other) where other.hasPrefix("CONFIG_"):
      let otherValue = environment.configuration[other] ?? ""
      if let left = Int64(value), let right = Int64(otherValue) {
        return relation.holds(left, right)
      }
      return relation.holds(Array(value.utf8), Array(otherValue.utf8))
    default: throw failure("a string, a number or the name of another option", right)
    }
  }

  /// Reads a string.
  private mutating func string() throws(ConditionFailure) -> [UInt8] {
    let token = nextExpanded()
    guard case .string(let bytes) = token.kind else { throw failure("a string", token) }
    return bytes
  }

  /// Reads a number.
  private mutating func number() throws(ConditionFailure) -> Int64 {
    let token = nextExpanded()
    guard case .number(let value) = token.kind else { throw failure("a number", token) }
    return value
  }

  /// Logs that `what` was expected at `token`, which is read again, and returns the failure.
  private mutating func failure(_ what: String, _ token: Token) -> ConditionFailure {
    pending = token
    if case .malformed(let error) = token.kind {
      report(SyntaxDiagnostics.malformed(error, token))
    } else {
      report(SyntaxDiagnostics.expected(what, found: token))
    }
    return ConditionFailure()
  }

  /// What operators a comparison takes.
  private enum Operators {
    /// `==` and `!=`.
    case equality
    /// All six.
    case order

    /// What a message calls them.
    var words: String { self == .equality ? "'==' or '!='" : "a comparison" }
  }

  /// Reads one of `operators`.
  private mutating func relation(
    _ operators: Operators = .order
  ) throws(ConditionFailure) -> Relation {
    try relation(nextExpanded(), operators)
  }

  /// Returns the relation that `token`, one of `operators`, stands for.
  private mutating func relation(
    _ token: Token, _ operators: Operators = .order
  ) throws(ConditionFailure) -> Relation {
    guard case .punctuation(let punctuation) = token.kind, let relation = Relation(punctuation),
      operators == .order || relation.isEquality
    else { throw failure(operators.words, token) }
    return relation
  }

  /// How two values of a comparison have to be ordered.
  private enum Relation {
    /// The six relations.
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    /// Creates the relation that is spelt `punctuation`, or `nil` if there is none.
    init?(_ punctuation: Punctuation) {
      switch punctuation {
      case .equal: self = .equal
      case .notEqual: self = .notEqual
      case .less: self = .less
      case .lessOrEqual: self = .lessOrEqual
      case .greater: self = .greater
      case .greaterOrEqual: self = .greaterOrEqual
      default: return nil
      }
    }

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

    /// Returns whether `left` and `right` are so ordered.
    func holds(_ left: Int64, _ right: Int64) -> Bool {
      holds(left < right ? -1 : left > right ? 1 : 0)
    }

    /// Returns whether `left` and `right` are so ordered, byte by byte.
    func holds(_ left: [UInt8], _ right: [UInt8]) -> Bool {
      holds(left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1)
    }
  }
}
