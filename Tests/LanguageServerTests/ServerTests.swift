import Foundation
import LanguageServer
import Testing

/// The server, as an editor sees it.
@Suite struct ServerTests {
  @Test func `a script that is right has no diagnostics`() throws {
    let editor = try Editor("probe tasks.change { println(former, twice(2)) }")
    #expect(try editor.diagnostics().isEmpty)
  }

  @Test func `what is wrong is shown where it is`() throws {
    let editor = try Editor("probe begin {\n  é = \"x\"\n  println(twicee(1))\n}")
    try editor.note(
      "textDocument/didChange",
      [
        "textDocument": ["uri": Editor.uri, "version": 2],
        "contentChanges": [["text": "probe begin {\n  println(\"é\", twicee(1))\n}"]],
      ])
    let found = try editor.diagnostics()
    #expect(found.count == 1)
    #expect(found.first?["severity"] as? Int == 1)
    let message = try #require(found.first?["message"] as? String)
    #expect(message.contains("twicee") && message.contains("did you mean 'twice'?"))
    let range = try #require(found.first?["range"] as? [String: [String: Int]])
    #expect(range["start"] == ["line": 1, "character": 15])
    #expect(range["end"] == ["line": 1, "character": 21])
  }

  @Test func `script arguments may be missing while a script is written`() throws {
    let editor = try Editor("probe begin { println($1, @2) }")
    #expect(try editor.diagnostics().allSatisfy { $0["severity"] as? Int == 3 })
  }

