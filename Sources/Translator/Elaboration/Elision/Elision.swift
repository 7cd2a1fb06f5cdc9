import Diagnostics
import IR

/// Drops what a program does without need, and what it then does not use any more.
///
/// What SystemTap drops is no mistake, even if it means nothing: only what is left of a script has to have a
/// meaning. Warnings say what was dropped of the script itself.
struct Elision {
  /// The program.
  private(set) var program: TypedProgram
  /// What is wrong with what is left, or what was dropped.
  private(set) var log = DiagnosticLog()
  /// What was dropped.
  private(set) var dropped: Set<DroppedCode> = []
  /// The globals that are left, by their numbers before.
  private var keptGlobals: [Bool] = []
  /// Returns `true` iff the file is part of the library of the script.
  private let isLibrary: (SourceFileID) -> Bool
  /// Returns `true` iff the file is part of a tapset, as that of the script may be.
  private let isTapset: (SourceFileID) -> Bool

  /// Carries out the elision of `program`.
  init(
    of program: TypedProgram, _ mode: ElaborationOptions.Elision,
    isLibrary: @escaping (SourceFileID) -> Bool, isTapset: @escaping (SourceFileID) -> Bool
  ) {
    self.program = program
    self.isLibrary = isLibrary
    self.isTapset = isTapset
    let mistakes = MistakeFinder.mistakes(of: program)
    switch mode {
    case .whatHasNoEffect:
      // What cannot be reached may mean nothing, but its types have to be right.
      if mistakes.contains(where: { $0.id == Diagnostic.typeMismatchID }) {
        elide(.idleCode)
        report(
          MistakeFinder.mistakes(of: self.program).filter { $0.id == Diagnostic.typeMismatchID })
      }
      if !log.hasErrors { elide(.unreachableCode) }
    case .nothing: break
    }
    if !mistakes.isEmpty { report(MistakeFinder.mistakes(of: self.program)) }
    prune()
  }

  /// Logs `mistakes`. What was dropped is of no interest if there are any.
  private mutating func report(_ mistakes: [Diagnostic]) {
    if !mistakes.isEmpty, !log.hasErrors { log = DiagnosticLog() }
    for mistake in mistakes { log.add(mistake) }
  }

  // MARK: Dropping

  /// Drops what the program does without need.
  private mutating func elide(_ extent: Elider.Extent) {
    elideFunctions(extent)
    elideProbes(extent)
  }

  /// Drops what functions do without need. A function that has lost its effects may make others lose theirs.
  private mutating func elideFunctions(_ extent: Elider.Extent) {
    var effects = FunctionEffects(of: program.functions)
    var hasChanged = !program.functions.isEmpty
    while hasChanged {
      for index in program.functions.indices {
        var function = program.functions[index]
        function.body = elided(
          function.body, of: .function(function.range), extent, locals: function.locals, effects)
        program.functions[index] = function
      }
      let left = FunctionEffects(of: program.functions)
      hasChanged = left.haveEffect != effects.haveEffect
      effects = left
    }
    for function in program.functions where function.body.isEmpty && !isTapset(function.range.file)
    {
      log.add(.idleFunction(function))
    }
  }

  /// Drops what handlers do without need, and probes of whose handlers nothing is left.
  private mutating func elideProbes(_ extent: Elider.Extent) {
    let effects = FunctionEffects(of: program.functions)
    var left: [TypedProbe] = []
    for (index, var probe) in program.probes.enumerated() {
      probe.body = elided(
        probe.body, of: .probe(index), extent, locals: probe.locals, effects)
      guard probe.body.isEmpty, probe.condition == nil else {
        left.append(probe)
        continue
      }
      if !isLibrary(probe.range.file) { log.add(.elidedProbe(probe)) }
    }
    // The probes of a tapset alone are nothing to run.
    if !program.probes.isEmpty, left.allSatisfy({ isLibrary($0.range.file) }) { log.add(.noProbes) }
    program.probes = left
  }

