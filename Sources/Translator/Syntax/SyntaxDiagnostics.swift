import Diagnostics

/// The wording of what lexer, preprocessor and parser have to say.
enum SyntaxDiagnostics {
  /// Says that `what` should stand where `token` is.
  static func expected(
    _ what: String, found token: Token, labels: [Diagnostic.Label] = [], suggestion: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .error, id: "syntax", "expected \(what) but found \(words(for: token))", at: token.range,
      labels: expansionLabels(of: token) + labels, suggestion: suggestion)
  }

  /// Says that a bracket that was opened at `opening` is not closed where `token` is.
  static func unclosed(
    _ closing: Punctuation, _ opening: SourceRange, found token: Token
  ) -> Diagnostic {
    expected(
      "'\(closing.rawValue)'", found: token,
      labels: [Diagnostic.Label("this is what it would close", at: opening)])
  }

  /// Says that `token` closes nothing.
  static func unopened(_ token: Token) -> Diagnostic {
    error("syntax", "\(words(for: token)) closes nothing: no bracket is open here", at: token)
  }

  /// Says that `message` is so at `token`.
  static func error(
    _ id: String, _ message: String, at token: Token, suggestion: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .error, id: id, message, at: token.range, labels: expansionLabels(of: token),
      suggestion: suggestion)
  }

  /// Returns what a message calls `token`.
  static func words(for token: Token) -> String {
    switch token.kind {
    case .identifier(let text): "identifier '\(text)'"
    case .keyword(let keyword): "keyword '\(keyword.rawValue)'"
    case .target(let text): "target variable '\(text)'"
    case .at(let text): "operator '@\(text)'"
    case .number(let value): "number \(UInt64(bitPattern: value))"
    case .string: "a string"
    case .embedded: "embedded C"
    case .punctuation(let punctuation): "'\(punctuation.rawValue)'"
    case .malformed: "a malformed token"
    case .end: "the end of the file"
    }
  }

  /// Returns a label for the place where `token` is spelt, if a macro brought it here.
  private static func expansionLabels(of token: Token) -> [Diagnostic.Label] {
    token.isExpanded ? [Diagnostic.Label("it comes from this macro", at: token.spelling)] : []
  }
}

// Tokens.
extension SyntaxDiagnostics {
  /// Says why `token` is not well formed.
  static func malformed(_ problem: LexicalError, _ token: Token) -> Diagnostic {
    switch problem {
    case .unknownCharacter("'"):
      error(
        "unknown-character", "a single quote means nothing: strings stand in double quotes",
        at: token)
    case .unknownCharacter(let text):
      error("unknown-character", "the character '\(text)' means nothing here", at: token)
    case .unclosedString:
      error("unclosed-string", "the string has no closing quote on its line", at: token)
    case .emptyHexadecimalEscape:
      error("escape", "'\\x' needs one or two hexadecimal digits behind it", at: token)
    case .invalidNumber(let text):
      error("number", "'\(text)' is not a number of 64 bits", at: token)
    case .unclosedEmbeddedCode:
      error("unclosed-embedded-code", "the C code has no closing '%}'", at: token)
    case .missingArgument(let number):
      error(
        "missing-argument",
        number == 0
          ? "script arguments are counted from 1"
          : "script argument \(number) is missing: give it behind the script on the command line",
        at: token)
    case .nestedArgument:
      error(
        "nested-argument", "a script argument cannot contain another script argument", at: token)
    }
  }

  /// Warns that script argument `number` is given and not used.
  static func unusedArgument(_ number: Int) -> Diagnostic {
    Diagnostic(
      .warning, id: "unused-argument",
      "script argument \(number) is not used: neither '$\(number)' nor '@\(number)' is in the script",
      at: nil)
  }
}

// Conditions.
extension SyntaxDiagnostics {
  /// Says that `token` belongs to no condition.
  static func strayConditionMark(_ token: Token) -> Diagnostic {
    error(
      "condition", "\(words(for: token)) belongs to no condition: no '%(' before it waits for it",
      at: token)
  }

  /// Says that only `==` and `!=`, not the operator `token`, take a pattern.
  static func orderedPattern(_ token: Token) -> Diagnostic {
    error(
      "condition", "\(words(for: token)) takes no pattern: only '==' and '!=' do", at: token)
  }

