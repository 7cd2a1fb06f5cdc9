import Diagnostics
import Testing

@testable import Translator

/// What is translated, and refused when an object is to be made of it, because only other engines have it.
@Suite struct EngineDiagnosticsTests {
  @Test(arguments: [
    ("function f() %{ /* C */ %} probe begin { println(f() + 1) }", "unavailable-embedded-code"),
    ("probe begin { println(%{ 1 %}) }", "unavailable-embedded-code"),
    ("probe begin { print_regs() }", "other-engine"),
    ("probe process.begin { println(pid()) }", "other-engine"),
    ("probe kernel.data(1).write { println(1) }", "other-engine"),
    ("probe begin { println(@perf(\"a\"), @const(\"MACRO\")) }", "unavailable-operator"),
  ])
  func `what only other engines have is refused in pass 4`(_ script: String, _ id: String) throws {
    let sample = try ElaborationSample()
    let translator = ScriptTranslator(
      kernel: sample.kernel, library: sample.library,
      environment: PreprocessorEnvironment(
        kernelRelease: sample.kernel.identity.release, guruMode: 1))
    let source = SourceText(name: "script.stp", text: script)
    let handlers = translator.lowered(translator.elaborated(translator.parsed([source])))
    #expect(handlers.value != nil && translator.halved(handlers).value != nil)
    let made = translator.halvedAndBuilt(handlers)
    #expect(made.object.value == nil)
    #expect(Set(made.object.log.diagnostics.map(\.id)) == [id])
  }

  @Test(arguments: [
    ("function f() %{ /* C */ %} probe begin { f() }", []),
    ("probe begin { set_kernel_long(0, 1) }", ["user-space-effect"]),
    ("probe kernel.trace(\"sched_switch\") { print_regs() }", ["other-engine"]),
    ("probe kernel.trace(\"sched_switch\") { println(register(\"rip\")) }", []),
    ("probe process.begin { println(pid()) }", ["other-engine"]),
    ("probe kernel.data(1).write { println(1) }", ["other-engine"]),
    ("function f() %{ /* C */ %} probe kernel.trace(\"sched_switch\") { f() }", []),
    ("probe kernel.trace(\"sched_switch\") { set_kernel_long(0, 1) }", []),
  ])
  func `modules do more than BPF programs, and not all`(
    _ script: String, _ ids: [String]
  ) throws {
    let made = try ElaborationSample().module(of: script)
    #expect(Set(made.log.diagnostics.map(\.id)) == Set(ids))
    #expect((made.value == nil) == !ids.isEmpty)
  }
}