  /// Returns what is left of `body`, and logs what was dropped.
  private mutating func elided(
    _ body: [TypedStatement], of owner: DroppedCode.Owner, _ extent: Elider.Extent,
    locals: [TypedLocal], _ effects: FunctionEffects
  ) -> [TypedStatement] {
    var elider = Elider(extent, locals: locals, functions: effects)
    let left = elider.remains(of: body)
    for elision in elider.elisions {
      dropped.insert(DroppedCode(owner: owner, range: elision.range))
    }
    let told = elider.elisions.filter { !isTapset($0.range.file) }
    guard !told.isEmpty else { return left }
    // What this kernel alone makes needless, because a condition never holds on it, is nothing to warn of.
    let idle = Elider.idlePlaces(in: body, locals: locals, functions: effects)
    for elision in told where idle.contains(elision.range) { log.add(.elided(elision)) }
    return left
  }

  // MARK: What is left

  /// Drops the functions, globals and locals that nothing uses any more.
  private mutating func prune() {
    var uses = VariableUses()
    for probe in program.probes {
      if let condition = probe.condition { uses.visit(condition) }
      uses.visit(probe.body)
    }
    var reached = Set<FunctionID>()
    var isComplete = false
    while !isComplete {
      let new = uses.calledFunctions.subtracting(reached).sorted { $0.index < $1.index }
      isComplete = new.isEmpty
      for id in new {
        reached.insert(id)
        uses.visit(program.functions[id.index])
      }
    }
    for index in program.globals.indices {
      let id = GlobalID(index)
      program.globals[index].printsAtEnd =
        program.globals[index].printsAtEnd && uses.writtenGlobals.contains(id)
        && !uses.readGlobals.contains(id)
    }
    keptGlobals = program.globals.indices.map { uses.names(GlobalID($0)) }
    renumber(
      functions: program.functions.indices.map { reached.contains(FunctionID($0)) },
      globals: keptGlobals)
  }

  /// Returns `true` iff what is left uses the global that had the number `id` before.
  func uses(_ id: GlobalID) -> Bool { keptGlobals[id.index] }

  /// Drops the functions and globals for which there is `false`, and gives the others new numbers.
  private mutating func renumber(functions: [Bool], globals: [Bool]) {
    var numbering = Renumbering(functions: functions, globals: globals)
    program.globals = zip(program.globals, globals).filter(\.1).map(\.0)
    program.functions = zip(program.functions, functions).filter(\.1).map {
      numbering.renumbered($0.0)
    }
    program.probes = program.probes.map { numbering.renumbered($0) }
  }
}

/// An assignment or a statement that was dropped.
struct DroppedCode: Hashable {
  /// Whose body it was in.
  enum Owner: Hashable {
    /// The probe of that number.
    case probe(Int)
    /// The function that is declared there.
    case function(SourceRange)
  }

  /// Whose body it was in.
  let owner: Owner
  /// The place of the statement, or of the operator of the assignment.
  let range: SourceRange
}

/// Finds what has no meaning but stands where a value is wanted.
private struct MistakeFinder: TypedTreeVisitor {
  /// What is wrong, each thing once in each body.
  private var mistakes: [Diagnostic] = []

  /// Returns what is wrong in `program`, in the order of its functions and probes.
  static func mistakes(of program: TypedProgram) -> [Diagnostic] {
    var result: [Diagnostic] = []
    for function in program.functions { result += mistakes { $0.visit(function.body) } }
    for probe in program.probes {
      result += mistakes {
        if let condition = probe.condition { $0.visit(condition) }
        $0.visit(probe.body)
      }
    }
    return result
  }

  /// Returns what is wrong in what `visit` looks at.
  private static func mistakes(_ visit: (inout MistakeFinder) -> Void) -> [Diagnostic] {
    var finder = MistakeFinder()
    visit(&finder)
    return finder.mistakes
  }

  /// Looks at `expression`.
  mutating func visit(_ expression: TypedExpression) {
    if case .invalid(let diagnostic, _) = expression.kind,
      !mistakes.contains(where: { $0.message == diagnostic.message && $0.id == "unresolved-type" })
    {
      mistakes.append(diagnostic)
    }
    visitChildren(of: expression)
  }

  /// Looks at `statement`.
  mutating func visit(_ statement: TypedStatement) { visitChildren(of: statement) }
}

extension Elider.Elision {
  /// The place that messages name.
  var range: SourceRange {
    switch self {
    case .assignment(_, let range), .statement(let range): range
    }
  }
}