  /// Says that the option `name`, which is `token`, is not the number that it is compared with.
  static func configurationNumber(_ name: String, _ value: String, _ token: Token) -> Diagnostic {
    error(
      "condition", "'\(name)' is \"\(value)\", which cannot be compared with a number", at: token)
  }

  /// Says that a condition has a second `%:`.
  static func secondElse(_ token: Token, _ opening: Token) -> Diagnostic {
    Diagnostic(
      .error, id: "condition", "a condition has only one '%:'", at: token.range,
      labels: [Diagnostic.Label("the condition starts here", at: opening.range)])
  }

  /// Says that the condition at `opening` has no end.
  static func unclosedCondition(_ opening: Token) -> Diagnostic {
    error("condition", "the condition has no closing '%)'", at: opening)
  }

  /// Says that `name` means nothing in a condition.
  static func unknownConditionName(_ name: String, _ token: Token) -> Diagnostic {
    let suggestion = Spelling.suggestion(for: name, among: PreprocessorEnvironment.names)
    return error(
      "condition",
      "a condition cannot ask for '\(name)': it can ask for "
        + PreprocessorEnvironment.names.map { "'\($0)'" }.joined(separator: ", ")
        + " and 'CONFIG_…'", at: token, suggestion: suggestion)
  }
}

// Macros.
extension SyntaxDiagnostics {
  /// Says that the macro `name` has no end.
  static func unclosedMacro(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .error, id: "macro", "the macro '@\(name.text)' has no closing '%)'", at: name.range)
  }

  /// Says that the macro `name` is defined twice in one file.
  static func macroRedefinition(_ name: Identifier, first: Identifier) -> Diagnostic {
    Diagnostic(
      .error, id: "macro", "the macro '@\(name.text)' is defined twice in this file",
      at: name.range, labels: [Diagnostic.Label("it is defined here first", at: first.range)])
  }

  /// Says that no macro can be called `define`.
  static func macroCalledDefine(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .error, id: "macro", "'@define' defines macros and cannot be one itself", at: name.range)
  }

  /// Says that a macro is defined inside another one, at `token`.
  static func definitionInMacro(_ token: Token) -> Diagnostic {
    error("macro", "'@define' stands outside of macros: none can define another", at: token)
  }

  /// Warns that the macro `name` hides an operator.
  static func macroHidesOperator(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .warning, id: "macro", "the macro '@\(name.text)' hides the operator of the same name",
      at: name.range)
  }

  /// Says that `macro` is used in its own expansion.
  static func recursiveMacro(_ macro: MacroDefinition, _ use: Token) -> Diagnostic {
    error("macro", "the macro '@\(macro.name.text)' uses itself", at: use)
  }

  /// Says that macros yield too much.
  static func macroExplosion(_ use: Token, limit: Int) -> Diagnostic {
    error("macro", "macros yield more than \(limit) tokens in this file", at: use)
  }

  /// Says that `macro` needs arguments where `token` is.
  static func missingMacroArguments(_ macro: MacroDefinition, _ token: Token) -> Diagnostic {
    expected(
      "'(' and \(arguments(macro.parameters.count)) of the macro '@\(macro.name.text)'",
      found: token)
  }

  /// Says that the arguments of `macro` have no end at `use`.
  static func unclosedMacroArguments(_ macro: MacroDefinition, _ use: Token) -> Diagnostic {
    error("macro", "the arguments of '@\(macro.name.text)' have no closing ')'", at: use)
  }

  /// Says that `macro` does not take `found` arguments: `token` is the first comma that is too much, or the
  /// parenthesis behind too few.
  static func macroArity(_ macro: MacroDefinition, found: Int, _ token: Token) -> Diagnostic {
    Diagnostic(
      .error, id: "macro",
      "the macro '@\(macro.name.text)' takes \(arguments(macro.parameters.count)) but is given \(found)",
      at: token.range,
      labels: expansionLabels(of: token)
        + [Diagnostic.Label("it is defined here", at: macro.name.range)])
  }

  /// Returns `count` arguments in words.
  private static func arguments(_ count: Int) -> String {
    count == 1 ? "1 argument" : "\(count) arguments"
  }
}

