import Diagnostics

/// Target variables and what is reached from them.
extension Parser {
  /// Reads a target variable that is spelt `text`, which is the next token.
  mutating func target(_ text: String) throws(ParseFailure) -> TargetExpression {
    let token = advance().range
    let word = Self.targetWord(text)
    let name = Identifier(word.name, at: token)
    let base: TargetExpression.Base = word.dollars == 2 ? .summary(name) : .variable(name)
    return try path(from: base, form: word.form, token: token, start: token)
  }

  /// A word with dollars, taken apart.
  private struct TargetWord {
    /// The number of dollars in front: 0 to 2.
    let dollars: Int
    /// The name.
    let name: String
    /// What the dollars behind the name ask for.
    let form: TargetExpression.Form
  }

  /// Takes a word apart. Dollars inside the name, or too many in front of it, belong to the name. The name is
  /// empty if the word has nothing else.
  private static func targetWord(_ text: String) -> TargetWord {
    let dollar = UInt8(ascii: "$")
    var name = text.utf8[...]
    var leading = 0
    while leading < 2, name.first == dollar {
      name = name.dropFirst()
      leading += 1
    }
    var trailing = 0
    while name.count > 1, name.last == dollar {
      name = name.dropLast()
      trailing += 1
    }
    return TargetWord(
      dollars: leading, name: String(Substring(name)),
      form: trailing == 0 ? .value : trailing == 1 ? .text : .deepText)
  }

  /// The first version of the language in which any value has members and an address.
  private static let castVersion = "2.6"

  /// `true` iff the next token starts what has members in all versions of the language.
  private var isAtTarget: Bool {
    switch next.kind {
    case .target: true
    case .at(let name): name == AtWord.cast.rawValue || name == AtWord.variable.rawValue
    case .identifier, .keyword, .number, .string, .embedded, .punctuation, .malformed, .end: false
    }
  }

  /// Reads what follows `expression`; without `->` or `[` it is `expression` itself.
  mutating func accesses(
    behind expression: Expression, from start: SourceRange
  ) throws(ParseFailure) -> Expression {
    guard at(.arrow) || at(.leftBracket) || textSuffix != nil,
      environment.hasLanguage(of: Self.castVersion)
    else { return expression }
    return .target(
      try path(from: .value(expression), token: expression.token, start: start))
  }

  /// Reads the members and elements behind `base`.
  mutating func path(
    from base: TargetExpression.Base, form given: TargetExpression.Form = .value,
    token: SourceRange, start: SourceRange
  ) throws(ParseFailure) -> TargetExpression {
    var accesses: [TargetExpression.Access] = []
    var form = given
    while form == .value {
      if at(.arrow) {
        advance()
        form = try member(&accesses)
      } else if at(.leftBracket) {
        let opening = advance().range
        let index = try expression()
        try close(.rightBracket, opening)
        accesses.append(.element(index, range(from: opening)))
      } else if let suffix = textSuffix {
        form = suffix
        advance()
      } else {
        break
      }
    }
    if form != .value, at(.arrow) || at(.leftBracket) {
      throw failure(SyntaxDiagnostics.accessOfText(next))
    }
    return TargetExpression(
      base: base, accesses: accesses, form: form, token: token, range: range(from: start))
  }

  /// What the next token asks for if it is `$` or `$$`.
  private var textSuffix: TargetExpression.Form? {
    switch next.kind {
    case .target("$"): .text
    case .target("$$"): .deepText
    default: nil
    }
  }

  /// Reads what stands behind `->`: a name, with dollars behind it, or only dollars. Returns what the dollars
  /// ask for.
  private mutating func member(
    _ accesses: inout [TargetExpression.Access]
  ) throws(ParseFailure) -> TargetExpression.Form {
    let token = next
    switch token.kind {
    case .identifier(let text):
      let word = Self.targetWord(text)
      advance()
      accesses.append(.member(Identifier(word.name, at: token.range)))
      return word.form
    case .keyword(let keyword):
      advance()
      accesses.append(.member(Identifier(keyword.rawValue, at: token.range)))
      return .value
    case .target("$"):
      advance()
      return .text
    case .target("$$"):
      advance()
      return .deepText
    case .target(let text):
      advance()
      accesses.append(.member(Identifier(text, at: token.range)))
      return .value
    default: throw failure("the name of a member")
    }
  }

  /// Reads `&` and the target variable behind it.
  mutating func address() throws(ParseFailure) -> Expression {
    let token = advance().range
    guard !at(.and), environment.hasLanguage(of: Self.castVersion) || isAtTarget else {
      throw failure("a target variable")
    }
    let operand = try primary(orElse: "a target variable")
    guard case .target(let target) = operand, target.form == .value else {
      return .target(
        TargetExpression(
          base: .value(operand), form: .address, token: token,
          range: token.joined(with: operand.range)))
    }
    return .target(
      TargetExpression(
        base: target.base, accesses: target.accesses, form: .address, token: target.token,
        range: token.joined(with: target.range)))
  }
}
