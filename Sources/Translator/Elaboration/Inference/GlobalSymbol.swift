import Diagnostics
import IR

/// A global variable that something uses, while types are inferred.
struct GlobalSymbol: Sendable {
  /// The declaration.
  let declaration: GlobalDeclaration
  /// The name in the program; that of a private variable is made unique.
  let name: String
  /// What is known of each key; `nil` while it is not known how many there are.
  var keys: [Knowledge]?
  /// The place that told how many keys there are.
  var arityOrigin: SourceRange?
  /// What is known of the values.
  var element: Knowledge
  /// What a statistic has to remember.
  var shape = StatisticsShape()
  /// The first value that the command line gives.
  var moduleArgument: Initializer?
  /// `true` iff something needs its value.
  var isRead = false
  /// `true` iff something sets it.
  var isWritten = false
  /// `true` iff no script names it.
  var isHidden = false

  /// Creates the variable that `declaration` declares, called `name` in the program.
  init(_ declaration: GlobalDeclaration, name: String) {
    self.declaration = declaration
    self.name = name
    element = .unknown
    switch declaration.initializer {
    case .number?: element = .value(.long, at: declaration.range)
    case .string?: element = .value(.string, at: declaration.range)
    case nil: return
    }
    keys = []
    arityOrigin = declaration.range
  }

  /// `true` iff the values are statistics.
  var isStatistic: Bool {
    if case .known(.statistics, _) = element { true } else { false }
  }

  /// Returns the variable as the program has it; what nothing tells is long.
  ///
  /// Those of tapsets do not print themselves.
  func global(defaultCapacity: Int, isOfTapset: Bool) -> Global {
    Global(
      name: name, keys: (keys ?? []).map { $0.valueType ?? .long },
      element: isStatistic ? .statistics(shape) : .value(element.valueType ?? .long),
      capacity: declaration.capacity.map { Int($0.value) } ?? defaultCapacity,
      wraps: declaration.wraps,
      initializer: moduleArgument ?? declaration.initializer.map(Initializer.init),
      printsAtEnd: !isOfTapset && !isHidden)
  }
}

extension StatisticsShape {
  /// Remembers that `histogram` is read of the statistic.
  mutating func add(_ histogram: Histogram) {
    if !histograms.contains(histogram) { histograms.append(histogram) }
  }
}

extension Initializer {
  /// Creates the first value that `literal` gives.
  init(_ literal: Literal) {
    switch literal {
    case .number(let literal): self = .long(literal.value)
    case .string(let literal): self = .string(literal.value)
    }
  }
}
