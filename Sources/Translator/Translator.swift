import BPF
import Diagnostics
import IR
import KernelDescription

/// Carries one script from text to object. This is the whole road: each stage is a function from value to value.
///
/// It reads no file, and knows no clock, no environment and no running kernel.
package struct ScriptTranslator: Sendable {
  /// The kernel that the script is for.
  package let kernel: KernelDescription
  /// The tapsets that the script can draw on.
  package let library: TapsetLibrary
  /// What preprocessor conditions ask about, and the script's arguments.
  package let environment: PreprocessorEnvironment
  /// What the command line says of the script's meaning.
  package let options: ElaborationOptions
  /// What may be taken for granted of BPF.
  package let backend: BPFBackendOptions
  /// How much of each handler the kernel half does.
  package var splitting: SplitPolicy
  /// Where the events come from that the handlers see.
  package var eventSource = EventSource.runningKernel
  /// What runs the kernel halves.
  package var engine = TargetEngine.bpf
  /// When globals have their first values.
  package var firstValues = FirstValues.known

  /// Creates a translator; what may be taken for granted of BPF is what the kernel's release has.
  package init(
    kernel: KernelDescription, library: TapsetLibrary, environment: PreprocessorEnvironment,
    options: ElaborationOptions = ElaborationOptions(),
    backend: BPFBackendOptions? = nil, splitting: SplitPolicy = SplitPolicy()
  ) {
    self.kernel = kernel
    self.library = library
    self.environment = environment
    self.options = options
    self.backend =
      backend
      ?? BPFBackendOptions(
        release: kernel.identity.release, machine: kernel.identity.machine)
    self.splitting = splitting
  }

  /// Pass 1: returns the trees of `scripts`, which together are one.
  package func parsed(_ scripts: [SourceText]) -> Translation<ParsedScript> {
    var sources = SourceMap()
    var log = DiagnosticLog()
    let files = scripts.map { sources.add($0) }
    let macros = macros(&sources, log: &log)
    let trees = files.map { file in
      parse(file, in: sources, environment: environment, macros: macros, log: &log)
    }
    warnOfBrokenTapsets(macros, sources, log: &log)
    warnOfUnusedArguments(environment.arguments, in: trees, log: &log)
    return Translation(
      ParsedScript(files: trees, macros: macros), sources: sources, log: log)
  }

  /// Returns the macros that scripts and tapsets can use: those of the library, and the limit of strings.
  private func macros(_ sources: inout SourceMap, log: inout DiagnosticLog) -> MacroTable {
    var ignored = DiagnosticLog()
    let length = Limits(options.definitions, log: &ignored).maximumStringLength
    var macros = library.macros(environment: environment, sources: &sources, log: &log)
    let limits = sources.add(
      SourceText(
        name: "<limits>", text: "@define MAXSTRINGLEN %( \(length) %)", isTapset: true))
    macros.add(contentsOf: parseMacros(limits, in: sources, environment: environment, log: &log))
    return macros
  }

  /// Warns of the files that a user adds and that cannot be parsed, whether the script needs them or not.
  ///
  /// Those of the tool are parsed only as far as a script needs them.
  private func warnOfBrokenTapsets(
    _ macros: MacroTable, _ sources: SourceMap, log: inout DiagnosticLog
  ) {
    for file in library.addedFiles where !file.name.hasSuffix(".stpm") {
      var own = sources
      var mistakes = DiagnosticLog()
      let id = own.add(file)
      _ = parse(id, in: own, environment: environment, macros: macros, log: &mistakes)
      if mistakes.hasErrors {
        log.add(SyntaxDiagnostics.brokenTapset(file.name, mistakes, own))
      }
    }
  }

  /// Pass 2: returns what `script` means on the kernel.
  package func elaborated(_ script: Translation<ParsedScript>) -> Translation<TypedProgram> {
    script.map { script, sources, log in
      var options = options
      (options.engine, options.eventSource) = (engine, eventSource)
      return elaborate(
        script.files, library: library, kernel: kernel, options: options,
        environment: environment, macros: script.macros, sources: &sources, log: &log)
    }
  }

  /// Pass 3, first part: returns the handlers of `script` as IR, as simple as they get.
  package func lowered(_ script: Translation<TypedProgram>) -> Translation<IR.Program> {
    script.map { typed, sources, log in
      reportLongPrints(in: typed, log: &log)
      var program = lower(typed, sources: sources)
      replaceConstantGlobals(
        in: &program, except: firstValues == .maySetLater ? typed.ownGlobals : [])
      optimize(&program)
      expandContext(
        &program, kernel: kernel, eventSource: eventSource, sources: sources, log: &log)
      optimize(&program)
      switch eventSource {
      case .runningKernel:
        preferTracepoints(in: &program, kernel: kernel)
        joinSystemCalls(in: &program, kernel: kernel)
      case .recording:
        // No object is built of it, which would say so.
        for mistake in otherEngineMistakes(in: program, for: .bpf, sources: sources) {
          log.add(mistake)
        }
        reportUnrecorded(in: program, sources: sources, log: &log)
        reportUnreadTexts(in: program, sources: sources, log: &log)
        if !log.hasErrors { placeGlobals(in: &program, policy: policy) }
      }
      return program
    }
  }

  /// Pass 3, second part: returns the halves of the handlers of `program`.
  package func halved(_ program: Translation<IR.Program>) -> Translation<IR.Program> {
    program.map { program, sources, log in
      var halves = split(program, policy: policy, sources: sources, log: &log)
      optimizeHalves(of: &halves)
      return halves
    }
  }

  /// Pass 3, second part, in words: returns why what runs in which half.
  package func explained(_ program: Translation<IR.Program>) -> Translation<SplitExplanation> {
    program.map { program, sources, log in
      // Whatever cannot be split is said there.
      _ = split(program, policy: policy, sources: sources, log: &log)
      return SplitExplanation(of: program, policy: policy)
    }
  }

  /// How much of each handler the kernel half does, on the engine that there is.
  private var policy: SplitPolicy {
    var policy = splitting
    policy.engine = engine
    return policy
  }

  /// Pass 4: returns the BPF object of the kernel halves of `program`.
  package func built(_ program: Translation<IR.Program>) -> Translation<ObjectFile> {
    ownEngine(program).map { program, sources, log in
      makeObject(from: program, options: backend, sources: sources, log: &log)
    }
  }
}