  @Test(arguments: [
    ("pro|", ["probe"]),
    ("probe tasks.|", ["change"]),
    ("probe tasks.ch|", ["change"]),
    ("probe kernel.trace(\"sched:|", ["sched:sched_switch"]),
    ("probe begin, end { ex| }", ["exit", "execname"]),
    ("probe begin { @hi| }", ["@hist_linear", "@hist_log"]),
    ("probe kernel.trace(\"sched:sched_switch\") { $p| }", ["$prev", "$preempt"]),
    ("probe kernel.trace(\"sched:sched_switch\") { $prev->| }", ["comm", "pid", "parent", "cred"]),
    ("probe kernel.trace(\"sched:sched_switch\") { $prev->p|ar }", ["pid", "parent"]),
    ("probe kernel.trace(\"sched:sched_switch\") { $p|re }", ["$prev", "$preempt"]),
    ("probe kernel.trace(\"sched:sched_switch\") { $prev->parent->cred->| }", ["uid"]),
    ("probe tasks.change { fo| }", ["former", "for", "foreach"]),
    ("global counts\nfunction f(argument) { arg| }", ["argument"]),
    ("global counts\nprobe end { cou| }", ["counts"]),
    ("probe end { tw| }", ["twice"]),
    ("probe timer.|", ["s(", "ms(", "profile"]),
  ])
  func `what can follow is offered`(_ text: String, _ expected: [String]) throws {
    let words = try Editor(text).words()
    for word in expected { #expect(words.contains(word), "\(words)") }
    #expect(words.count < 300)
  }

  @Test(arguments: [
    "# pro|", "probe begin { println(\"ex|\") }", "/* pro| */", "global na|", "function fu|",
    "probe begin { 12| }",
  ])
  func `nothing is offered where nothing can be guessed`(_ text: String) throws {
    #expect(try Editor(text).words().isEmpty)
  }

  @Test(arguments: [
    ("probe end { tw|ice(1) }", "function twice:long(x:long)\n```\n\nTwice a number."),
    ("probe tasks.ch|ange { }", "When one task takes over from another."),
    ("probe tasks.change { print(form|er) }", "former:string"),
    (
      "probe kernel.trace(\"sched:sched_switch\") { print($pre|v->pid) }",
      "$prev:struct task_struct*"
    ),
    ("probe kernel.trace(\"sched:sched_switch\") { print($prev->pi|d) }", "int pid"),
    ("global n|ames\nprobe end { names[\"x\"] = 1 }", "global names:long [string]"),
    ("probe end { x = \"a\"; print(x|) }", "x:string"),
    ("probe end { print(pi|d()) }", "function pid:long()"),
  ])
  func `words are explained`(_ text: String, _ expected: String) throws {
    let hover = try #require(try Editor(text).hover())
    #expect(hover.contains(expected), "\(hover)")
  }

  @Test func `declarations are found`() throws {
    let own = try #require(
      try Editor("function f(x) { return x }\nprobe end { print(f|(1)) }").ask("definition")
        as? [[String: Any]])
    #expect(own.first?["uri"] as? String == Editor.uri)
    let start = (own.first?["range"] as? [String: [String: Int]])?["start"]
    #expect(start == ["line": 0, "character": 9])
    let library = try #require(
      try Editor("probe end { print(twi|ce(1)) }").ask("definition") as? [[String: Any]])
    #expect(library.first?["uri"] as? String == "file:///usr/share/tapsets/calls.stp")
    #expect(try (Editor("probe end { | }").ask("definition") as? [Any])?.isEmpty == true)
  }

  @Test func `the outline has every declaration`() throws {
    let text =
      "@define m %( 1 %)\nglobal a, b\nfunction f() { }\nprobe x = begin { }\nprobe x,\n end { }"
    let symbols = try #require(try Editor(text).ask("documentSymbol") as? [[String: Any]])
    #expect(symbols.compactMap { $0["name"] as? String } == ["m", "a", "b", "f", "x", "x, end"])
  }

  @Test func `scripts are laid out`() throws {
    let edits = try #require(
      try Editor("probe end{exit( )}").ask("formatting") as? [[String: Any]])
    #expect(edits.first?["newText"] as? String == "probe end { exit() }\n")
    #expect(try (Editor("probe end { exit() }\n").ask("formatting") as? [Any])?.isEmpty == true)
    #expect(try Editor("probe end { exit(").ask("formatting") is NSNull)
  }

  @Test func `positions can be bytes`() throws {
    let editor = try Editor(
      "probe end { println(\"é\", nothing()) }", encodings: ["utf-16", "utf-8"])
    let range = try #require(try editor.diagnostics().first?["range"] as? [String: [String: Int]])
    #expect(range["start"] == ["line": 0, "character": 26])
  }

  @Test func `the life of a server has an order`() throws {
    let editor = try Editor("")
    #expect(try error(of: editor.request("initialize", [:])) == -32600)
    #expect(try error(of: editor.request("textDocument/rename", [:])) == -32601)
    #expect(try error(of: editor.request("textDocument/hover", ["textDocument": 1])) == -32602)
    #expect(
      try error(of: editor.request("textDocument/documentSymbol", ["textDocument": ["uri": "x"]]))
        == -32602)
    #expect(try editor.request("shutdown", [:])["result"] is NSNull)
    #expect(try error(of: editor.request("textDocument/hover", [:])) == -32600)
    try editor.note("exit", [:])
    #expect(editor.state == .ended(inOrder: true))
  }

  @Test func `bytes that are no message are answered`() throws {
    var server = LanguageServer(version: "1.0") { _ in try SampleKernel.translator() }
    for text in ["", "{", "[]", "{\"id\":[]}", "\u{0}", "{\"method\":1}"] {
      let answer = try #require(server.answer(Array(text.utf8)).first)
      #expect(String(decoding: answer, as: UTF8.self).contains("-32700"), "\(text)")
    }
    let early = try #require(server.answer(Array(#"{"id":"a","method":"shutdown"}"#.utf8)).first)
    #expect(String(decoding: early, as: UTF8.self).contains("-32002"))
  }

  /// Returns the code of the error that `answer` is; `nil` if it is none.
  private func error(of answer: [String: Any]) -> Int? {
    (answer["error"] as? [String: Any])?["code"] as? Int
  }
}

/// Cutting messages out of a stream.
@Suite struct MessageBufferTests {
  @Test func `messages come in pieces`() throws {
    let stream =
      MessageBuffer.framed(Array("one".utf8))
      + Array("content-type: x\r\nContent-Length: 0\r\n\r\n".utf8)
      + MessageBuffer.framed(Array("é".utf8))
    for size in 1...stream.count {
      var buffer = MessageBuffer()
      var messages: [String] = []
      for start in stride(from: 0, to: stream.count, by: size) {
        buffer.append(stream[start..<min(start + size, stream.count)])
        while let message = try buffer.next() {
          messages.append(String(decoding: message, as: UTF8.self))
        }
      }
      #expect(messages == ["one", "", "é"])
    }
  }

  @Test(arguments: [
    ("X: 1\r\n\r\n", MessageBuffer.Failure.header),
    ("Content-Length: -1\r\n\r\n", .header), ("Content-Length: 1x\r\n\r\n", .header),
    ("Content-Length: 99999999999\r\n\r\n", .tooLong),
    (String(repeating: "a", count: 5_000), .header),
  ])
  func `what is no header is refused`(_ text: String, _ failure: MessageBuffer.Failure) {
    var buffer = MessageBuffer()
    buffer.append(Array(text.utf8))
    #expect(throws: failure) { _ = try buffer.next() }
  }
}
