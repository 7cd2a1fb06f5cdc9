import Foundation
import IR
import Testing

@testable import Translator

/// Runs each optimisation pass on small programs and compares what it makes of them with golden files.
///
/// `Goldens/Optimization/PASS/x.ir` is the program before, `x.ir.expected` the one after the pass.
@Suite struct OptimizationGoldenTests {
  /// What changes programs as a whole, by the names of the folders.
  static let programPasses = [
    "inline-calls", "pipeline", "remove-uncalled-functions", "remove-unread-writes",
  ]

  @Test(arguments: functionPasses.map(\.name) + programPasses)
  func `a pass makes the expected programs`(_ name: String) throws {
    try GoldenFolder("Optimization/\(name)", "ir").check { text in
      var program = try Program(parsing: text)
      #expect(verify(program).map(\.description) == [])
      try Self.run(name, on: &program)
      #expect(verify(program).map(\.description) == [])
      return program.text(.withoutLocations)
    }
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
          in: handler, where: { _ in true }, program: &program)
      }
    default:
      let pass = try #require(functionPasses.first { $0.name == name }, "no pass \(name)")
      let whole = program
      program.mapFunctions { pass.run(on: &$0, of: whole) }
    }
  }
}
