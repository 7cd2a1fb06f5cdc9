/// What is open at a place of a file that is laid out.
struct FormatNesting {
  /// What pieces are part of.
  enum Context {
    /// Statements and expressions.
    case code
    /// The list of probe points of a probe or alias.
    case points
    /// What stands between `function` and the body.
    case signature
    /// The names of a `global` declaration.
    case globals
  }

  /// A bracket that is open.
  struct Bracket {
    /// How it is spelt.
    let punctuation: Punctuation
    /// How deep the statement is indented in which it was opened.
    let indentation: Int
    /// What the pieces around it are part of.
    let context: Context
    /// The keyword whose head it opens: of an `if`, a loop or a `catch`.
    var head: Keyword?
    /// `true` iff its contents stand on lines of their own.
    var isSpread = false
    /// How many branches of preprocessor conditions are open directly in it.
    var branches = 0
    /// The heads in front of the statement that is being written, outermost first.
    var heads: [Head] = []

    /// How deep statements in it are indented.
    var innerIndentation: Int { indentation + FormatNesting.step * (1 + branches) }
  }

  /// The head of an `if` or a loop, or an `else`.
  struct Head {
    /// How deep the statement is indented that it is of.
    let indentation: Int
    /// `true` iff `else` may follow the body.
    let takesElse: Bool
  }

  /// The start of a preprocessor condition.
  struct Condition {
    /// The brackets that are open there.
    let brackets: [Bracket]
    /// What it is part of.
    let context: Context
    /// How deep the statement is indented in which it stands.
    let indentation: Int
  }

  /// How a line begins.
  enum Line {
    /// With a statement or declaration.
    case statement(Int)
    /// With what follows `else`-taking heads: the keyword `else`.
    case otherwise(Int)
    /// With the body of the head before.
    case body(Int)
    /// With the bracket that closes the innermost one.
    case closing(Int)
    /// With more of what began on a line before.
    case continuation(Int)

    /// The number of blanks it begins with.
    var columns: Int {
      switch self {
      case .statement(let columns), .otherwise(let columns), .body(let columns),
        .closing(let columns), .continuation(let columns):
        columns
      }
    }
  }

  /// The number of blanks for each level.
  static let step = 2
  /// The number of further blanks where a statement goes on.
  static let continuation = 2

  /// The brackets, innermost last. The first stands for the file.
  private(set) var brackets = [
    Bracket(punctuation: .leftBrace, indentation: -step, context: .code, isSpread: true)
  ]
  /// The preprocessor conditions.
  private(set) var conditions: [Condition] = []
  /// What the next piece is part of.
  private(set) var context = Context.code
  /// How deep the statement is indented that is being written.
  private(set) var indentation = 0
  /// The keyword whose head the last piece closes; `nil` if it closes none.
  private(set) var closedHead: Keyword?

  /// The innermost bracket.
  var bracket: Bracket { brackets[brackets.count - 1] }

  /// Begins `line`.
  mutating func start(_ line: Line) {
    let last = brackets.count - 1
    switch line {
    case .statement(let columns):
      brackets[last].heads = []
      indentation = columns
    case .body(let columns), .otherwise(let columns), .closing(let columns): indentation = columns
    case .continuation: break
    }
  }

  /// Steps over `piece`, which stands behind `previous`; `isSpread` says whether it is a brace with contents on
  /// lines of their own.
  mutating func follow(_ piece: FormatPiece, behind previous: FormatPiece?, isSpread: Bool) {
    let last = brackets.count - 1
    if piece.keyword == .else, context == .code {
      while let head = brackets[last].heads.popLast(), !head.takesElse {}
    }
    closedHead = nil
    switch piece.kind {
    case .token(.keyword(let keyword)):
      // Parts of probe points and members may be keywords.
      let isPart = context == .points || previous?.isOne(of: .arrow) == true
      if !isPart { follow(keyword) }
    case .token(.punctuation(let punctuation)):
      follow(punctuation, behind: previous, isSpread: isSpread)
    case .token(.embedded): context = .code
    case .token(.at): if context == .globals { context = .code }
    case .token, .lineComment, .blockComment: break
    }
  }

  /// Steps over `keyword`.
  private mutating func follow(_ keyword: Keyword) {
    switch keyword {
    case .probe: context = .points
    case .function: context = .signature
    case .global: context = .globals
    case .private: context = .code
    default: break
    }
  }

  /// Steps over `punctuation`.
  private mutating func follow(
    _ punctuation: Punctuation, behind previous: FormatPiece?, isSpread: Bool
  ) {
    switch punctuation {
    case .leftBrace:
      let isGroup =
        context == .points && (previous?.isOne(of: .dot) == true || bracket.context == .points)
      open(punctuation, context: isGroup ? .points : .code, isSpread: isSpread && !isGroup)
      if !isGroup { context = .code }
    case .leftParenthesis: open(punctuation, context: context, head: head(before: previous))
    case .leftBracket: open(punctuation, context: context)
    case .rightParenthesis, .rightBracket, .rightBrace: close()
    case .semicolon: if context == .globals { context = .code }
    case .conditionOpen:
      conditions.append(Condition(brackets: brackets, context: context, indentation: indentation))
      brackets[brackets.count - 1].branches += 1
    case .conditionElse:
      guard let condition = conditions.last else { return }
      brackets = condition.brackets
      brackets[brackets.count - 1].branches += 1
      context = condition.context
    case .conditionClose:
      guard let condition = conditions.popLast() else { return }
      let level = condition.brackets.count - 1
      if level < brackets.count { brackets[level].branches = condition.brackets[level].branches }
    default: break
    }
  }

  /// Returns the keyword whose head a parenthesis behind `previous` opens; `nil` if it opens none.
  private func head(before previous: FormatPiece?) -> Keyword? {
    guard context == .code, let keyword = previous?.keyword else { return nil }
    return [.if, .for, .while, .foreach, .catch].contains(keyword) ? keyword : nil
  }

  /// Opens a bracket.
  private mutating func open(
    _ punctuation: Punctuation, context: Context, head: Keyword? = nil, isSpread: Bool = false
  ) {
    brackets.append(
      Bracket(
        punctuation: punctuation, indentation: indentation, context: context, head: head,
        isSpread: isSpread))
  }

  /// Closes the innermost bracket.
  private mutating func close() {
    guard brackets.count > 1, let closed = brackets.popLast() else { return }
    closedHead = closed.head
    context = closed.context
    if let head = closed.head {
      let level = brackets.count - 1
      brackets[level].heads.append(
        Head(indentation: closed.indentation, takesElse: head == .if))
    }
    if closed.isSpread { indentation = closed.indentation }
  }
}
