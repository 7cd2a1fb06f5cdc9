import Foundation
import Runtime
import Testing

/// Runs random scripts on the same system calls in the interpreter and in the kernel.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct KernelAgreementTests {
  /// The seeds: 25, or as many as `MARKTAP_SCRIPTS` says, from `MARKTAP_SEED` on.
  private static var seeds: ClosedRange<UInt64> {
    let environment = ProcessInfo.processInfo.environment
    let first = environment["MARKTAP_SEED"].flatMap(UInt64.init) ?? 1
    let count = environment["MARKTAP_SCRIPTS"].flatMap(UInt64.init) ?? 25
    return first...first + max(1, count) - 1
  }

  @Test func `interpreter and kernel agree on random scripts`() throws {
    let translator = try DrivenScript.makeTranslator()
    var translated = 0
    var rejected = 0
    for seed in Self.seeds {
      var random = RandomKernelScript(seed: seed)
      let text = random.next()
      guard let script = try DrivenScript(text, translator: translator) else { continue }
      translated += 1
      let calls = random.calls()
      let expected = script.resultOfInterpreter(on: calls)
      do {
        let found = try script.resultOfKernel(on: calls)
        // What a handler has changed before it fails is not the same in halves.
        let isSame =
          expected.hasFailed
          ? found.hasFailed && found.output == expected.output : found == expected
        guard isSame else {
          Issue.record("seed \(seed): \(found)\nis not \(expected)\n\(calls)\n\(text)")
          return
        }
      } catch let error as RunError {
        // Loops in loops may be too much for the verifier; then the script is refused at its line.
        rejected += 1
        if case .rejected(let rejection) = error, rejection.place.hasPrefix("random.stp:") {
          continue
        }
        Issue.record("seed \(seed): \(error)\n\(text)")
        return
      }
    }
    #expect(translated > Self.seeds.count / 2, "most scripts are refused")
    #expect(rejected <= translated / 100, "the verifier refuses too many scripts")
  }
}
