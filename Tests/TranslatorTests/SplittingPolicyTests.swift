import Diagnostics
import IR
import Testing

@testable import Translator

/// What becomes of handlers that leave less to the kernel than they could.
@Suite struct SplittingPolicyTests {
  /// Returns the sample's translator of `text`, and the handlers.
  private func lowered(
    _ text: String
  ) throws -> (translator: ScriptTranslator, handlers: Translation<IR.Program>) {
    let sample = try ElaborationSample()
    let translator = ScriptTranslator(
      kernel: sample.kernel, library: sample.library,
      environment: PreprocessorEnvironment(kernelRelease: sample.kernel.identity.release))
    let source = SourceText(name: "script.stp", text: text)
    return (
      translator, translator.lowered(translator.elaborated(translator.parsed([source])))
    )
  }

  /// A handler with more strings at hand in a loop than a kernel half has memory for, and one with a counter.
  private static let manyStrings = """
    global found, count
    probe kernel.trace("sched_switch") {
      \((1...80).map { "s\($0) = kernel_string($prev + \($0))" }.joined(separator: "\n"))
      for (i = 0; i < 2; i++) {
        \((1...40).map { "if (s\($0) == s\(81 - $0)) found++" }.joined(separator: "\n"))
      }
    }
    probe kernel.trace("sched_switch") { count++ }
    probe end { println(found, count) }
    """

  @Test func `a handler without room in the kernel runs in user space, and others do not`() throws {
    let (translator, handlers) = try lowered(Self.manyStrings)
    #expect(translator.built(translator.halved(handlers)).value == nil)
    let made = translator.halvedAndBuilt(handlers)
    #expect(made.object.value?.programs.count == 1)
    #expect(made.object.log.diagnostics.map(\.id) == ["user-space-handler"])
    let halves = try #require(made.halves.value)
    #expect(halves.probes[0].userHalf != nil)
    #expect(halves.probes[1].userHalf == nil)
    #expect(halves.globals.first { $0.name == "found" }?.placement == .user)
    #expect(halves.globals.first { $0.name == "count" }?.placement == .kernel)
  }

  @Test func `a policy leaves less to the kernel until nothing is left to take`() throws {
    let (translator, handlers) = try lowered(
      """
      global n
      probe kernel.trace("sched_switch") { n++ }
      probe kernel.trace("sched_switch") { n += 2 }
      """)
    let halves = try #require(translator.halved(handlers).value)
    var policy = SplitPolicy()
    // One stands there.
    policy = try #require(policy.eased(for: [0, 1], at: "script.stp:3:1", in: halves))
    #expect(policy.exceptions == [1: .reads])
    // None does, so that all of them are meant.
    policy = try #require(policy.eased(for: [0, 1], at: "", in: halves))
    #expect(policy.exceptions == [0: .reads, 1: .straightReads])
    policy = try #require(policy.eased(for: [0, 1], at: "", in: halves))
    #expect(policy.exceptions == [0: .straightReads, 1: .straightReads])
    #expect(policy.eased(for: [0, 1], at: "", in: halves) == nil)
  }

  @Test func `a global that cannot be changed in the kernel lives in user space`() throws {
    // Whether the first array is changed depends on whether the second one, of user space, is full.
    let (translator, handlers) = try lowered(
      """
      global starts, ends%, n
      probe kernel.trace("sched_switch") {
        try { if (starts[1]) n++  ends[pid()] = 1  starts[pid()] = 0 } catch { n++ }
      }
      probe end { println(n) }
      """)
    let halves = translator.halved(handlers)
    #expect(halves.log.diagnostics.filter { $0.severity == .error }.map(\.id) == [])
    #expect(halves.value?.globals.map(\.placement) == [.user, .user, .user])
  }
}
