import Diagnostics
import IR
import KernelDescription

/// The state of one elaboration.
///
/// Probe points are resolved first. Then each handler is checked and typed in one walk; a function is, when
/// a body first calls it. A body in which a type is unknown is checked again as long as something new is
/// learnt, and at last with every unknown type an error.
struct Elaborator {
  /// The kernel.
  let kernel: KernelDescription
  /// What the command line says.
  let options: ElaborationOptions
  /// What the script declares.
  let script: ScriptNames
  /// The limits.
  let limits: Limits
  /// The library, as far as it is needed.
  var library: LibraryReader
  /// What is wrong, and what is odd.
  var log = DiagnosticLog()
  /// The globals that something uses, by `GlobalID`.
  var globals: [GlobalSymbol] = []
  /// The numbers of the globals by the places of their names.
  var globalIDs: [SourceRange: GlobalID] = [:]
  /// The functions that names in calls have been found to mean.
  var callees: [Callee: [FunctionDeclaration]] = [:]
  /// Whether these functions, as tapsets call them, may do more than yield a value.
  var actingCallees: [Callee: Bool] = [:]
  /// Whether the statements at these places, which set a variable of a tapset, do nothing else.
  var plainSettings: [SourceRange: Bool] = [:]
  /// The sites of built-in points that have been asked for: most calls lead to the same two tracepoints.
  var builtInSites: [BuiltInPoint: [BuiltInSite]] = [:]
  /// The functions that something calls.
  var functions: [FunctionSymbol] = []
  /// The numbers of the functions by what names them.
  var functionIDs: [FunctionKey: FunctionSymbolID] = [:]
  /// The functions of the program, by `FunctionID`.
  var instances: [FunctionInstance] = []
  /// How many of these have each name.
  var instanceCounts: [String: Int] = [:]
  /// The probes.
  var probes: [ProbeInstance] = []
  /// The probe whose handler, or a function called by it, is being checked.
  var currentProbe = 0
  /// The body that is being checked.
  var body = Body(owner: .condition, scope: .empty("condition"))
  /// How many checks of functions are under way, each because the body before calls it.
  var callDepth = 0
  /// What is known of the kernel's pointers that variables and functions yield.
  var pointers: [PointerSource: PointerKnowledge] = [:]
  /// `true` iff something was learnt that a body may have waited for.
  var hasLearnt = false
  /// `true` iff an unknown type is an error, because nothing more can be learnt.
  var isFinal = false
  /// The arrays that hold what `@entry` yields.
  var entryArrays: [EntryArrayKey: GlobalID] = [:]
  /// The places in them that are used, and the operator that each is for.
  var entryPlaces: [EntryPlace: SourceRange] = [:]
  /// What elision has dropped before, so that no types are learnt from it.
  var dropped: Set<DroppedCode> = []

  /// Creates an elaborator of `files`.
  init(
    _ files: [SyntaxFile], library: LibraryReader, kernel: KernelDescription,
    options: ElaborationOptions
  ) {
    var log = DiagnosticLog()
    self.kernel = kernel
    self.options = options
    self.library = library
    script = ScriptNames(files, log: &log)
    if options.engine == .bpf {
      for code in script.embeddedCode { log.add(.embeddedDeclarations(at: code.range)) }
    }
    limits = Limits(options.definitions, engine: options.engine, log: &log)
    self.log = log
  }
}

/// Something that may yield pointers of the kernel.
enum PointerSource: Hashable, Sendable {
  /// A local of a probe's handler, by the number of the probe.
  case handlerLocal(Int, String)
  /// A local of a function.
  case functionLocal(FunctionID, String)
  /// The values of a global.
  case element(GlobalID)
  /// A parameter of a function.
  case parameter(FunctionSymbolID, Int)
  /// The result of a function.
  case result(FunctionSymbolID)
}

