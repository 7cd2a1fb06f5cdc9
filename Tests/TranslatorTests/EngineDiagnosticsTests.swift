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
}
