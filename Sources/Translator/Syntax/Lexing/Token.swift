import Diagnostics

/// The smallest piece of a script that means something.
struct Token: Sendable {
  /// What a token says.
  enum Kind: Sendable, Hashable {
    /// A name; `member$` and `member$$` too.
    case identifier(String)
    /// A word that the grammar keeps for itself.
    case keyword(Keyword)
    /// A word that starts with `$`, with its dollars.
    case target(String)
    /// A word that starts with `@`, without it.
    case at(String)
    /// A number.
    case number(Int64)
    /// A string, with its escapes replaced.
    case string([UInt8])
    /// C between `%{` and `%}`.
    case embedded(String)
    /// Everything else that is well formed.
    case punctuation(Punctuation)
    /// What is not well formed. The preprocessor reports it where it is used, and repairs it.
    case malformed(LexicalError)
    /// The end of the file.
    case end
  }

  /// How a token follows the one before it.
  enum Spacing: Sendable {
    /// Nothing is between them.
    case none
    /// Blanks or a comment are between them.
    case blank
    /// A line break is between them.
    case line
  }

  /// What it says.
  var kind: Kind
  /// The place that messages and tree nodes show: for a token out of a macro, where the macro is used.
  var range: SourceRange
  /// The place where it is spelt.
  let spelling: SourceRange
  /// How it follows the one before it.
  let spacing: Spacing

  /// Creates a token that is spelt and shown at `range`.
  init(_ kind: Kind, at range: SourceRange, spacing: Spacing = .none) {
    self.kind = kind
    self.range = range
    self.spelling = range
    self.spacing = spacing
  }

  /// `true` iff the token comes out of a macro.
  var isExpanded: Bool { range != spelling }

  /// Returns whether the token is `punctuation`.
  func `is`(_ punctuation: Punctuation) -> Bool {
    if case .punctuation(punctuation) = kind { true } else { false }
  }

  /// Returns whether the token is `keyword`.
  func `is`(_ keyword: Keyword) -> Bool {
    if case .keyword(keyword) = kind { true } else { false }
  }
}
