import IR
import Testing

@testable import Translator

/// Optimises random scripts.
@Suite struct OptimizationRandomTests {
  /// The number of scripts that each test makes.
  private static let scriptCount: UInt64 = 40

  @Test func `every pass keeps random programs sound`() {
    for seed in 1...Self.scriptCount {
      var scripts = RandomScripts(seed: seed)
      var program = lower(scripts.next(), sources: TypedTrees.sources)
      #expect(verify(program).map(\.description) == [], "lowering with seed \(seed)")
      for pass in functionPasses + functionPasses {
        let before = program
        program.mapFunctions { pass.run(on: &$0, of: before) }
        let findings = verify(program).map(\.description)
        #expect(findings == [], "pass \(pass.name) with seed \(seed)")
        guard findings.isEmpty else { return }
      }
    }
  }
}
