import BPF
import Diagnostics
import IR
import KernelDescription
import MarkerScan
import Runtime
import TapsetGen
import Translator

/// Carries one script from text to object, and stops where it is asked to.
///
/// It reads the files and owns the cache; the translator in it does neither. An object that is in the cache is
/// found without reading a tapset or a kernel description.
package struct Session: Sendable {
  /// What is to be translated.
  private let request: ScriptRequest
  /// The script.
  private let script: Script
  /// The tapsets.
  private let tapsets: TapsetPath
  /// The running kernel.
  private let key: KernelKey
  /// What is kept from one run to the next.
  private let cache: Cache

  /// Reads the script that `request` names.
  ///
  /// - Throws: `SessionError` if it cannot be read.
  package init(_ request: ScriptRequest, cache: Cache = .ofUser()) throws(SessionError) {
    self.request = request
    self.cache = cache
    tapsets = TapsetPath.usual(additional: request.tapsetDirectories)
    key = KernelKey()
    do throws(SystemError) {
      script = try Script(request.source, along: tapsets)
    } catch { throw .system(error) }
  }

  /// The name of the script, as messages show it.
  package var scriptName: String { script.name }

  // MARK: The passes

  /// Pass 1: returns the tree of the script.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func parsed() throws(SessionError) -> Translation<SyntaxFile> {
    try translator().parsed(source)
  }

  /// Pass 2: returns what the script means.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func elaborated(
    _ emptyScript: ElaborationOptions.EmptyScript = .error
  ) throws(SessionError) -> Translation<TypedProgram> {
    let translator = try translator(emptyScript)
    return translator.elaborated(translator.parsed(source))
  }

  /// Pass 3, first part: returns the handlers.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func lowered() throws(SessionError) -> Translation<IR.Program> {
    let translator = try translator()
    return translator.lowered(translator.elaborated(translator.parsed(source)))
  }

  /// Pass 3, second part: returns the halves.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func halved() throws(SessionError) -> Translation<IR.Program> {
    let translator = try translator()
    return translator.halved(
      translator.lowered(translator.elaborated(translator.parsed(source))))
  }

  /// Pass 4 without what only running takes: returns the code of the kernel halves as text.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func disassembled() throws(SessionError) -> Translation<String> {
    let translator = try translator()
    let object = translator.built(
      translator.halved(translator.lowered(translator.elaborated(translator.parsed(source)))))
    return object.map { object, _, _ in
      object.programs.map { "# \($0.name): \($0.section)\n\(Disassembler($0.code).text)" }
        .joined(separator: "\n")
    }
  }

  /// Pass 4: returns the object, from the cache if it is there.
  ///
  /// - Throws: `SessionError` if it has to be made and there is no kernel to make it for.
  package func built() throws(SessionError) -> Translation<BuiltObject> {
    let digest = digest
    if let object = BuiltObject(digest: digest, in: cache) {
      return Translation(object, sources: SourceMap(), log: DiagnosticLog())
    }
    let translator = try translator()
    let program = translator.halved(
      translator.lowered(translator.elaborated(translator.parsed(source))))
    let code = translator.built(program)
    guard let object = code.value, let program = program.value else {
      return Translation(nil, sources: code.sources, log: code.log)
    }
    let file = try ObjectPacking(of: program, for: translator.kernel.identity).file(object)
    let warnings = DiagnosticRenderer(sources: code.sources).text(of: code.log)
    let kept = BuiltObject(keeping: file, warnings: warnings, digest: digest, in: cache)
    return Translation(kept, sources: code.sources, log: code.log)
  }

  /// Whether the object is for the kernel that runs.
  ///
  /// - Throws: `SessionError` if there is no kernel as it is asked for.
  package func isForRunningKernel() throws(SessionError) -> Bool {
    guard request.kernel != nil else { return true }
    let kernel = try KernelDescriptions(cache: cache).chosen(request.kernel, key: key).description
    return kernel.identity.buildID == key.kernel.buildID
      && kernel.identity.release == key.kernel.release
  }

  /// What of the kernel could not be read, so that the script may be right although it was found wrong.
  package var omissions: [ScanError] {
    (try? KernelDescriptions(cache: cache).chosen(request.kernel, key: key).omissions) ?? []
  }

  // MARK: What the passes are given

  /// The script, as the translator takes it.
  private var source: SourceText {
    SourceText(name: script.name, bytes: script.bytes, isTapset: isTapset)
  }

  /// `true` iff the script belongs to the tool.
  private var isTapset: Bool { if case .tapset = request.source { true } else { false } }

  /// Returns the translator for the kernel that is asked for.
  private func translator(
    _ emptyScript: ElaborationOptions.EmptyScript = .error
  ) throws(SessionError) -> ScriptTranslator {
    let kernel = try KernelDescriptions(cache: cache).chosen(request.kernel, key: key).description
    let environment = PreprocessorEnvironment(
      kernelRelease: kernel.identity.release, architecture: kernel.identity.machine,
      guruMode: request.mode == .guru ? 1 : 0, arguments: ScriptArguments(request.arguments))
    let options = ElaborationOptions(
      globals: request.globals.map { .init($0.name, $0.value) },
      definitions: request.definitions.map { .init($0.name, $0.value) }, emptyScript: emptyScript)
    return ScriptTranslator(
      kernel: kernel, library: try TapsetLoading(tapsets, for: kernel).library(),
      environment: environment, options: options)
  }

  /// The digest of all that the object depends on.
  private var digest: String {
    var digest = Digest()
    digest.absorb(ToolStamp.text)
    digest.absorb(script.name)
    digest.absorb(script.bytes)
    for list in [request.arguments, request.tapsetDirectories] { digest.absorb(list) }
    for settings in [request.definitions, request.globals] {
      digest.absorb(settings.flatMap { [$0.name, $0.value] })
    }
    digest.absorb(request.mode.rawValue)
    digest.absorb(request.kernel ?? "")
    digest.absorb(key.text)
    for file in tapsets.files {
      digest.absorb(file.path)
      digest.absorb(file.stamp)
    }
    return digest.text
  }
}
