import Diagnostics
import IR
import KernelDescription

extension Elaborator {
  /// How many aliases can lead from one to the other.
  private static let aliasDepthLimit = 32

  /// What came of resolving a point: its sites, or what is wrong with it.
  private enum Resolution {
    /// The sites; not empty.
    case sites([ResolvedPoint])
    /// What is wrong; nothing if nothing was found to resolve.
    case failed([Diagnostic])

    /// `true` iff there is neither a site nor a mistake.
    var isEmpty: Bool {
      if case .failed(let diagnostics) = self { diagnostics.isEmpty } else { false }
    }

    /// Returns the sites of both, or if there are none the mistakes of both.
    static func + (first: Resolution, second: Resolution) -> Resolution {
      switch (first, second) {
      case (.sites(let first), .sites(let second)): .sites(first + second)
      case (.sites, .failed): first
      case (.failed, .sites): second
      case (.failed(let first), .failed(let second)): .failed(first + second)
      }
    }
  }

  /// Returns the sites of `points`, and logs what is wrong with those that have to have any.
  mutating func resolve(_ points: [ProbePoint]) -> [ResolvedPoint] {
    switch resolveList(points.map { ($0, PointPattern($0)) }, depth: 0) {
    case .sites(let sites): return sites
    case .failed(let diagnostics):
      for diagnostic in diagnostics { log.add(diagnostic) }
      return []
    }
  }

  /// Returns the sites of `points`, of which the patterns may have been changed.
  private mutating func resolveList(
    _ points: [(ProbePoint, PointPattern)], depth: Int
  ) -> Resolution {
    var sites: [ResolvedPoint] = []
    var failures: [Diagnostic] = []
    var passedOver: [Diagnostic] = []
    list: for (point, pattern) in points {
      switch resolve(point, as: pattern, depth: depth) {
      case .sites(let found):
        sites += found
        if point.presence == .sufficient { break list }
      case .failed(let diagnostics):
        if point.presence == .required {
          failures += diagnostics
        } else {
          passedOver += diagnostics
        }
      }
    }
    if !failures.isEmpty {
      // What is found is still checked, so that one run tells of all mistakes.
      if depth == 0, !sites.isEmpty {
        for diagnostic in failures { log.add(diagnostic) }
        return .sites(sites)
      }
      return .failed(failures)
    }
    guard sites.isEmpty else { return .sites(sites) }
    // A script's own optional points may all be absent; an alias needs one.
    return .failed(depth == 0 ? [] : passedOver)
  }

  /// Returns the sites of `point`, taken as `pattern`, with its condition.
  private mutating func resolve(
    _ point: ProbePoint, as pattern: PointPattern, depth: Int
  ) -> Resolution {
    guard depth < Self.aliasDepthLimit else { return .failed([.aliasLoop(pattern)]) }
    var resolution = expand(aliases(matching: pattern), depth: depth) + builtIn(pattern)
    if resolution.isEmpty { resolution = expand(aliases(before: pattern), depth: depth) }
    guard case .sites(var sites) = resolution else {
      return resolution.isEmpty ? .failed([mismatch(of: pattern)]) : resolution
    }
    let text = pattern.text
    for index in sites.indices {
      if let condition = point.condition { sites[index].conditions.insert(condition, at: 0) }
      if sites[index].origins.first != text { sites[index].origins.insert(text, at: 0) }
    }
    return .sites(sites)
  }

  // MARK: Built-in points

  /// Returns the sites of the built-in points that `pattern` matches.
  private func builtIn(_ pattern: PointPattern) -> Resolution {
    var resolution = Resolution.failed([])
    for family in ProbeFamily.all {
      for shape in family.shapes {
        guard
          shape.matches(pattern)
            || family.takesSuffixes && !pattern.hasWildcards && shape.isPrefix(of: pattern)
        else { continue }
        if family.takesSuffixes, pattern.hasWildcards { continue }
        do {
          let sites = try family.sites(pattern.named(by: shape), kernel)
          resolution = resolution + .sites(sites.map(ResolvedPoint.init))
        } catch {
          let component = pattern.components[shape.components.count - 1]
          resolution = resolution + .failed([.pointError(error, at: component)])
        }
      }
    }
    return resolution
  }

