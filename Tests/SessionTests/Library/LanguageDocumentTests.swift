import Foundation
import IR
import Testing

/// What the documentation says of the functions that scripts can call.
struct LanguageDocumentTests {
  /// What stands in front of the table of probe points.
  private static let pointMark = "## Probe points of the library\n\n"
  /// What stands in front of the tables of functions.
  private static let mark = "## Functions\n\n"

  /// The table of probe points.
  private func pointTable() throws -> String {
    let rows = try DocumentedAlias.all().filter(\.isPublic).map { alias in
      let variables = alias.variables.map { "`\($0)`" }.joined(separator: " ")
      return "| `\(alias.name)` | \(alias.meaning.replacing("|", with: "\\|")) | \(variables) |\n"
    }
    return "| point | when | variables |\n| --- | --- | --- |\n" + rows.joined() + "\n"
  }

  /// The tables, one for each part of the library.
  private func tables() throws -> String {
    let tapsets = try DocumentedFunction.ofTapsets()
    let places = FunctionPlaces(tapsets)
    let all = try DocumentedFunction.builtIn() + tapsets.filter(\.isPublic)
    var sections: [String] = []
    for function in all where !sections.contains(function.section) {
      sections.append(function.section)
    }
    return sections.map { section in
      let rows = all.filter { $0.section == section }.map { function in
        "| `\(function.signature)` | \(places.place(of: function).rawValue) "
          + "| \(function.meaning.replacing("|", with: "\\|")) |\n"
      }
      return "### \(section)\n\n| function | BPF | meaning |\n| --- | --- | --- |\n" + rows.joined()
    }.joined(separator: "\n")
  }

  @Test func `the page lists every probe point and function as its source describes it`() throws {
    let file = DocumentedFunction.root.appending(path: "Documentation/Language.md")
    let written = try String(contentsOf: file, encoding: .utf8)
    let points = try #require(written.firstRange(of: Self.pointMark)).upperBound
    let pointEnd = try #require(written[points...].firstRange(of: "\n## ")).lowerBound
    let end = try #require(written.firstRange(of: Self.mark)).upperBound
    let expected =
      written[..<points] + (try pointTable()) + written[written.index(after: pointEnd)..<end]
      + (try tables())
    if ProcessInfo.processInfo.environment["MARKTAP_REWRITE_GOLDENS"] != nil {
      try expected.write(to: file, atomically: true, encoding: .utf8)
    } else {
      #expect(written == expected)
    }
  }

  @Test func `every probe point and function says what it means`() throws {
    let functions = try DocumentedFunction.builtIn() + DocumentedFunction.ofTapsets()
    #expect(functions.filter { $0.meaning.isEmpty }.map(\.name) == [])
    let aliases = try DocumentedAlias.all().filter(\.isPublic)
    #expect(aliases.filter { $0.meaning.isEmpty }.map(\.name) == [])
    // Names that start with underscores are for what the tool writes itself.
    let known = Intrinsic.allCases.filter { !$0.rawValue.hasPrefix("__") }
    #expect(functions.filter { $0.section == "built in" }.count == known.count)
  }

  @Test func `functions of tapsets declare all their types`() throws {
    let untyped = try DocumentedFunction.ofTapsets().filter { function in
      function.parameters.contains { !$0.contains(":") }
        || function.result == nil && function.body.contains(#/return [^;]/#)
    }
    #expect(untyped.map(\.name) == [])
  }
}

extension DocumentedFunction {
  /// `true` iff it is meant for scripts.
  var isPublic: Bool { !name.hasPrefix("_") || name.hasPrefix("__") }

  /// The name with the types.
  fileprivate var signature: String {
    "\(name)(\(parameters.joined(separator: ", ")))" + (result.map { ":\($0)" } ?? "")
  }
}
