import FoundationEssentials
import Translator

/// Answers an editor, by the Language Server Protocol 3.17: what is wrong with a script, what a word means and
/// where it is declared, what can follow, and how a script is laid out.
///
/// It does no input or output: messages go in and come out as bytes, so a test is an editor, too.
package struct LanguageServer {
  /// Makes the translator for what a user has set; scripts without probes are right for it.
  package typealias TranslatorMaker = (ServerOptions) throws -> ScriptTranslator

  /// Whether messages are expected.
  package enum State: Equatable, Sendable {
    /// `initialize` comes first.
    case new
    /// Requests are answered.
    case ready
    /// The editor has said that it will end.
    case closing
    /// The process is to end; `true` iff that was announced.
    case ended(inOrder: Bool)
  }

  /// What is expected.
  package private(set) var state = State.new
  /// The version that the editor is told.
  private let version: String
  /// Makes the translator.
  private let makeTranslator: TranslatorMaker
  /// The translator; `nil` before `initialize`, and if there is no kernel to translate for.
  private var translator: ScriptTranslator?
  /// The units of positions.
  private var encoding = PositionEncoding.utf16
  /// The open documents by their addresses.
  private var documents: [String: Document] = [:]
  /// The documents that have changed since they were looked at, in order.
  private var changed: [String] = []
  /// What is to be sent.
  private var outbox: [[UInt8]] = []

  /// Creates a server that calls itself `version`.
  package init(version: String, makeTranslator: @escaping TranslatorMaker) {
    self.version = version
    self.makeTranslator = makeTranslator
  }

  /// `true` iff `publish` has something to do.
  package var hasChanges: Bool { !changed.isEmpty }

  /// Returns what `message` is answered by.
  package mutating func answer(_ message: [UInt8]) -> [[UInt8]] {
    let data = Data(message)
    do {
      let head = try JSONDecoder().decode(IncomingMessage.self, from: data)
      guard let method = head.method else { return [] }
      if let id = head.id {
        do {
          try answer(method, id, data)
        } catch let error as ResponseError {
          send(FailureResponse(id: id, error: error))
        } catch {
          fail(id, .invalidParameters, "the parameters of '\(method)' cannot be read")
        }
      } else {
        // What is wrong with a notification cannot be said.
        try? note(method, data)
      }
    } catch {
      fail(nil, .parseError, "the message is no JSON-RPC message")
    }
    defer { outbox = [] }
    return outbox
  }

  /// Returns what is wrong with the documents that have changed.
  package mutating func publish() -> [[UInt8]] {
    for uri in changed {
      guard let document = documents[uri], let translator else { continue }
      let diagnostics = ScriptAnalysis(document, translator).diagnostics
      send(
        OutgoingNotification(
          method: "textDocument/publishDiagnostics",
          params: PublishDiagnosticsParameters(
            uri: uri, version: document.version, diagnostics: diagnostics)))
    }
    changed = []
    defer { outbox = [] }
    return outbox
  }

  // MARK: Requests

  /// Answers the request `id` for `method`, which `data` is.
  private mutating func answer(_ method: String, _ id: RequestID, _ data: Data) throws {
    if method == "initialize" { return try initialize(id, parameters(of: data)) }
    guard state == .ready || state == .closing else {
      throw ResponseError(code: .serverNotInitialized, message: "'initialize' comes first")
    }
    guard state == .ready || method == "shutdown" else {
      throw ResponseError(code: .invalidRequest, message: "the server is shutting down")
    }
    switch method {
    case "shutdown":
      state = .closing
      send(Response<Empty>(id: id, result: nil))
    case "textDocument/completion":
      send(Response(id: id, result: try place(in: data).map { $0.completions(at: $1) }))
    case "textDocument/hover":
      send(Response(id: id, result: try place(in: data).flatMap { $0.hover(at: $1) }))
    case "textDocument/definition":
      send(Response(id: id, result: try place(in: data).map { $0.definition(at: $1) }))
    case "textDocument/documentSymbol":
      send(Response(id: id, result: try analysis(in: data)?.symbols))
    case "textDocument/formatting":
      send(Response(id: id, result: try analysis(in: data)?.layout))
    default:
      throw ResponseError(code: .methodNotFound, message: "'\(method)' is not known")
    }
  }

  /// Answers `initialize`.
  private mutating func initialize(_ id: RequestID, _ parameters: InitializeParameters) throws {
    guard state == .new else {
      throw ResponseError(code: .invalidRequest, message: "the server is initialized already")
    }
    state = .ready
    let encodings = parameters.capabilities?.general?.positionEncodings ?? []
    encoding = encodings.contains(PositionEncoding.utf8.rawValue) ? .utf8 : .utf16
    send(
      Response(
        id: id,
        result: InitializeResult(
          capabilities: ServerCapabilities(positionEncoding: encoding),
          serverInfo: ServerInfo(name: "marktap", version: version))))
    do {
      translator = try makeTranslator(parameters.initializationOptions ?? ServerOptions())
    } catch {
      send(
        OutgoingNotification(
          method: "window/showMessage",
          params: ShownMessage(type: .error, message: "marktap: \(error)")))
    }
  }

  // MARK: Notifications

  /// Takes note of what the notification `method`, which `data` is, says.
  private mutating func note(_ method: String, _ data: Data) throws {
    switch method {
    case "exit": state = .ended(inOrder: state == .closing)
    case "textDocument/didOpen":
      let item: DidOpenParameters.Item = try parameters(of: data, DidOpenParameters.self)
        .textDocument
      change(item.uri, to: item.text, version: item.version)
    case "textDocument/didChange":
      let change = try parameters(of: data, DidChangeParameters.self)
      guard let text = change.contentChanges.last?.text else { return }
      self.change(change.textDocument.uri, to: text, version: change.textDocument.version)
    case "textDocument/didClose":
      let uri = try parameters(of: data, WholeDocument.self).textDocument.uri
      documents[uri] = nil
      changed.removeAll { $0 == uri }
      send(
        OutgoingNotification(
          method: "textDocument/publishDiagnostics",
          params: PublishDiagnosticsParameters(uri: uri, version: nil, diagnostics: [])))
    default: break
    }
  }

  /// Takes `text` for the text of the document at `uri`.
  private mutating func change(_ uri: String, to text: String, version: Int?) {
    documents[uri] = Document(uri: uri, version: version, text: text, encoding: encoding)
    if !changed.contains(uri) { changed.append(uri) }
  }

  // MARK: Reading and writing

  /// Returns the parameters of the message `data`.
  private func parameters<Parameters: Decodable>(
    of data: Data, _ type: Parameters.Type = Parameters.self
  ) throws -> Parameters {
    try JSONDecoder().decode(IncomingParameters<Parameters>.self, from: data).params
  }

  /// Returns the document that `data` names; `nil` if there is no translator to look at it with.
  private func analysis(_ document: DocumentIdentifier) throws -> ScriptAnalysis? {
    guard let open = documents[document.uri] else {
      throw ResponseError(code: .invalidParameters, message: "'\(document.uri)' is not open")
    }
    return translator.map { ScriptAnalysis(open, $0) }
  }

  /// Returns the document that the message `data` is about.
  private func analysis(in data: Data) throws -> ScriptAnalysis? {
    try analysis(parameters(of: data, WholeDocument.self).textDocument)
  }

  /// Returns the document and the offset in it that the message `data` is about.
  private func place(in data: Data) throws -> (ScriptAnalysis, Int)? {
    let place = try parameters(of: data, DocumentPosition.self)
    return try analysis(place.textDocument).map {
      ($0, $0.document.lines.offset(of: place.position))
    }
  }

  /// Sends that the request `id` failed.
  private mutating func fail(_ id: RequestID?, _ code: ResponseError.Code, _ message: String) {
    send(FailureResponse(id: id, error: ResponseError(code: code, message: message)))
  }

  /// Sends `message`.
  private mutating func send(_ message: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Nothing that is sent has numbers or keys that JSON lacks.
    if let data = try? encoder.encode(message) { outbox.append(Array(data)) }
  }
}

extension ScriptAnalysis {
  /// The changes that lay the document out; `nil` if it cannot be.
  var layout: [TextEdit]? {
    guard let text = document.layout else { return nil }
    return text == document.source.bytes
      ? []
      : [
        TextEdit(
          range: document.lines.range(0..<document.source.bytes.count),
          newText: String(decoding: text, as: UTF8.self))
      ]
  }
}
