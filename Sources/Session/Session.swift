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
package struct Session {
  /// Takes note of each pass when it has ended.
  package typealias PassObserver = (PassEnding) -> Void

  /// What is to be translated.
  private var request: ScriptRequest
  /// The script.
  private let script: Script
  /// The tapsets.
  private let tapsets: TapsetPath
  /// The running kernel.
  private let key: KernelKey
  /// What is kept from one run to the next.
  private let cache: Cache
  /// What is known of the passes that have ended.
  private let progress: PassProgress

  /// Reads the script that `request` names; `observer` is told of each pass that runs.
  ///
  /// - Throws: `SessionError` if it cannot be read.
  package init(
    _ request: ScriptRequest, cache: Cache = .ofUser(),
    observer: @escaping PassObserver = { _ in }
  ) throws(SessionError) {
    self.request = request
    self.cache = cache
    progress = PassProgress(observer)
    tapsets = TapsetPath.usual(additional: request.tapsetDirectories)
    key = KernelKey()
    do throws(SystemError) {
      script = try Script(request.source, along: tapsets)
    } catch { throw .system(error) }
  }

  /// The name of the script, as messages show it.
  package var scriptName: String { script.name }

  // MARK: The passes

  /// Pass 1: returns the trees of the script and of what is added to it.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func parsed() throws(SessionError) -> Translation<ParsedScript> {
    parsed(by: try translator())
  }

  /// Pass 2: returns what the script means.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func elaborated(
    _ emptyScript: ElaborationOptions.EmptyScript = .error
  ) throws(SessionError) -> Translation<TypedProgram> {
    elaborated(by: try translator(emptyScript))
  }

  /// Pass 3, first part: returns the handlers.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func lowered() throws(SessionError) -> Translation<IR.Program> {
    let translator = try translator()
    return translator.lowered(elaborated(by: translator))
  }

  /// Pass 3, second part: returns the halves.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func halved() throws(SessionError) -> Translation<IR.Program> {
    halved(by: try translator())
  }

  /// Pass 3, second part, in words: returns why what runs in which half.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func explained() throws(SessionError) -> Translation<SplitExplanation> {
    let translator = try translator()
    return translator.explained(translator.lowered(elaborated(by: translator)))
  }

  /// Pass 4 without what only running takes: returns the code of the kernel halves as text.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func disassembled() throws(SessionError) -> Translation<String> {
    let translator = try translator()
    let handlers = translator.lowered(elaborated(by: translator))
    return translator.halvedAndBuilt(handlers).object.map { object, _, _ in
      object.programs.map { "# \($0.name): \($0.section)\n\(Disassembler($0.code).text)" }
        .joined(separator: "\n")
    }
  }

  /// Passes 1 to 4, of which nothing is kept: returns only what was found.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func translated() throws(SessionError) -> Translation<Void> {
    let translator = try translator()
    return translator.built(halved(by: translator)).map { _, _, _ in () }
  }

  /// Pass 3 for the module engine: returns the C text of the kernel halves.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func written() throws(SessionError) -> Translation<String> {
    let translator = try translator()
    let handlers = translator.lowered(elaborated(by: translator))
    return translator.halvedAndWritten(handlers).source.map { source, _, _ in source.text }
  }

  /// Pass 4: returns the object, from the cache if it is there.
  ///
  /// - Throws: `SessionError` if it has to be made and there is no kernel to make it for, or nothing to build it with.
  package func built() throws(SessionError) -> Translation<BuiltObject> {
    let digest = digest
    if let object = BuiltObject(objectKind, digest: digest, in: cache) {
      progress.note(.built(object))
      return Translation(object, sources: SourceMap(), log: DiagnosticLog())
    }
    let translator = try translator()
    let handlers = translator.lowered(elaborated(by: translator))
    switch request.engine {
    case .bpf:
      let (program, code) = translator.halvedAndBuilt(handlers)
      return try kept(program, code, digest) { packing, object throws(SessionError) in
        try packing.file(object)
      }
    case .module(let options):
      let (program, code) = translator.halvedAndWritten(handlers)
      let name = options.name ?? "marktap_\(digest.prefix(16))"
      return try kept(program, code, digest) { packing, source throws(SessionError) in
        try packing.file(source, name: name, options, cache: cache)
      }
    }
  }

  /// Returns the object that `pack` makes of `code`, the kernel halves of `program`, and keeps it under `digest`.
  private func kept<Code>(
    _ program: Translation<IR.Program>, _ code: Translation<Code>, _ digest: String,
    _ pack: (ObjectPacking, Code) throws(SessionError) -> [UInt8]
  ) throws(SessionError) -> Translation<BuiltObject> {
    note(program)
    guard let object = code.value, let program = program.value else {
      return Translation(nil, sources: code.sources, log: code.log)
    }
    let file = try pack(ObjectPacking(of: program, for: describedKernel().identity), object)
    let warnings = DiagnosticRenderer(sources: code.sources).text(of: code.log)
    let kept = BuiltObject(
      keeping: file, as: objectKind, warnings: warnings, digest: digest, in: cache)
    progress.note(.built(kept))
    return Translation(kept, sources: code.sources, log: code.log)
  }

  /// What the object is.
  private var objectKind: BuiltObject.Kind {
    switch request.engine {
    case .bpf: .bpf
    case .module: .module
    }
  }

  /// Returns the session of the same script that leaves less to the kernel where `rejection` is about it; `nil` if
  /// next to nothing is left to it there. That, and the `message` about it, is remembered.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func eased(
    after rejection: RunError.Rejection, message: String
  ) throws(SessionError) -> Session? {
    guard let program = try halved().value,
      let policy = request.splitting.eased(
        for: rejection.probes, at: rejection.place, in: program)
    else { return nil }
    RememberedRefusal(policy: policy, message: message).keep(digest: digest, in: cache)
    return splitting(by: policy)
  }

  /// Returns the session that leaves as much to the kernel as is known to be taken, and what is told of the rest.
  package func remembering() -> (session: Session, messages: [String]) {
    var session = self
    var messages: [String] = []
    while let refusal = RememberedRefusal(digest: session.digest, in: cache),
      refusal.policy != session.request.splitting
    {
      session = session.splitting(by: refusal.policy)
      messages.append(refusal.message)
      // Each refusal leads one step down, and there are two of them for each handler.
      if messages.count > Self.maximumRefusals { return (self, []) }
    }
    return (session, messages)
  }

  /// How many refusals are remembered of one script.
  private static let maximumRefusals = 1000

  /// Returns the same session with another way to split handlers.
  private func splitting(by policy: SplitPolicy) -> Session {
    var session = self
    session.request.splitting = policy
    return session
  }

  /// Returns the trees of the script and of what is added to it.
  private func parsed(by translator: ScriptTranslator) -> Translation<ParsedScript> {
    let tree = translator.parsed(sources)
    if tree.value != nil {
      progress.note(.parsed(libraryFileCount: translator.library.catalog.fileCount))
    }
    return tree
  }

  /// Returns what the script means.
  private func elaborated(by translator: ScriptTranslator) -> Translation<TypedProgram> {
    let program = translator.elaborated(parsed(by: translator))
    if let program = program.value { progress.note(.analyzed(program)) }
    return program
  }

  /// Returns the halves.
  private func halved(by translator: ScriptTranslator) -> Translation<IR.Program> {
    let program = translator.halved(translator.lowered(elaborated(by: translator)))
    note(program)
    return program
  }

  /// Takes note of the halves `program`.
  private func note(_ program: Translation<IR.Program>) {
    guard let program = program.value else { return }
    progress.note(.translated(kernelHalfCount: program.probes.count { $0.kernelHalf != nil }))
  }

  /// The number and the name of the pass that failed, if one did.
  package var failedPass: (number: Int, name: String) { progress.nextPass }

  // MARK: The library

  /// Returns what the tapsets declare, as `listing` asks for it, in lines.
  ///
  /// - Throws: `SessionError` if there is no kernel to translate for.
  package func listing(_ listing: LibraryListing) throws(SessionError) -> String {
    try translator().libraryListing(listing)
  }

  // MARK: The kernel

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
    if request.recordedKernel != nil { return [] }
    return (try? KernelDescriptions(cache: cache).chosen(request.kernel, key: key).omissions) ?? []
  }

  // MARK: What the passes are given

  /// The script and what is added to it, as the translator takes it.
  private var sources: [SourceText] {
    [SourceText(name: script.name, bytes: script.bytes, isTapset: isTapset)]
      + request.addedTexts.enumerated().map { index, text in
        SourceText(name: "<input\(index + 1)>", text: text)
      }
  }

  /// `true` iff the script belongs to the tool.
  private var isTapset: Bool { if case .tapset = request.source { true } else { false } }

  /// Returns the translator for the kernel that is asked for.
  ///
  /// - Throws: `SessionError` if there is no such kernel, or a tapset cannot be read.
  package func translator(
    _ emptyScript: ElaborationOptions.EmptyScript = .error
  ) throws(SessionError) -> ScriptTranslator {
    Heap.widen()
    let kernel = try describedKernel()
    if let architecture = request.architecture, architecture != kernel.identity.machine {
      throw .architecture(architecture, kernel: kernel.identity.machine)
    }
    var environment = PreprocessorEnvironment(
      kernelRelease: kernel.identity.release, architecture: kernel.identity.machine,
      languageVersion: request.languageVersion, privilege: request.privilege,
      guruMode: request.mode == .guru ? 1 : 0, arguments: ScriptArguments(request.arguments))
    if request.recordedKernel != nil {
      environment.runtime = "replay"
    } else if request.engine != .bpf {
      environment.runtime = "kernel"
    }
    environment.versionConditions = request.versionCheck == .done ? .warned : .silent
    var options = ElaborationOptions(
      globals: request.globals.map { .init($0.name, $0.value) },
      definitions: (request.definitions + request.timeLimits.definitions)
        .map { .init($0.name, $0.value) },
      emptyScript: emptyScript,
      elision: request.unusedCode == .kept ? .nothing : .whatHasNoEffect)
    options.targetProcess = request.targetProcess == .present ? .unknown : .absent
    options.missingVariables = request.missingVariables == .zero ? .zero : .mistake
    var translator = ScriptTranslator(
      kernel: kernel, library: try TapsetLoading(tapsets, for: kernel, cache: cache).library(),
      environment: environment, options: options, splitting: request.splitting)
    translator.eventSource = request.recordedKernel == nil ? .runningKernel : .recording
    translator.engine = request.engine == .bpf ? .bpf : .module
    translator.firstValues = request.firstValues
    return translator
  }

  /// Returns the kernel that the script is for.
  ///
  /// - Throws: `SessionError` if there is no such kernel.
  func describedKernel() throws(SessionError) -> KernelDescription {
    if let recorded = request.recordedKernel { return recorded }
    return try KernelDescriptions(cache: cache).chosen(request.kernel, key: key).description
  }

  /// The digest of all that the object depends on.
  private var digest: String {
    var digest = Digest()
    digest.absorb(ToolStamp.text)
    digest.absorb(script.name)
    digest.absorb(script.bytes)
    for list in [request.addedTexts, request.arguments, request.tapsetDirectories] {
      digest.absorb(list)
    }
    for settings in [request.definitions, request.globals] {
      digest.absorb(settings.flatMap { [$0.name, $0.value] })
    }
    digest.absorb(request.mode.rawValue)
    digest.absorb(request.timeLimits.rawValue)
    digest.absorb(request.unusedCode.rawValue)
    digest.absorb(request.splitting)
    digest.absorb(request.missingVariables.rawValue)
    digest.absorb(request.versionCheck.rawValue)
    digest.absorb(request.targetProcess.rawValue)
    digest.absorb(request.firstValues.rawValue)
    for text in [request.kernel, request.architecture, request.languageVersion, request.privilege] {
      digest.absorb(text ?? "")
    }
    if case .module(let options) = request.engine {
      digest.absorb(options.words)
      for stamp in stamps(of: options) { digest.absorb(stamp) }
    }
    digest.absorb(key.text)
    for stamp in KernelDescriptions(cache: cache).stamps(of: request.kernel) {
      digest.absorb(stamp)
    }
    for file in tapsets.files {
      digest.absorb(file.path)
      digest.absorb(file.stamp)
    }
    return digest.text
  }

  /// The files that a module depends on beside its text: those that it is built with.
  private func stamps(of options: ModuleOptions) -> [Files.Stamp] {
    let release = request.kernel ?? key.kernel.release
    let tree = try? BuildTree(of: release, at: options.buildRoot)
    let headers = options.runtime.map { directory in
      Files.names(in: directory).compactMap { Files.stamp(of: "\(directory)/\($0)") }
    }
    return (tree?.stamps ?? []) + (options.key?.stamps ?? []) + (headers ?? [])
  }
}
