import Diagnostics
import KernelDescription
import Testing

@testable import Translator

/// Returns the listing with its bodies of `script`, which can draw on `tapset` and on a kernel of which nothing is known.
func listing(
  of script: String, tapset: String, options: ElaborationOptions = ElaborationOptions()
) throws -> String {
  let library = TapsetLibrary(
    TapsetCatalog(of: [SourceText(name: "base.stp", text: tapset, isTapset: true)]))
  let kernel = KernelDescriptionBuilder(identity: KernelIdentity(release: "6.18.0-test"))
  let translator = ScriptTranslator(
    kernel: kernel.description(), library: library,
    environment: PreprocessorEnvironment(kernelRelease: "6.18.0-test"), options: options)
  let program = translator.elaborated(
    translator.parsed([SourceText(name: "<input>", text: script)]))
  return try #require(program.value, "\(program.log.diagnostics)").listing(.bodies)
}