  // MARK: Aliases

  /// An alias that a pattern matches.
  private struct AliasMatch {
    /// The alias.
    let alias: AliasDeclaration
    /// The name that the pattern matches.
    let shape: PointShape
    /// What the pattern has behind the name.
    let suffix: ArraySlice<PointComponent>
  }

  /// Returns the sites that the aliases of `matches` lead to.
  private mutating func expand(_ matches: [AliasMatch], depth: Int) -> Resolution {
    var resolution = Resolution.failed([])
    for match in matches { resolution = resolution + expand(match, depth: depth) }
    return resolution
  }

  /// Returns the sites that the alias of `match` leads to.
  private mutating func expand(_ match: AliasMatch, depth: Int) -> Resolution {
    let points = match.alias.points.map { point in
      var pattern = PointPattern(point)
      pattern.components += match.suffix
      return (point, pattern)
    }
    let resolution = resolveList(points, depth: depth + 1)
    guard case .sites(var sites) = resolution else { return resolution }
    let marker = MarkerName(match.shape)
    let suffix = match.suffix.map { "." + $0.text }.joined()
    let name = (marker?.point ?? match.shape.text) + suffix
    let layer = AliasLayer(
      prologue: match.alias.prologue, epilogue: match.alias.epilogue, marker: marker)
    for index in sites.indices {
      sites[index].layers.append(layer)
      sites[index].name = name
      if let marker {
        sites[index].point = marker.point
        sites[index].type = "marker"
        // What a marker is made of is the tapset's business; what stands for it is the marker.
        sites[index].origins = []
      } else if sites[index].origins.first != name {
        sites[index].origins.insert(name, at: 0)
      }
    }
    return .sites(sites)
  }

  /// Returns the aliases that all of `pattern` matches, those of the script first, then by name.
  private mutating func aliases(matching pattern: PointPattern) -> [AliasMatch] {
    if let glob = pattern.markerGlob { library.makeMarkers(matching: glob) }
    let formatted = pattern.withMarkerFormat
    return aliases(names: pattern.exactText.map { [$0] }, firstComponent: pattern.components[0]) {
      $0.matches(pattern) || $0.matches(formatted) ? [] : nil
    }
  }

  /// Returns the aliases whose names are the first components of `pattern`.
  private mutating func aliases(before pattern: PointPattern) -> [AliasMatch] {
    let texts = (1..<max(1, pattern.components.count)).map { count in
      PointPattern(components: Array(pattern.components.prefix(count)), range: pattern.range).text
    }
    return aliases(
      names: pattern.exactText.map { _ in texts }, firstComponent: pattern.components[0]
    ) {
      $0.isPrefix(of: pattern) ? pattern.components.dropFirst($0.components.count) : nil
    }
  }

  /// Returns the aliases for whose names `suffix` is not `nil`, those of the script first, then by name.
  ///
  /// If only some texts can be names, `names` are they; no others of the library are looked at.
  private mutating func aliases(
    names: [String]?, firstComponent: PointComponent,
    _ suffix: (PointShape) -> ArraySlice<PointComponent>?
  ) -> [AliasMatch] {
    var matches: [AliasMatch] = []
    for alias in script.aliases {
      for name in alias.names.map(PointShape.init(_:)) {
        if let suffix = suffix(name) {
          matches.append(AliasMatch(alias: alias, shape: name, suffix: suffix))
        }
      }
    }
    for name in names ?? library.aliasNames(beginningAs: firstComponent) {
      guard library.hasAlias(named: name) else { continue }
      let shape = PointShape(indexName: name)
      guard let suffix = suffix(shape) else { continue }
      for alias in library.aliases(named: name, shape: shape) {
        matches.append(AliasMatch(alias: alias, shape: shape, suffix: suffix))
      }
    }
    return matches
  }

