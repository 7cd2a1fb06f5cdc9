/// The parameters of `textDocument/publishDiagnostics`.
struct PublishDiagnosticsParameters: Encodable {
  /// The document.
  let uri: String
  /// The version that they are of.
  let version: Int?
  /// The diagnostics.
  let diagnostics: [EditorDiagnostic]
}

/// One thing that is wrong (`Diagnostic`).
struct EditorDiagnostic: Encodable {
  /// A second place (`DiagnosticRelatedInformation`).
  struct Related: Encodable {
    /// The place.
    let location: Location
    /// What is to be said of it.
    let message: String
  }

  /// How bad it is (`DiagnosticSeverity`).
  enum Level: Int, Encodable {
    /// Nothing is built.
    case error = 1
    /// Something is odd.
    case warning = 2
    /// Worth knowing.
    case information = 3
  }

  /// The place.
  let range: PositionRange
  /// How bad it is.
  let severity: Level
  /// The stable name of this kind of diagnostic.
  let code: String
  /// Who says it.
  let source = "marktap"
  /// What is so.
  let message: String
  /// Further places.
  let relatedInformation: [Related]
}

/// The answer to `textDocument/completion` (`CompletionList`).
struct CompletionList: Encodable {
  /// `true` iff more typing can bring words that are not in the list.
  let isIncomplete: Bool
  /// The words.
  let items: [CompletionItem]
}

/// A word that may be meant (`CompletionItem`).
struct CompletionItem: Encodable, Hashable {
  /// What it is (`CompletionItemKind`).
  enum Kind: Int, Encodable {
    /// A function.
    case function = 3
    /// A member of a structure.
    case field = 5
    /// A variable.
    case variable = 6
    /// A word of the language.
    case keyword = 14
    /// A probe point, or a part of one.
    case event = 23
    /// An operator or macro that starts with `@`.
    case `operator` = 24
  }

  /// The word as the list shows it.
  let label: String
  /// What it is.
  let kind: Kind
  /// The type or the like.
  var detail: String?
  /// What takes the place of what was typed.
  let textEdit: TextEdit
}

/// A change (`TextEdit`).
struct TextEdit: Encodable, Hashable {
  /// What is replaced.
  let range: PositionRange
  /// What it is replaced by.
  let newText: String
}

/// The answer to `textDocument/hover`.
struct Hover: Encodable {
  /// Text with marks (`MarkupContent`).
  struct Contents: Encodable {
    /// How it is marked.
    let kind = "markdown"
    /// The text.
    let value: String
  }

  /// What is to be said.
  let contents: Contents
  /// What it is said of.
  let range: PositionRange
}

/// A declaration (`DocumentSymbol`).
struct DocumentSymbol: Encodable {
  /// What is declared (`SymbolKind`).
  enum Kind: Int, Encodable {
    /// A function.
    case function = 12
    /// A global variable.
    case variable = 13
    /// A macro.
    case constant = 14
    /// A probe or an alias.
    case event = 24
  }

  /// The name.
  let name: String
  /// What it is.
  let kind: Kind
  /// The whole declaration.
  let range: PositionRange
  /// What to show of it.
  let selectionRange: PositionRange
}
