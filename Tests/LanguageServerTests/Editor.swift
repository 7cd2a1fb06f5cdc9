import Diagnostics
import Foundation
import KernelDescription
import LanguageServer
import Testing
import Translator

/// An editor that has one document open.
final class Editor {
  /// The address of the document.
  static let uri = "file:///tmp/a%20script.stp"
  /// The server.
  private var server: LanguageServer
  /// The number of requests so far.
  private var requests = 0

  /// Starts a server, and opens `text`; a `|` in it is left out and says where the cursor is.
  init(_ text: String, encodings: [String] = [], options: [String: Any] = [:]) throws {
    let parts = text.components(separatedBy: "|")
    cursor = parts[0]
    let translator = try SampleKernel.translator()
    server = LanguageServer(version: "1.0") { _ in translator }
    _ = try request(
      "initialize",
      [
        "capabilities": ["general": ["positionEncodings": encodings]],
        "initializationOptions": options,
      ])
    try note(
      "textDocument/didOpen",
      ["textDocument": ["uri": Self.uri, "version": 1, "text": parts.joined()]])
  }

  /// The text before the cursor.
  private let cursor: String

  /// The cursor as the protocol has it, in units of UTF-16.
  var position: [String: Int] {
    let lines = cursor.components(separatedBy: "\n")
    return ["line": lines.count - 1, "character": lines.last?.utf16.count ?? 0]
  }

  /// Sends `message`, and returns what is answered.
  func send(_ message: [String: Any]) throws -> [[String: Any]] {
    var message = message
    message["jsonrpc"] = "2.0"
    let bytes = Array(try JSONSerialization.data(withJSONObject: message))
    return try server.answer(bytes).map(Self.object)
  }

  /// Sends the request `method`, and returns the answer to it.
  func request(_ method: String, _ parameters: [String: Any]) throws -> [String: Any] {
    requests += 1
    let answers = try send(["id": requests, "method": method, "params": parameters])
    let answer = try #require(answers.first { $0["id"] as? Int == requests })
    return answer
  }

  /// Sends the notification `method`.
  func note(_ method: String, _ parameters: [String: Any]) throws {
    _ = try send(["method": method, "params": parameters])
  }

  /// Asks `method` of the place of the cursor, and returns the result.
  func ask(_ method: String) throws -> Any? {
    try request(
      "textDocument/\(method)", ["textDocument": ["uri": Self.uri], "position": position])["result"]
  }

  /// Whether the server expects more.
  var state: LanguageServer.State { server.state }

  /// What is wrong with the document: severity and code of each thing.
  func diagnostics() throws -> [[String: Any]] {
    let sent = try server.publish().map(Self.object)
    let parameters = try #require(sent.last?["params"] as? [String: Any])
    return try #require(parameters["diagnostics"] as? [[String: Any]])
  }

  /// The labels of the words that may follow.
  func words() throws -> [String] {
    let list = try #require(try ask("completion") as? [String: Any])
    return try #require(list["items"] as? [[String: Any]]).compactMap { $0["label"] as? String }
  }

  /// What is said of the word at the cursor.
  func hover() throws -> String? {
    let hover = try ask("hover") as? [String: Any]
    return (hover?["contents"] as? [String: Any])?["value"] as? String
  }

  /// Returns the object that `bytes` are.
  private static func object(_ bytes: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }
}

/// A small kernel with a small tapset.
enum SampleKernel {
  /// Returns a translator for it.
  static func translator() throws -> ScriptTranslator {
    var builder = KernelDescriptionBuilder(identity: KernelIdentity(release: "6.18.0-test"))
    try builder.declare(
      """
      struct cred { int uid; };
      struct task_struct { char comm[16]; int pid; struct task_struct *parent; struct cred *cred; };
      """)
    try builder.addTracepoint(
      "sched_switch", system: "sched",
      parameters: [("preempt", "bool"), ("prev", "struct task_struct *")])
    let tapset = SourceText(
      name: "/usr/share/tapsets/calls.stp", text: tapset, isTapset: true)
    return ScriptTranslator(
      kernel: builder.description(), library: TapsetLibrary(TapsetCatalog(of: [tapset])),
      environment: PreprocessorEnvironment(kernelRelease: "6.18.0-test"),
      options: ElaborationOptions(emptyScript: .allowed))
  }

  /// The tapset.
  private static let tapset = """
    /// Twice a number.
    function twice:long(x:long) { return 2 * x }

    // When one task takes over from another.
    probe tasks.change = kernel.trace("sched:sched_switch") {
      former = kernel_string($prev->comm)
    }
    """
}
