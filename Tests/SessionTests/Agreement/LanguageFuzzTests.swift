import Foundation
import Testing

@testable import IR
@testable import Runtime
@testable import Session
@testable import Translator

/// Translates random scripts over all of the language, with the tapsets of the tool and for the running kernel.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct LanguageFuzzTests {
  @Test(arguments: KernelShare.allCases)
  func `random scripts are translated, and the kernel takes their halves`(share: KernelShare) throws
  {
    let translator = try DrivenScript.makeTranslator()
    for seed in Seeds.chosen(2) {
      var random = RandomLanguageScript(seed: seed)
      let text = random.next()
      guard
        let script = try DrivenScript(text, translator: translator, splitting: SplitPolicy(share))
      else { continue }
      #expect(verify(script.whole).map(\.description) == [], "seed \(seed)\n\(text)")
      #expect(verify(script.halves).map(\.description) == [], "seed \(seed)\n\(text)")
      runUserHandlers(of: script.whole)
      try load(script, text, "seed \(seed)")
    }
  }

  /// Runs the handlers that need no kernel; whatever they do, they end.
  private func runUserHandlers(of program: IR.Program) {
    let interpreter = Interpreter(program, environment: ExecutionEnvironment(target: 1))
    for probe in program.probes.indices where !program.probes[probe].site.isInKernel {
      _ = interpreter.runHandler(ofProbe: probe)
      interpreter.clearOutput()
    }
  }

  /// Loads the kernel halves of `script`, which is `text`, with less in them each time that the verifier refuses one. What it
  /// refuses is refused at a line.
  private func load(_ script: DrivenScript, _ text: String, _ name: String) throws {
    do {
      _ = try script.loaded()
    } catch RunError.rejected(let rejection) {
      #expect(rejection.place.contains(".stp:"), "\(name): \(rejection)\n\(text)")
      let eased = try #require(
        try script.eased(text, after: rejection), "\(name): \(rejection)\n\(text)")
      try load(eased, text, name)
    }
  }
}
