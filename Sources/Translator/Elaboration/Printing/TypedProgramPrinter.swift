import IR

extension TypedProgram {
  /// Whether a listing shows what functions and handlers do.
  package enum Detail: Sendable {
    /// Only names and types.
    case signatures
    /// Bodies too.
    case bodies
  }

  /// Returns what `-p2` prints: globals, functions and probes with the types of all variables.
  package func listing(_ detail: Detail = .signatures) -> String {
    var lines: [String] = []
    if !globals.isEmpty { lines += ["# globals"] + globals.map(\.listing) }
    if !functions.isEmpty { lines.append("# functions") }
    for function in functions {
      lines.append(function.listing)
      if detail == .bodies { lines += bodyLines(function.body, locals: function.locals) }
    }
    if !probes.isEmpty { lines.append("# probes") }
    for probe in probes {
      lines += probe.listing
      if detail == .bodies {
        lines += conditionLines(probe) + bodyLines(probe.body, locals: probe.locals)
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Returns the lines of a body.
  private func bodyLines(_ body: [TypedStatement], locals: [TypedLocal]) -> [String] {
    var printer = TypedStatementPrinter(program: self, locals: locals, depth: 2)
    printer.append(body)
    return ["  # body"] + printer.lines
  }

  /// Returns the line of the condition of `probe`; none if it has none.
  private func conditionLines(_ probe: TypedProbe) -> [String] {
    let printer = TypedExpressionPrinter(program: self, locals: [])
    return probe.condition.map { ["  # if \(printer.text($0))"] } ?? []
  }

  /// What `-l` prints: the resolved probe points, sorted, each once.
  package var pointListing: String {
    sortedUnique(probes.map(\.name)).map { $0 + "\n" }.joined()
  }

  /// What `-L` prints: the same with the variables that a handler can use there.
  package var variableListing: String {
    sortedUnique(probes.map { ([$0.name] + $0.variables).joined(separator: " ") })
      .map { $0 + "\n" }.joined()
  }

  /// Returns `lines` in byte order, each once.
  private func sortedUnique(_ lines: [String]) -> [String] {
    var unique: [String] = []
    for line in lines.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    where line != unique.last {
      unique.append(line)
    }
    return unique
  }
}

extension Global {
  /// The name and the types: `a:long [long, string]`.
  package var listing: String {
    let type =
      switch element {
      case .value(let type): type.rawValue
      case .statistics: "stats"
      }
    let keys = keys.map(\.rawValue).joined(separator: ", ")
    return "\(name):\(type)\(isArray ? " [\(keys)]" : "")"
  }
}

extension TypedFunction {
  /// The name and the types: `f:long (a:long, b:string)`.
  fileprivate var listing: String {
    let parameters = locals.prefix(parameterCount).map(\.listing).joined(separator: ", ")
    return "\(name):\(result?.rawValue ?? "unknown") (\(parameters))"
  }
}

extension TypedProbe {
  /// The point with where it comes from, then the locals.
  fileprivate var listing: [String] {
    let chain = origins.reversed().map { "<- " + $0 }.joined(separator: " ")
    let headline = chain.isEmpty ? point : "\(point) /* \(chain) */"
    // Names that start with a dot are made up.
    let named = locals.filter { !$0.name.hasPrefix(".") }
    guard !named.isEmpty else { return [headline] }
    return [headline, "  # locals"] + named.map { "  " + $0.listing }
  }
}

extension TypedLocal {
  /// The name and the type: `x:long`.
  package var listing: String { "\(name):\(type.rawValue)" }
}