// Declarations.
extension SyntaxDiagnostics {
  /// Says that no declaration starts at `token`.
  static func expectedDeclaration(found token: Token) -> Diagnostic {
    var suggestion: String?
    if case .identifier(let name) = token.kind {
      suggestion = Spelling.suggestion(
        for: name, among: ["probe", "function", "global", "private"])
    }
    return expected(
      "'probe', 'function', 'global', 'private' or '%{'", found: token, suggestion: suggestion)
  }

  /// Says that a global is declared inside a block.
  static func globalInBlock(_ token: Token) -> Diagnostic {
    error(
      "global-in-block",
      "globals are declared outside of probes and functions; locals need no declaration",
      at: token)
  }

  /// Says that an array is given a value.
  static func arrayInitializer(_ name: Identifier, _ token: Token) -> Diagnostic {
    error(
      "array-initializer",
      "only scalars are initialized, and '\(name.text)' is an array: set its "
        + "elements in 'probe begin'", at: token)
  }

  /// Says that an array cannot have so many elements.
  static func arrayCapacity(_ token: Token) -> Diagnostic {
    error("array-capacity", "an array holds from 1 to 2147483647 elements", at: token)
  }

  /// Says that the name of a global is taken in the same file.
  static func duplicateGlobal(_ name: Identifier, first: Identifier) -> Diagnostic {
    Diagnostic(
      .error, id: "duplicate-global", "the global '\(name.text)' is declared twice",
      at: name.range, labels: [Diagnostic.Label("it is declared here first", at: first.range)])
  }

  /// Says that the name of a parameter is taken.
  static func duplicateParameter(_ name: Identifier, first: Identifier) -> Diagnostic {
    Diagnostic(
      .error, id: "duplicate-parameter", "two parameters are called '\(name.text)'",
      at: name.range, labels: [Diagnostic.Label("this is the first", at: first.range)])
  }

  /// Says that a priority is not positive.
  static func priority(_ token: Token) -> Diagnostic {
    error("priority", "the priority of a function is a positive number", at: token)
  }

  /// Says that the name of an alias has `what`, which it cannot have.
  static func aliasName(_ what: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "alias-name", "the name of an alias has no \(what)", at: range)
  }

  /// Says that an alias with `+=` has no second block.
  static func secondEpilogue(_ token: Token) -> Diagnostic {
    error(
      "second-epilogue",
      "an alias with '+=' has one block: write '=' for a prologue and an epilogue",
      at: token)
  }

  /// Says that a probe point goes on behind a mark inside its braces.
  static func markInside(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "probe-point-mark",
      "'?', '!' and 'if' stand at the end of a probe point, and this one goes on", at: range)
  }

  /// Says that a probe point has `token` twice: inside its braces and behind them.
  static func secondMark(_ token: Token) -> Diagnostic {
    error(
      "probe-point-mark",
      "\(words(for: token)) stands behind braces that have such a mark inside", at: token)
  }

  /// Says that braces in a probe point stand for too many points.
  static func tooManyPoints(_ range: SourceRange, limit: Int) -> Diagnostic {
    Diagnostic(
      .error, id: "too-many-points",
      "the braces of this probe point stand for more than \(limit) probe points", at: range)
  }
}

// Statements and expressions.
extension SyntaxDiagnostics {
  /// Says that a script is nested too deeply at `token`.
  static func tooDeep(_ token: Token) -> Diagnostic {
    error("too-deep", "this is nested too deeply: split it into functions or statements", at: token)
  }

  /// Says that so many errors were found that the rest of the file is not read.
  static func tooManyErrors(_ token: Token, limit: Int) -> Diagnostic {
    error(
      "too-many-errors", "there are more than \(limit) errors: the rest of the file is not read",
      at: token)
  }

  /// Warns that the word at `range` is read as `reading`, although it looks like a keyword.
  static func misspeltKeyword(
    _ name: Identifier, _ reading: String, suggestion: String
  ) -> Diagnostic {
    Diagnostic(
      .warning, id: "misspelt-keyword",
      "'\(name.text)' is \(reading), and the block behind it runs in any case", at: name.range,
      suggestion: suggestion)
  }

  /// Says that a loop sorts by two things.
  static func secondOrder(_ token: Token) -> Diagnostic {
    error("second-order", "a loop sorts by one thing only", at: token)
  }