  // MARK: Mistakes

  /// Returns what is wrong with a pattern that nothing matches.
  private mutating func mismatch(of pattern: PointPattern) -> Diagnostic {
    if let glob = pattern.markerGlob { return unknownMarker(pattern, glob) }
    let shapes =
      ProbeFamily.all.flatMap(\.shapes)
      + script.aliases.flatMap { $0.names.map(PointShape.init(_:)) }
      + library.aliasNames.map(PointShape.init(indexName:))
    let components = pattern.components[...]
    let longer = shapes.filter { $0.extends(components) }
    if !longer.isEmpty {
      return .pointTruncated(
        pattern.components[pattern.components.count - 1],
        followers: longer.followers(at: pattern.components.count))
    }
    if shapes.contains(where: { $0.isPrefix(of: pattern) }) {
      let count = shapes.filter { $0.isPrefix(of: pattern) }.map(\.components.count).max() ?? 0
      return .invalidSuffix(pattern.components[count])
    }
    if pattern.hasWildcards { return .noPointMatches(pattern) }
    // The first component that nothing goes on with is the one to blame.
    let count =
      (0..<components.count).last { count in
        count == 0 || shapes.contains { $0.extends(components.prefix(count)) }
      } ?? 0
    let candidates = shapes.filter { count == 0 || $0.extends(components.prefix(count)) }
      .followers(at: count)
    return .pointMismatch(
      pattern.components[count],
      suggestions: Spelling.near(pattern.components[count].name, among: candidates))
  }

  /// Returns the error that no marker has a name and a format.
  private func unknownMarker(_ pattern: PointPattern, _ glob: String) -> Diagnostic {
    let declared = library.aliasNames.compactMap { MarkerName(PointShape(indexName: $0))?.name }
    let events = kernel.events.lazy.map(\.name).filter { !declared.contains($0) }
    let names = declared + events
    if pattern.components.count > 3 { return .invalidSuffix(pattern.components[3]) }
    return .pointError(
      .noMatch(kind: "marker", name: glob, similar: Spelling.near(glob, among: names)),
      at: pattern.components[1])
  }
}

extension ResolvedPoint {
  /// Creates the point of a site that is built in.
  fileprivate init(_ site: BuiltInSite) {
    self.init(
      point: site.point, name: site.point, site: site.site, type: site.type, scope: site.scope)
  }
}

extension PointPattern {
  /// Returns the pattern with the names of `shape`, which it matches, in the place of patterns.
  fileprivate func named(by shape: PointShape) -> PointPattern {
    guard components.count == shape.components.count else { return self }
    var pattern = self
    for (index, component) in shape.components.enumerated() {
      pattern.components[index].name = component.name
    }
    return pattern
  }

  /// The pattern of names in `kernel.mark("PATTERN")`; `nil` if the point is no marker's.
  fileprivate var markerGlob: String? {
    guard components.count >= 2, components[0].argument == nil,
      Glob(components[0].name).matches("kernel"), components[0].name != "*",
      Glob(components[1].name).matches("mark"), case .text(let glob)? = components[1].argument
    else { return nil }
    return glob
  }

  /// The pattern with `.format("*")` behind a marker's name that has no format.
  fileprivate var withMarkerFormat: PointPattern {
    guard markerGlob != nil, components.count == 2 else { return self }
    var pattern = self
    pattern.components.append(
      PointComponent(name: "format", argument: .text("*"), range: components[1].range))
    return pattern
  }

  /// The only text that an alias which matches can have as its name; `nil` if there may be several.
  fileprivate var exactText: String? {
    let isExact = components.allSatisfy { component in
      guard Glob(component.name).isLiteral else { return false }
      if case .text? = component.argument { return false }
      return true
    }
    return isExact ? text : nil
  }
}

extension [PointShape] {
  /// Returns the names that stand at `position`, in byte order, each once.
  fileprivate func followers(at position: Int) -> [String] {
    let names = Set(
      compactMap { position < $0.components.count ? $0.components[position].name : nil })
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
