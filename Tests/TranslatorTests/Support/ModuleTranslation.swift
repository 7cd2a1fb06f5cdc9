import Diagnostics
import IR

@testable import Translator

extension ElaborationSample {
  /// Returns the module of `script` in guru mode, and what is wrong with it.
  func module(of script: String) -> Translation<ModuleSource> {
    var translator = ScriptTranslator(
      kernel: kernel, library: library,
      environment: PreprocessorEnvironment(kernelRelease: kernel.identity.release, guruMode: 1))
    translator.engine = .module
    let source = SourceText(name: "script.stp", text: script)
    let handlers = translator.lowered(translator.elaborated(translator.parsed([source])))
    return translator.halvedAndWritten(handlers).source
  }
}
