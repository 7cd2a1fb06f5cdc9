import Foundation
import IR

/// A function that scripts can call, as its source describes it.
struct DocumentedFunction {
  /// The name.
  let name: String
  /// The parameters as they are declared: `addr:long`; types alone for built-in functions.
  let parameters: [String]
  /// The type of the result; `nil` if there is none.
  let result: String?
  /// What the comment in front of it says, in one line.
  let meaning: String
  /// What it is part of: the file of a tapset below its folder, or `built in`.
  let section: String
  /// The text of the body without comments; empty for built-in functions.
  let body: String

  /// The names that the body calls.
  var callees: Set<String> { Set(body.matches(of: #/(\w+)\(/#).map { String($0.1) }) }
}

extension DocumentedFunction {
  /// The folder of the project.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folders of tapsets whose functions are for scripts. Those of `syscall` decode the arguments of system
  /// calls, each its own.
  static let folders = [
    "context", "devices", "errors", "memory", "network", "output", "probes", "queues", "signals",
    "strings",
    "symbols", "time",
  ]

  /// The functions of all those tapsets, private ones included.
  static func ofTapsets() throws -> [DocumentedFunction] {
    try folders.flatMap { folder -> [DocumentedFunction] in
      let directory = root.appending(path: "tapsets/\(folder)")
      let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
      return try files.filter { $0.hasSuffix(".stp") }.sorted().flatMap { file in
        let text = try String(contentsOf: directory.appending(path: file), encoding: .utf8)
        return functions(in: text, section: "\(folder)/\(file.dropLast(4))")
      }
    }
  }

  /// The functions that `text` declares.
  private static func functions(in text: String, section: String) -> [DocumentedFunction] {
    var found: [DocumentedFunction] = []
    var comment: [Substring] = []
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.popFirst() {
      if line.hasPrefix("///") {
        comment.append(line.dropFirst(3))
        continue
      }
      if line.hasPrefix("function ") || line.hasPrefix("private function ") {
        var body = [line]
        // A body ends where its line does, or with a brace at the start of a line.
        while !(body.last?.hasSuffix("}") == true && (body.count == 1 || body.last == "}")),
          let next = lines.popFirst()
        {
          body.append(next)
        }
        if let function = DocumentedFunction(body, comment: comment, section: section) {
          found.append(function)
        }
      }
      comment = []
    }
    return found
  }

  /// Creates the function that `lines` declare; `nil` if they do not look like one.
  private init?(_ lines: [Substring], comment: [Substring], section: String) {
    let text = lines.map { $0.prefix(upTo: $0.firstRange(of: "//")?.lowerBound ?? $0.endIndex) }
      .joined(separator: " ")
    let pattern = #/^(?:private )?function (\w+)(?::(\w+))?\(([^)]*)\)(.*)$/#
    guard let match = text.wholeMatch(of: pattern) else { return nil }
    name = String(match.1)
    result = match.2.map(String.init)
    parameters = match.3.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    body = String(match.4)
    meaning = comment.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
    self.section = section
  }

  /// The functions that are built in, by the comments of `Intrinsic`.
  static func builtIn() throws -> [DocumentedFunction] {
    let source = root.appending(path: "Sources/IR/Operations/Intrinsic.swift")
    var comment: [String] = []
    var found: [DocumentedFunction] = []
    for line in try String(contentsOf: source, encoding: .utf8).split(separator: "\n") {
      let words = line.trimmingCharacters(in: .whitespaces)
      if words.hasPrefix("///") {
        comment.append(words.dropFirst(3).trimmingCharacters(in: .whitespaces))
        continue
      }
      if words.hasPrefix("case "), let intrinsic = Intrinsic(rawValue: String(words.dropFirst(5))) {
        found.append(DocumentedFunction(intrinsic, meaning: comment.joined(separator: " ")))
      }
      comment = []
    }
    return found
  }

  /// Creates the description of `intrinsic`.
  private init(_ intrinsic: Intrinsic, meaning: String) {
    name = intrinsic.rawValue
    parameters = intrinsic.signature.parameters.map(\.rawValue)
    result = intrinsic.signature.result?.rawValue
    self.meaning = meaning
    section = "built in"
    body = ""
  }
}