/// The name of a function as one file calls it.
struct Callee: Hashable, Sendable {
  /// The name.
  let name: String
  /// The file.
  let file: SourceFileID
}

/// What names a function: its first declaration, and the probe that calls it if it depends on that.
struct FunctionKey: Hashable, Sendable {
  /// The name of the first declaration.
  let declaration: SourceRange
  /// The probe; `nil` if the function is the same for all.
  let probe: Int?
}

/// One probe while it is made.
struct ProbeInstance: Sendable {
  /// The declaration.
  let declaration: ProbeDeclaration
  /// Where it fires, and what aliases add.
  let point: ResolvedPoint
  /// What is known of its locals.
  var locals: [String: Knowledge] = [:]
  /// The probe, when it is done.
  var typed: TypedProbe?
  /// How many probes before have the same handler and are at the same return.
  let earlierCount: Int
  /// The probes at the entry of what this one is at the return of; `nil` if they were not asked for.
  var entryProbes: [Int]?
  /// What the probe saves for the one at the return, by which it was made; `nil` if a script has the probe.
  var saves: [SavedValue]?

  /// Creates a probe that has not been looked at.
  init(_ declaration: ProbeDeclaration, at point: ResolvedPoint, earlierCount: Int = 0) {
    self.declaration = declaration
    self.point = point
    self.earlierCount = earlierCount
  }

  /// What the handler needs of the aliases, as its tree tells.
  var uses: SyntaxUses {
    var uses = SyntaxUses()
    if let saves {
      for save in saves { uses.visit(save.operand) }
    } else {
      uses.visit(declaration.body)
    }
    return uses
  }
}

/// What the files of a script declare, by name.
struct ScriptNames: Sendable {
  /// The global variables.
  private(set) var globals: [String: [GlobalDeclaration]] = [:]
  /// The global variables, in order.
  private(set) var orderedGlobals: [GlobalDeclaration] = []
  /// The functions.
  private(set) var functions: [String: [FunctionDeclaration]] = [:]
  /// The functions, in order.
  private(set) var orderedFunctions: [FunctionDeclaration] = []
  /// The aliases, in order.
  private(set) var aliases: [AliasDeclaration] = []
  /// The probes, in order.
  private(set) var probes: [ProbeDeclaration] = []
  /// The C outside of functions, in order.
  private(set) var embeddedCode: [EmbeddedCode] = []

  /// Creates the names that `files` declare.
  init(_ files: [SyntaxFile], log: inout DiagnosticLog) {
    for file in files {
      for global in file.globals { add(global, log: &log) }
      for function in file.functions { functions[function.name.text, default: []].append(function) }
      embeddedCode += file.embeddedCode
      orderedFunctions += file.functions
      aliases += file.aliases
      probes += file.probes
    }
  }

  /// Returns the global variable of that name that `file` can use.
  func global(named name: String, from file: SourceFileID) -> GlobalDeclaration? {
    let found = (globals[name] ?? []).filter {
      $0.visibility == .everywhere || $0.range.file == file
    }
    return found.first { $0.range.file == file } ?? found.first
  }

  /// Returns the functions of that name that `file` can call.
  func functions(named name: String, from file: SourceFileID) -> [FunctionDeclaration] {
    (functions[name] ?? []).filter { $0.visibility == .everywhere || $0.range.file == file }
  }

  /// Adds a global variable.
  private mutating func add(_ global: GlobalDeclaration, log: inout DiagnosticLog) {
    let name = global.name
    let same = globals[name.text]?.first {
      $0.range.file == global.range.file
        || ($0.visibility == .everywhere && global.visibility == .everywhere)
    }
    if let same { return log.add(.duplicate("global", name, first: same.name.range)) }
    if let literal = global.initializer, global.capacity != nil || global.wraps {
      log.add(.initializedArray(name, at: literal.range))
    }
    globals[name.text, default: []].append(global)
    orderedGlobals.append(global)
  }
}
