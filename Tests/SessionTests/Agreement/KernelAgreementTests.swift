import Foundation
import Testing

@testable import Runtime
@testable import Translator

/// Runs random scripts on the same system calls in the interpreter and in the kernel.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct KernelAgreementTests {
  @Test(arguments: KernelShare.allCases)
  func `interpreter and kernel agree on random scripts`(share: KernelShare) throws {
    let translator = try DrivenScript.makeTranslator()
    var translated = 0
    let seeds = Seeds.chosen(8)
    for seed in seeds {
      var random = RandomKernelScript(seed: seed)
      let text = random.next()
      let policy = SplitPolicy(share)
      guard let script = try DrivenScript(text, translator: translator, splitting: policy) else {
        continue
      }
      translated += 1
      let calls = random.calls()
      let expected = script.resultOfInterpreter(on: calls)
      let found = try result(of: script, text, on: calls, "seed \(seed)")
      // What a handler has changed before it fails is not the same in halves.
      let isSame =
        expected.hasFailed
        ? found.hasFailed && found.output == expected.output : found == expected
      guard isSame else {
        Issue.record("seed \(seed): \(found)\nis not \(expected)\n\(calls)\n\(text)")
        return
      }
    }
    #expect(translated > seeds.count / 2, "most scripts are refused")
  }

  @Test(arguments: KernelShare.allCases)
  func `a division by 0 comes before what the script does behind it`(share: KernelShare) throws {
    let text = """
      global n
      function ratio(x) { return 7 / x }
      probe kernel.trace("raw_syscalls:sys_enter")
      {
        if (pid() != target() || $id < 5000 || $id > 6000) next
        x = $id == 5000 ? ratio(n) : 1 / n
        println("behind")
        if (n) println(x)
      }
      probe never { n = 1 }
      """
    let script = try #require(
      try DrivenScript(
        text, translator: try DrivenScript.makeTranslator(), splitting: SplitPolicy(share)))
    for number in [5_000, 5_001] {
      let calls = [DrivenCall(number: number, value: 0, text: "")]
      for result in [
        script.resultOfInterpreter(on: calls), try result(of: script, text, on: calls, "\(number)"),
      ] {
        #expect(result.hasFailed && result.output == "")
      }
    }
  }

  @Test(arguments: KernelShare.allCases)
  func `what fails where its handler could end as well leads to its catch block`(share: KernelShare)
    throws
  {
    let text = """
      global n = 3, m, seen%
      probe kernel.trace("raw_syscalls:sys_enter")
      {
        if (pid() != target() || $id != 5000) next
        try {
          seen["quotient"] = 2 * (n / m)
        } catch {
          if (execname() . "a" != "a") seen[user_string_n($regs->si, 12)] = 1
        }
      }
      """
    let script = try #require(
      try DrivenScript(
        text, translator: try DrivenScript.makeTranslator(), splitting: SplitPolicy(share)))
    let calls = [DrivenCall(number: 5_000, value: 0, text: "abc")]
    let found = try result(of: script, text, on: calls, "the script")
    #expect(found == script.resultOfInterpreter(on: calls) && !found.hasFailed)
    #expect(found.globals.contains { $0.hasPrefix("seen") })
  }

  @Test(arguments: KernelShare.allCases)
  func `a division by 0 is told on the ways that send no record`(share: KernelShare) throws {
    let text = """
      global calls, seen
      probe kernel.trace("raw_syscalls:sys_enter")
      {
        if (pid() != target() || $id < 5000 || $id > 6000) next
        calls <<< $id
        if ($id == 5001) println("record")
        if (6 / $regs->di in seen) next
      }
      probe never { seen[0] = 0  println(@count(calls)) }
      """
    let script = try #require(
      try DrivenScript(
        text, translator: try DrivenScript.makeTranslator(), splitting: SplitPolicy(share)))
    for number in [5_000, 5_001] {
      let calls = [DrivenCall(number: number, value: 0, text: "")]
      let found = try result(of: script, text, on: calls, "\(number)")
      #expect(found.hasFailed, "\(number)")
      #expect(found == script.resultOfInterpreter(on: calls), "\(number)")
    }
  }

  @Test func `what the verifier refuses runs in user space`() throws {
    var random = RandomKernelScript(seed: RandomKernelScript.seedOfRefusal)
    let text = random.next()
    let script = try #require(
      try DrivenScript(text, translator: try DrivenScript.makeTranslator()))
    let calls = random.calls()
    let found = try result(of: script, text, on: calls, "the script")
    #expect(found == script.resultOfInterpreter(on: calls))
  }

  /// Returns what the halves of `script`, which is `text`, do on `calls`, after as much as the verifier refuses was
  /// taken from the kernel. What is refused is refused at a line.
  private func result(
    of script: DrivenScript, _ text: String, on calls: [DrivenCall], _ name: String
  ) throws -> DrivenScript.Result {
    do {
      return try script.resultOfKernel(on: calls)
    } catch RunError.rejected(let rejection) {
      #expect(rejection.place.hasPrefix("random.stp:"), "\(name): \(rejection)\n\(text)")
      let eased = try #require(
        try script.eased(text, after: rejection), "\(name): \(rejection)\n\(text)")
      return try result(of: eased, text, on: calls, name)
    }
  }
}
