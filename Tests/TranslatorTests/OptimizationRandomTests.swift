import Foundation
import IR
import Testing

@testable import Translator

/// Optimises random scripts, and runs them before and after.
@Suite struct OptimizationRandomTests {
  /// The seeds of the scripts of each test: 30, or so many as `MARKTAP_SCRIPTS` in the environment says.
  private static var seeds: ClosedRange<UInt64> {
    let count = ProcessInfo.processInfo.environment["MARKTAP_SCRIPTS"].flatMap(UInt64.init)
    return 1...max(1, count ?? 30)
  }

  /// Returns what the handler of `program` prints, and how it ended.
  private func outcome(of program: Program) -> String {
    let interpreter = Interpreter(program)
    let outcome = interpreter.runHandler(ofProbe: 0)
    var text = String(decoding: interpreter.output, as: UTF8.self)
    switch outcome {
    case .completed: text += "completed"
    case .failed(let failure):
      text += String(decoding: RuntimeMessages(program).message(of: failure), as: UTF8.self)
    case .aborted: text += "aborted"
    case .malformed: text += "malformed"
    }
    return text
  }

  @Test func `every pass keeps random programs sound and their failures`() {
    // Dead code may have failed, so its removal changes what programs with failures do.
    let passes = functionPasses.filter { $0.name != FunctionPass.removeDeadCode.name }
    for seed in Self.seeds {
      var scripts = RandomScripts(seed: seed, failures: .possible)
      var program = lower(scripts.next(), sources: TypedTrees.sources)
      #expect(verify(program).map(\.description) == [], "lowering with seed \(seed)")
      let expected = outcome(of: program)
      for pass in passes + passes {
        let before = program
        program.mapFunctions { pass.run(on: &$0, of: before) }
        let findings = verify(program).map(\.description)
        #expect(findings == [], "pass \(pass.name) with seed \(seed)")
        guard findings.isEmpty else { return }
        #expect(outcome(of: program) == expected, "pass \(pass.name) with seed \(seed)")
      }
    }
  }

  @Test func `optimised programs without failures do the same`() {
    for seed in Self.seeds {
      var scripts = RandomScripts(seed: seed, failures: .impossible)
      var program = lower(scripts.next(), sources: TypedTrees.sources)
      let expected = outcome(of: program)
      optimize(&program)
      #expect(verify(program).map(\.description) == [], "seed \(seed)")
      #expect(outcome(of: program) == expected, "seed \(seed)")
    }
  }

  @Test func `programs with functions put into each other do the same`() throws {
    for seed in Self.seeds {
      var scripts = RandomScripts(seed: seed, failures: .possible)
      var program = lower(scripts.next(), sources: TypedTrees.sources)
      let expected = outcome(of: program)
      let handler = try #require(program.probes[0].handler)
      program.probes[0].handler = inlineCalls(
        in: handler, where: { _ in true }, program: &program)
      #expect(verify(program).map(\.description) == [], "seed \(seed)")
      #expect(outcome(of: program) == expected, "seed \(seed)")
    }
  }
}
