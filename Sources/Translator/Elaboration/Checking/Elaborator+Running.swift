import Diagnostics
import IR

extension Elaborator {
  /// Checks all probes and all that they use, and returns the program.
  mutating func run() -> TypedProgram {
    let beginning = self
    let program = checkedProgram()
    guard log.diagnostics.contains(where: { $0.id == Diagnostic.typeMismatchID }), !dropped.isEmpty
    else { return program }
    // The types that do not go together may be those of code that was dropped.
    var other = beginning
    other.dropped = dropped
    let otherProgram = other.checkedProgram()
    guard !other.log.hasErrors else { return program }
    for warning in log.diagnostics where warning.severity == .warning { other.log.add(warning) }
    self = other
    return otherProgram
  }

  /// Returns the program, and remembers what was dropped of it.
  private mutating func checkedProgram() -> TypedProgram {
    add(script.probes)
    if probes.isEmpty, !log.hasErrors, options.emptyScript == .error { log.add(.noProbes) }
    checkAll()
    isFinal = true
    checkAll()
    freeEntryValuesOfEndedThreads()
    applyModuleArguments()
    warnOfUnusedGlobals()
    var program = TypedProgram(
      globals: globals.map { symbol in
        symbol.global(
          defaultCapacity: limits.maximumMapEntries,
          isOfTapset: library.contains(symbol.declaration.name.range.file))
      },
      functions: typedFunctions, probes: probes.compactMap(\.typed), limits: limits)
    program.ownGlobals = Set(
      globals.lazy.filter { [library] symbol in
        !symbol.isHidden && !library.contains(symbol.declaration.name.range.file)
      }.map(\.name))
    if options.engine == .module { program.declarations = script.embeddedCode }
    return elided(program)
  }

  /// Adds what `declarations` say to the probes.
  private mutating func add(_ declarations: [ProbeDeclaration]) {
    for declaration in declarations {
      // How many points lead to the return that goes with each entry.
      var counts: [String: Int] = [:]
      for point in resolve(declaration.points) {
        let count = point.entries.first.map { counts[$0.text, default: 0] } ?? 0
        if let entry = point.entries.first { counts[entry.text] = count + 1 }
        probes.append(ProbeInstance(declaration, at: point, earlierCount: count))
      }
    }
  }

  /// Returns what is left of `program`, and logs what was dropped or is wrong with what is left.
  private mutating func elided(_ program: TypedProgram) -> TypedProgram {
    // A list of probe points is made of probes that do nothing.
    let mode = options.emptyScript == .allowed ? .nothing : options.elision
    let library = library
    let elision = Elision(
      of: program, mode, isLibrary: { library.contains($0) },
      isTapset: { library.contains($0) || library.sources[$0].isTapset })
    let hadErrors = log.hasErrors
    for diagnostic in elision.log.diagnostics {
      // Of a program that lacks what is wrong, only what else is wrong is of interest.
      guard !hadErrors || (diagnostic.severity == .error && diagnostic != .noProbes) else {
        continue
      }
      log.add(diagnostic)
    }
    dropped.formUnion(elision.dropped)
    // Of a variable that is left, something has to tell the type, even if nothing needs a value of it.
    for (id, symbol) in globals.enumerated() where symbol.element.isUnknown && !log.hasErrors {
      guard elision.uses(GlobalID(id)) else { continue }
      let name = symbol.declaration.name
      log.add(.unresolvedType(of: name.text, at: name.range))
    }
    if !log.hasErrors {
      // A walk goes on with the next element when the present one goes; scripts of the tool rely on it.
      for mistake in LockedArrays(of: elision.program).mistakes
      where mistake.range.map({ !library.sources[$0.file].isTapset }) ?? true {
        log.add(mistake)
      }
    }
    return elision.program
  }

  /// Checks all bodies that are not done until nothing new is learnt.
  private mutating func checkAll() {
    repeat {
      hasLearnt = false
      for index in probes.indices where probes[index].typed == nil { checkProbe(index) }
      var index = 0
      // A function can call others that are new, which come last.
      while index < instances.count {
        if case .incomplete = instances[index].state { checkFunction(FunctionID(index)) }
        index += 1
      }
      // A list of probe points has none of those that a tapset needs besides.
      let ofLibrary = options.emptyScript == .error ? library.takeProbes() : []
      add(ofLibrary)
      hasLearnt = hasLearnt || !ofLibrary.isEmpty
    } while hasLearnt
  }

  /// The functions of the program. Only those of a script with errors lack a body.
  private var typedFunctions: [TypedFunction] {
    instances.map { instance in
      if case .complete(let function) = instance.state { return function }
      let symbol = functions[instance.symbol.index]
      return TypedFunction(
        name: symbol.name, parameterCount: 0, locals: [], result: nil, body: [],
        range: symbol.declarations[0].name.range)
    }
  }

  /// Gives globals the first values that the command line says.
  private mutating func applyModuleArguments() {
    for setting in options.globals {
      let declared = script.orderedGlobals + globals.map(\.declaration)
      guard let declaration = declared.first(where: { $0.name.text == setting.name }) else {
        log.add(
          .unknownModuleArgument(setting.name, among: script.orderedGlobals.map(\.name.text)))
        continue
      }
      guard let id = globalIDs[declaration.name.range] else { continue }
      apply(setting, to: id)
    }
  }

  /// Gives the global numbered `id` the first value that `setting` says.
  private mutating func apply(_ setting: ElaborationOptions.Setting, to id: GlobalID) {
    let global = globals[id.index]
    if global.keys?.isEmpty == false {
      return log.add(.badModuleArgument(setting.name, "it is an array"))
    }
    switch global.element {
    case .known(.statistics, _): log.add(.badModuleArgument(setting.name, "it is a statistic"))
    case .known(.value(.string), _):
      globals[id.index].moduleArgument = .string(Array(setting.value.utf8))
    case .known(.value(.long), _), .unknown, .broken:
      guard let number = Int64(literal: setting.value) else {
        return log.add(
          .badModuleArgument(setting.name, "it is a long, and '\(setting.value)' is no number"))
      }
      globals[id.index].moduleArgument = .long(number)
    }
  }
}

extension Int64 {
  /// Creates the number that `text` writes as C does: decimal, `0x` or octal, with or without a sign.
  fileprivate init?(literal text: String) {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative ? text.dropFirst() : text[...]
    let magnitude: UInt64?
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      magnitude = UInt64(digits.dropFirst(2), radix: 16)
    } else if digits.hasPrefix("0"), digits.count > 1 {
      magnitude = UInt64(digits.dropFirst(), radix: 8)
    } else {
      magnitude = UInt64(digits)
    }
    guard let magnitude else { return nil }
    let value = Int64(bitPattern: magnitude)
    self = isNegative ? 0 &- value : value
  }
}
