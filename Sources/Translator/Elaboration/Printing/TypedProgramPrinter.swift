import IR

extension TypedProgram {
  /// What `-p2` prints: globals, functions and probes with the types of all variables.
  package var listing: String {
    var lines: [String] = []
    if !globals.isEmpty { lines += ["# globals"] + globals.map(\.listing) }
    if !functions.isEmpty { lines += ["# functions"] + functions.map(\.listing) }
    if !probes.isEmpty { lines += ["# probes"] + probes.flatMap(\.listing) }
    return lines.map { $0 + "\n" }.joined()
  }

  /// What `-l` prints: the resolved probe points, sorted, each once.
  package var pointListing: String {
    sortedUnique(probes.map(\.point)).map { $0 + "\n" }.joined()
  }

  /// What `-L` prints: the same with the variables that a handler can use there.
  package var variableListing: String {
    sortedUnique(probes.map { ([$0.point] + $0.variables).joined(separator: " ") })
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
  fileprivate var listing: String {
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
    let origin = origins.isEmpty ? "" : " /* <- \(origins.joined(separator: " <- ")) */"
    guard !locals.isEmpty else { return [point + origin] }
    return [point + origin, "  # locals"] + locals.map { "  " + $0.listing }
  }
}

extension TypedLocal {
  /// The name and the type: `x:long`.
  package var listing: String { "\(name):\(type.rawValue)" }
}