  /// Says that a loop has several keys without brackets.
  static func keysWithoutBrackets(_ token: Token, first: Identifier) -> Diagnostic {
    expected(
      "'in'", found: token,
      suggestion: "several keys stand in brackets: 'foreach ([\(first.text), …] in …)'")
  }

  /// Says that a literal is missing where `token` is.
  static func expectedLiteral(found token: Token) -> Diagnostic {
    var suggestion: String?
    if case .identifier(let name) = token.kind { suggestion = "did you mean '\"\(name)\"'?" }
    return expected("a number or a string", found: token, suggestion: suggestion)
  }

  /// Says that a histogram stands where only values do.
  static func histogramAsValue(_ histogram: HistogramExpression) -> Diagnostic {
    Diagnostic(
      .error, id: "histogram-as-value",
      "a histogram is no value: print it alone, walk over it with 'foreach', or read a bucket as "
        + "'@hist_log(x)[i]'", at: histogram.token)
  }

  /// Warns that `what` behind a histogram, at `range`, has no effect.
  static func bucketOrder(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .warning, id: "bucket-order",
      "this has no effect: a loop walks over all buckets of a histogram in their order", at: range)
  }

  /// Says that `return` stands in a probe.
  static func returnInProbe(_ token: Token) -> Diagnostic {
    error(
      "misplaced-return", "'return' leaves a function; 'next' leaves a probe", at: token)
  }

  /// Says that `what`, at `token`, needs guru mode.
  static func privileged(_ what: String, _ token: Token) -> Diagnostic {
    error(
      "guru-mode", "\(what) can harm the machine: it is allowed in guru mode, with '-g'", at: token)
  }

  /// Says that no operator is called `name`.
  static func unknownOperator(_ name: String, _ token: Token, macros: [String]) -> Diagnostic {
    error(
      "unknown-operator", "no operator or macro is named '@\(name)'", at: token,
      suggestion: Spelling.suggestion(
        for: "@" + name, among: AtWord.allCases.map { "@" + $0.rawValue } + macros.map { "@" + $0 })
    )
  }

  /// Says that text of target variables cannot be gone on from.
  static func accessOfText(_ token: Token) -> Diagnostic {
    error(
      "access-of-text", "'$' and '$$' make a text, which has no members or elements", at: token)
  }

  /// Says why the directive at `range` of a format is none.
  static func format(_ problem: FormatProblem, _ range: SourceRange) -> Diagnostic {
    let message =
      switch problem {
      case .incomplete: "the format ends inside a directive; write '%%' for a per cent sign"
      case .unknownConversion(let letter):
        "'%\(letter)' is no directive; the conversions are b c d i m M o p s u x X, and '%%' is a per "
          + "cent sign"
      case .splitPercent: "a per cent sign is '%%', with nothing in between"
      case .largeExtent: "the width or precision is too large"
      }
    return Diagnostic(.error, id: "format", message, at: range)
  }

  /// Says that a call of the `print` function `name` lacks `count` arguments where `token` is.
  static func missingPrintArgument(
    _ name: Identifier, _ count: Int, _ token: Token
  ) -> Diagnostic {
    error(
      "print-arguments",
      "'\(name.text)' needs \(count == 1 ? "one more value" : "\(count) more values") to print",
      at: token)
  }

  /// Says that the tapset file `name` has `mistakes`, which are in `sources`.
  static func brokenTapset(
    _ name: String, _ mistakes: DiagnosticLog, _ sources: SourceMap
  ) -> Diagnostic {
    let first = mistakes.diagnostics.first { $0.severity == .error }
    let place = first?.range.map { range in
      let position = sources[range.file].lineAndColumn(at: Int(range.start))
      return ":\(position.line):\(position.column)"
    }
    return Diagnostic(
      .warning, id: "broken-tapset",
      "tapset '\(name)\(place ?? "")' has errors: \(first?.message ?? "")", at: nil)
  }

  /// Says that what is declared or done depends on the version of the language.
  static func versionCondition(_ token: Token) -> Diagnostic {
    Diagnostic(
      .warning, id: "version-dependent",
      "what stands here depends on the version of SystemTap, which '--compatible' tells",
      at: token.range)
  }

  /// Says that a script declares nothing.
  static func emptyScript() -> Diagnostic {
    Diagnostic(
      .error, id: "empty-script", "the script is empty: a script has at least one declaration",
      at: nil)
  }
}
