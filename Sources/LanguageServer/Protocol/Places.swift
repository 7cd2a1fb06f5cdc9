/// A place in a document (`Position`): a line and a unit of the negotiated encoding, both from 0.
struct Position: Codable, Hashable {
  /// The line.
  let line: Int
  /// The unit in the line.
  let character: Int
}

/// A range of a document (`Range`); the end is exclusive.
struct PositionRange: Codable, Hashable {
  /// The start.
  let start: Position
  /// The end.
  let end: Position
}

/// A range of some document (`Location`).
struct Location: Codable, Hashable {
  /// The document.
  let uri: String
  /// The range.
  let range: PositionRange
}

/// The name of a document (`TextDocumentIdentifier`).
struct DocumentIdentifier: Codable {
  /// Its address.
  let uri: String
}

/// A place in some document (`TextDocumentPositionParams`).
struct DocumentPosition: Codable {
  /// The document.
  let textDocument: DocumentIdentifier
  /// The place.
  let position: Position
}

/// The parameters of requests on a whole document.
struct WholeDocument: Codable {
  /// The document.
  let textDocument: DocumentIdentifier
}
