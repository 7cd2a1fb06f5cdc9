/// What is wrong with the text of a regular expression.
package struct RegularExpressionError: Error, Hashable {
  /// The kinds of mistakes.
  package enum Mistake: Hashable, Sendable {
    /// The text ends behind a backslash, or where a number has to stand.
    case unexpectedEnd
    /// An operator such as `*` has nothing before it.
    case nothingToRepeat(UInt8)
    /// An operator such as `*` stands behind `^` or `$`.
    case repeatedAnchor(UInt8)
    /// A parenthesis is not closed, or a question mark behind one is not followed by a colon.
    case missing(UInt8)
    /// A closing parenthesis has no opening one.
    case unbalancedParenthesis
    /// A `[` is not closed.
    case unclosedClass
    /// There is no class of this name.
    case unknownClass([UInt8])
    /// The end of a range comes before its start.
    case invertedRange
    /// Behind `{` there is no number, or one that is too large, or two in the wrong order.
    case badCount
    /// The expression is nested too deeply.
    case tooDeep
    /// The expression needs too many steps.
    case tooLarge
  }

  /// What is wrong.
  package let mistake: Mistake
  /// Where, in bytes from the start of the text.
  package let position: Int
}
