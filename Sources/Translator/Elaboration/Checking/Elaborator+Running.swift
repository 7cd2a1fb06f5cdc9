import Diagnostics
import IR

extension Elaborator {
  /// Checks all probes and all that they use, and returns the program.
  mutating func run() -> TypedProgram {
    for declaration in script.probes {
      for point in resolve(declaration.points) {
        probes.append(ProbeInstance(declaration, at: point))
      }
    }
    if probes.isEmpty, !log.hasErrors, options.emptyScript == .error { log.add(.noProbes) }
    checkAll()
    isFinal = true
    checkAll()
    checkUncalledFunctions()
    applyModuleArguments()
    warnOfUnused()
    return TypedProgram(
      globals: globals.map { $0.global(defaultCapacity: limits.maximumMapEntries) },
      functions: typedFunctions, probes: probes.compactMap(\.typed), limits: limits)
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
      guard let declaration = script.orderedGlobals.first(where: { $0.name.text == setting.name })
      else {
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
