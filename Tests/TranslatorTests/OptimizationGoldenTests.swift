import Foundation
import IR
import Testing

@testable import Translator

/// Runs each optimisation pass on small programs and compares what it makes of them with golden files.
///
/// `Goldens/Optimization/PASS/x.ir` is the program before, `x.ir.expected` the one after the pass.
@Suite struct OptimizationGoldenTests {
  /// The folder of the golden files.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Goldens/Optimization")

  /// The golden programs, as `pass/file`.
  static let programs: [String] = {
    let names = FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? []
    return names.compactMap { $0 as? String }.filter { $0.hasSuffix(".ir") }.sorted()
  }()

  @Test(arguments: programs)
  func `a pass makes the expected program`(_ name: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    var program = try Program(parsing: String(contentsOf: file, encoding: .utf8))
    #expect(verify(program).map(\.description) == [])
    try Self.run(String(name.prefix { $0 != "/" }), on: &program)
    #expect(verify(program).map(\.description) == [])
    try expectGolden(program.text(.withoutLocations), at: file.appendingPathExtension("expected"))
  }

  @Test func `each pass has a golden program`() {
    let folders = Set(Self.programs.map { String($0.prefix { $0 != "/" }) })
    for pass in functionPasses { #expect(folders.contains(pass.name), "\(pass.name)") }
  }

  /// Runs what the folder `name` is for on `program`.
  private static func run(_ name: String, on program: inout Program) throws {
    switch name {
    case "pipeline": optimize(&program)
    case "remove-unread-writes": removeUnreadWrites(from: &program)
    case "remove-uncalled-functions": removeUncalledFunctions(from: &program)
    case "inline-calls":
      for index in program.probes.indices {
        let handler = try #require(program.probes[index].handler)
        program.probes[index].handler = inlineCalls(
          in: handler, where: { _ in true }, program: program)
      }
    default:
      let pass = try #require(functionPasses.first { $0.name == name }, "no pass \(name)")
      let whole = program
      program.mapFunctions { pass.run(on: &$0, of: whole) }
    }
  }
}

/// Compares `text` with the golden file at `file`, or writes it there if `MARKTAP_WRITE_GOLDENS` is set.
func expectGolden(
  _ text: String, at file: URL, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  if ProcessInfo.processInfo.environment["MARKTAP_WRITE_GOLDENS"] != nil {
    try text.write(to: file, atomically: true, encoding: .utf8)
  }
  let expected = try String(contentsOf: file, encoding: .utf8)
  #expect(text == expected, sourceLocation: sourceLocation)
}
