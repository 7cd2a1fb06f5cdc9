/// The parameters of `initialize`, as far as they are of use.
struct InitializeParameters: Decodable {
  /// What the client can do.
  struct Capabilities: Decodable {
    /// What it can do in general.
    struct General: Decodable {
      /// The encodings of positions that it knows, the best first.
      let positionEncodings: [String]?
    }
    /// What it can do in general.
    let general: General?
  }

  /// What the client can do.
  let capabilities: Capabilities?
  /// What is set for this server.
  let initializationOptions: ServerOptions?
}

/// What users can set, in the `initializationOptions` of their editor.
package struct ServerOptions: Decodable, Sendable {
  /// The words that `$1` and `@1` of scripts stand for.
  package var arguments: [String]?
  /// More directories of tapsets.
  package var tapsets: [String]?
  /// The kernel to write for, by release or path of a description; the running one if it is `nil`.
  package var kernel: String?
  /// Whether scripts may do what can harm the machine.
  package var guru: Bool?
}

/// The answer to `initialize`.
struct InitializeResult: Encodable {
  /// What the server can do.
  let capabilities: ServerCapabilities
  /// Which server it is.
  let serverInfo: ServerInfo
}

/// Which server it is.
struct ServerInfo: Encodable {
  /// The name.
  let name: String
  /// The version.
  let version: String
}

/// What the server can do (`ServerCapabilities`).
struct ServerCapabilities: Encodable {
  /// When completion is worth asking for.
  struct CompletionOptions: Encodable {
    /// The characters behind which it is.
    let triggerCharacters: [String]
  }

  /// The units of positions.
  let positionEncoding: PositionEncoding
  /// How changes are sent: 1 is the whole text (`TextDocumentSyncKind.Full`).
  let textDocumentSync = 1
  /// `textDocument/completion`.
  let completionProvider = CompletionOptions(triggerCharacters: [".", "$", "@", "\"", ">", "("])
  /// `textDocument/hover`.
  let hoverProvider = true
  /// `textDocument/definition`.
  let definitionProvider = true
  /// `textDocument/documentSymbol`.
  let documentSymbolProvider = true
  /// `textDocument/formatting`.
  let documentFormattingProvider = true
}

/// The units in which characters of a line are counted (`PositionEncodingKind`).
enum PositionEncoding: String, Encodable {
  /// Bytes of UTF-8.
  case utf8 = "utf-8"
  /// Units of UTF-16, which all clients know.
  case utf16 = "utf-16"
}

/// The parameters of `textDocument/didOpen`.
struct DidOpenParameters: Decodable {
  /// A document with its text (`TextDocumentItem`).
  struct Item: Decodable {
    /// Its address.
    let uri: String
    /// Its version.
    let version: Int?
    /// Its text.
    let text: String
  }
  /// The document.
  let textDocument: Item
}

/// The parameters of `textDocument/didChange`.
struct DidChangeParameters: Decodable {
  /// A document with its version (`VersionedTextDocumentIdentifier`).
  struct Identifier: Decodable {
    /// Its address.
    let uri: String
    /// Its version.
    let version: Int?
  }
  /// A change, which is the whole text.
  struct Change: Decodable {
    /// The text.
    let text: String
  }
  /// The document.
  let textDocument: Identifier
  /// The changes; the last holds.
  let contentChanges: [Change]
}

/// The parameters of `window/showMessage`.
struct ShownMessage: Encodable {
  /// How bad it is (`MessageType`).
  enum Level: Int, Encodable {
    /// Something does not work.
    case error = 1
  }
  /// How bad it is.
  let type: Level
  /// The text.
  let message: String
}