/// When the globals of a script have their first values.
package enum FirstValues: UInt64, Hashable, Sendable {
  /// When the script is translated.
  case known
  /// When what was made of it starts: its command line may set them.
  case maySetLater
}

/// What runs kernel halves.
package enum TargetEngine: String, Hashable, Sendable, CaseIterable {
  /// BPF programs.
  case bpf
  /// A kernel module.
  case module
}

/// Where the events come from that handlers see.
package enum EventSource: Hashable, Sendable {
  /// From the kernel while it runs: handlers can ask for all that the kernel knows.
  case runningKernel
  /// From a recorded trace: of each event there are its record, the thread, its name, the CPU and the time.
  case recording
}

extension ScriptTranslator {
  /// Pass 4 for the module engine: returns the source of the module of the kernel halves of `program`.
  package func written(_ program: Translation<IR.Program>) -> Translation<ModuleSource> {
    ownEngine(program).map { program, sources, log in
      makeModule(
        from: program,
        options: ModuleBackendOptions(
          release: kernel.identity.release, definitions: options.definitions),
        sources: sources, log: &log)
    }
  }

  /// Pass 3, second part, and pass 4 for the module engine: returns the halves of the handlers of `program`, and the
  /// source of their module.
  package func halvedAndWritten(
    _ program: Translation<IR.Program>
  ) -> (halves: Translation<IR.Program>, source: Translation<ModuleSource>) {
    let halves = halved(program)
    return (halves, written(halves))
  }

  /// Returns `program` if it asks for nothing that its engine does not have.
  private func ownEngine(_ program: Translation<IR.Program>) -> Translation<IR.Program> {
    program.map { program, sources, log in
      for mistake in otherEngineMistakes(in: program, for: engine, sources: sources) {
        log.add(mistake)
      }
      return program
    }
  }
}

/// What the first pass makes of a script.
package struct ParsedScript: Sendable {
  /// The trees of its files.
  package let files: [SyntaxFile]
  /// The macros that tapsets define for all files.
  let macros: MacroTable
}

extension ScriptTranslator {
  /// Pass 3, second part, and pass 4: returns the halves of the handlers of `program`, and their object.
  ///
  /// Handlers for whose kernel halves no code can be made are split again with less left to the kernel, with a warning.
  package func halvedAndBuilt(
    _ program: Translation<IR.Program>
  ) -> (halves: Translation<IR.Program>, object: Translation<ObjectFile>) {
    let halves = halved(program)
    let object = built(halves)
    guard object.value == nil, let value = ownEngine(halves).value else { return (halves, object) }
    var eased = self
    var log = DiagnosticLog()
    for (probes, problem) in makeObject(from: value, options: backend).problems {
      let location = value[problem.location]
      let policy = eased.splitting.eased(for: probes, at: location.place, in: value)
      guard let policy else { return (halves, object) }
      eased.splitting = policy
      log.add(
        BPFDiagnostics.movedToUserSpace(
          problem, at: halves.sources.range(of: location), probe: value.probes[probes[0]].point))
    }
    return eased.halvedAndBuilt(program.adding(log))
  }
}

/// What a pass has made, with all that was found on the way.
package struct Translation<Value: Sendable>: Sendable {
  /// The result of the last pass that ran; `nil` if there was an error before it was made.
  package let value: Value?
  /// The files that diagnostics point into.
  package let sources: SourceMap
  /// What was found, in order.
  package let log: DiagnosticLog

  /// Creates the result of a pass; it is dropped if there are errors.
  package init(_ value: Value?, sources: SourceMap, log: DiagnosticLog) {
    self.value = log.hasErrors ? nil : value
    self.sources = sources
    self.log = log
  }

  /// Returns the same with what is in `other`.
  fileprivate func adding(_ other: DiagnosticLog) -> Translation {
    var log = log
    log.add(contentsOf: other)
    return Translation(value, sources: sources, log: log)
  }

  /// Returns what `pass` makes of the value, unless there is none.
  package func map<Result: Sendable>(
    _ pass: (Value, inout SourceMap, inout DiagnosticLog) -> Result
  ) -> Translation<Result> {
    guard let value else { return Translation<Result>(nil, sources: sources, log: log) }
    var sources = sources
    var log = log
    let result = pass(value, &sources, &log)
    return Translation<Result>(result, sources: sources, log: log)
  }
}
