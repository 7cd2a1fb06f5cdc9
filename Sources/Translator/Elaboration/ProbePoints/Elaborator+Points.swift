import Diagnostics
import IR
import KernelDescription

extension Elaborator {
  /// How many aliases can lead from one to the other.
  private static let aliasDepthLimit = 32

  /// What came of resolving a point.
  private struct Resolution {
    /// The sites.
    var sites: [ResolvedPoint] = []
    /// What is wrong; it counts only if there are no sites.
    var failures: [Diagnostic] = []

    /// `true` iff there is neither a site nor a mistake.
    var isEmpty: Bool { sites.isEmpty && failures.isEmpty }
  }

  /// Returns the sites of `points`, and logs what is wrong with those that have to have any.
  mutating func resolve(_ points: [ProbePoint]) -> [ResolvedPoint] {
    let resolution = resolveList(points.map { ($0, PointPattern($0)) }, depth: 0)
    // What is found is checked all the same, so that one run tells of all mistakes.
    let isRecording = options.eventSource == .recording && !resolution.failures.isEmpty
    let failures = isRecording ? unrecorded(points) : resolution.failures
    for diagnostic in failures { log.add(diagnostic) }
    return resolution.sites
  }

  /// Returns what is wrong with `points` over a recording, each time at the point itself: the tapset that leads from there to
  /// an event that was not recorded is right.
  private mutating func unrecorded(_ points: [ProbePoint]) -> [Diagnostic] {
    var found = DiagnosticLog()
    for point in points where point.presence == .required {
      for diagnostic in resolve(point, as: PointPattern(point), depth: 0).failures {
        let isElsewhere = diagnostic.range?.file != point.range.file
        found.add(isElsewhere ? diagnostic.moved(to: point.range) : diagnostic)
      }
    }
    return found.diagnostics
  }

  /// Returns the sites of `points`, of which the patterns may have been changed, and what is wrong.
  ///
  /// A script's own optional points may all be absent; of those of an alias one has to be there.
  private mutating func resolveList(
    _ points: [(ProbePoint, PointPattern)], depth: Int
  ) -> Resolution {
    var result = Resolution()
    var passedOver: [Diagnostic] = []
    for (point, pattern) in points {
      var resolution = resolve(point, as: pattern, depth: depth)
      // No engine has probes there, so what may be missing is missing.
      if point.presence != .required { resolution.sites.removeAll(where: \.site.isForeign) }
      result.sites += resolution.sites
      if !resolution.sites.isEmpty {
        if point.presence == .sufficient { break }
      } else if point.presence == .required {
        result.failures += resolution.failures
      } else {
        passedOver += resolution.failures
      }
    }
    if result.isEmpty, depth > 0 { result.failures = passedOver }
    return result
  }

  /// Returns the sites of `point`, taken as `pattern`, with its condition.
  private mutating func resolve(
    _ point: ProbePoint, as pattern: PointPattern, depth: Int
  ) -> Resolution {
    guard depth < Self.aliasDepthLimit else {
      return Resolution(failures: [.aliasLoop(pattern)])
    }
    var result = sites(of: pattern, depth: depth)
    if result.isEmpty { result.failures = [mismatch(of: pattern)] }
    let text = pattern.text
    for index in result.sites.indices {
      if let condition = point.condition { result.sites[index].conditions.insert(condition, at: 0) }
      if result.sites[index].origins.first != text {
        result.sites[index].origins.insert(text, at: 0)
      }
    }
    return result
  }

  /// Returns the sites of all that `pattern` matches.
  private mutating func sites(of pattern: PointPattern, depth: Int) -> Resolution {
    var result = Resolution()
    expand(aliases(matching: pattern), depth: depth, into: &result)
    addBuiltIn(pattern, to: &result)
    if result.isEmpty { expand(aliases(before: pattern), depth: depth, into: &result) }
    return result
  }

  /// Returns the sites at the entry of what `point` is the return of; none if there is no such entry.
  mutating func entryPoints(of point: ResolvedPoint) -> [ResolvedPoint] {
    for pattern in point.entries {
      let found = sites(of: pattern, depth: 0).sites.filter(\.site.isInKernel)
      if !found.isEmpty { return found }
    }
    return []
  }

  /// Returns the site of the trace event called `name`; `nil` if the kernel has none.
  mutating func point(ofEvent name: String, at range: SourceRange) -> ResolvedPoint? {
    let components = [
      PointComponent(name: "kernel", argument: nil, range: range),
      PointComponent(name: "trace", argument: .text(name), range: range),
    ]
    return sites(of: PointPattern(components: components, range: range), depth: 0).sites.first
  }

  // MARK: Built-in points

  /// Adds the sites of the built-in points that `pattern` matches.
  private mutating func addBuiltIn(_ pattern: PointPattern, to result: inout Resolution) {
    var isKnown = false
    for family in families(of: pattern) {
      // What is only known to be no probe point of this engine comes last.
      if isKnown, family.takesSuffixes { continue }
      for shape in family.shapes {
        guard
          family.takesSuffixes
            ? !pattern.hasWildcards(within: shape.components.count)
              && (shape.matches(pattern) || shape.isPrefix(of: pattern))
            : shape.matches(pattern)
        else { continue }
        isKnown = true
        do throws(PointError) {
          let sites = try sites(of: pattern.named(by: shape), shape, family)
          if options.targetProcess == .absent, sites.contains(where: \.site.isOfTarget) {
            throw PointError.noTarget
          }
          result.sites += sites.map { ResolvedPoint($0, of: pattern.named(by: shape)) }
        } catch {
          let component = pattern.components[shape.components.count - 1]
          result.failures.append(.pointError(error, at: component, from: options.eventSource))
        }
      }
    }
  }

  /// Returns the sites of `point`, which has the form `shape` of `family`.
  private mutating func sites(
    of point: PointPattern, _ shape: PointShape, _ family: ProbeFamily
  ) throws(PointError) -> [BuiltInSite] {
    let key = BuiltInPoint(shape: shape, text: point.text)
    if let known = builtInSites[key] { return known }
    let sites = try family.sites(point, kernel)
    builtInSites[key] = sites
    return sites
  }

  /// Returns the families of which `pattern` may have a form.
  private func families(of pattern: PointPattern) -> [ProbeFamily] {
    guard let first = pattern.components.first, Glob(first.name).matches("process") else {
      return ProbeFamily.all
    }
    return [.programMarker(in: library.programProvider)] + ProbeFamily.all
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

  /// Adds the sites that the aliases of `matches` lead to.
  private mutating func expand(
    _ matches: [AliasMatch], depth: Int, into result: inout Resolution
  ) {
    for match in matches {
      let resolution = expand(match, depth: depth)
      result.sites += resolution.sites
      if resolution.sites.isEmpty { result.failures += resolution.failures }
    }
  }

  /// Returns the sites that the alias of `match` leads to.
  private mutating func expand(_ match: AliasMatch, depth: Int) -> Resolution {
    let points = match.alias.points.map { point in
      var pattern = PointPattern(point)
      pattern.components += match.suffix
      return (point, pattern)
    }
    var resolution = resolveList(points, depth: depth + 1)
    // A point of an alias that has to be there and is not makes the whole alias absent.
    guard resolution.failures.isEmpty else { return Resolution(failures: resolution.failures) }
    let marker = MarkerName(match.shape)
    let suffix = match.suffix.map { "." + $0.text }.joined()
    let name = (marker?.point ?? match.shape.text) + suffix
    let layer = AliasLayer(
      prologue: match.alias.prologue, epilogue: match.alias.epilogue, marker: marker)
    let entry = PointPattern(match.shape, match.suffix, at: match.alias.range).entry
    for index in resolution.sites.indices {
      resolution.sites[index].add(layer, name: name)
      if let entry { resolution.sites[index].entries.append(entry) }
    }
    return resolution
  }

  /// Returns the aliases that all of `pattern` matches, those of the script first, then by name.
  private mutating func aliases(matching pattern: PointPattern) -> [AliasMatch] {
    if let glob = pattern.markerGlob { library.makeMarkers(matching: glob) }
    let formatted = pattern.withMarkerFormat
    let paths = pattern == formatted ? [pattern.path] : [pattern.path, formatted.path]
    let matches = aliases(paths: paths) {
      $0.matches(pattern) || $0.matches(formatted) ? [] : nil
    }
    return pattern.hasWildcards ? withoutSecondNames(matches) : matches
  }

  /// Returns `matches` of a pattern without the aliases that merely stand for another one of them, so that no event
  /// comes twice.
  private func withoutSecondNames(_ matches: [AliasMatch]) -> [AliasMatch] {
    let names = Set(matches.flatMap { $0.alias.names.map { PointPattern($0).text } })
    return matches.filter { match in
      guard match.alias.points.count == 1, let point = match.alias.points.first else { return true }
      return !names.contains(PointPattern(point).text)
    }
  }

  /// Returns the aliases whose names are the first components of `pattern`.
  private mutating func aliases(before pattern: PointPattern) -> [AliasMatch] {
    let prefixes = (1..<max(1, pattern.components.count)).map { count in
      PointPattern(components: Array(pattern.components.prefix(count)), range: pattern.range)
    }
    return aliases(paths: prefixes.map(\.path)) {
      $0.isPrefix(of: pattern) ? pattern.components.dropFirst($0.components.count) : nil
    }
  }

  /// Returns the aliases for whose names `suffix` is not `nil`, those of the script first, then by name.
  ///
  /// Names of the library are looked at if they have one of `paths`; all if one of these is a pattern.
  private mutating func aliases(
    paths: [String?], _ suffix: (PointShape) -> ArraySlice<PointComponent>?
  ) -> [AliasMatch] {
    var matches: [AliasMatch] = []
    for alias in script.aliases {
      for name in alias.names.map(PointShape.init(_:)) {
        if let suffix = suffix(name) {
          matches.append(AliasMatch(alias: alias, shape: name, suffix: suffix))
        }
      }
    }
    let names =
      paths.contains(nil)
      ? library.aliasNames : paths.compactMap { $0 }.flatMap(library.aliasNames(withPath:))
    for name in names {
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
      families(of: pattern).flatMap(\.shapes)
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
  private mutating func unknownMarker(_ pattern: PointPattern, _ glob: String) -> Diagnostic {
    if pattern.components.count > 3 { return .invalidSuffix(pattern.components[3]) }
    library.makeMarkers(matching: "*")
    let declared = library.aliasNames.compactMap { MarkerName(PointShape(indexName: $0)) }
    let owned = declared.filter { ($0.module == nil) == (pattern.components[0].argument == nil) }
    let formats = owned.filter { Glob(glob).matches($0.name) }.map(\.format.text)
    if let format = pattern.components.dropFirst(2).first, !formats.isEmpty {
      return .noMarkerFormat(format, of: glob, formats: formats)
    }
    let names = declared.map(\.name)
    let known = Set(names)
    let others = kernel.events.map(\.name) + kernel.markers.map(\.name)
    let candidates = names + others.filter { !known.contains($0) }
    return .pointError(
      .noMatch(kind: "marker", name: glob, similar: Spelling.near(glob, among: candidates)),
      at: pattern.components[1], from: options.eventSource)
  }
}

extension ResolvedPoint {
  /// Creates the point of a site that is built in, and that `pattern` names.
  fileprivate init(_ site: BuiltInSite, of pattern: PointPattern) {
    self.init(
      point: site.point, name: site.point, site: site.site, type: site.type, scope: site.scope)
    if let function = site.site.function, let entry = pattern.named(by: function).entry {
      entries = [entry]
    }
  }

  /// Adds what the alias that is called `name` does.
  fileprivate mutating func add(_ layer: AliasLayer, name: String) {
    layers.append(layer)
    self.name = name
    if let marker = layer.marker {
      point = marker.point
      type = "marker"
      // What a marker is made of is the tapset's business; what stands for it is the marker.
      origins = []
    } else if origins.first != name {
      origins.insert(name, at: 0)
    }
  }
}

extension PointPattern {
  /// Creates the pattern of an alias with something behind its name.
  fileprivate init(
    _ shape: PointShape, _ suffix: ArraySlice<PointComponent>, at range: SourceRange
  ) {
    let name = shape.components.map { component in
      var argument: PointArgument?
      if case .literal(let literal) = component.parameter { argument = literal }
      return PointComponent(name: component.name, argument: argument, range: range)
    }
    self.init(components: name + suffix, range: range)
  }

  /// The point without `return`, and what says how many calls can be under way; `nil` if it is no return.
  fileprivate var entry: PointPattern? {
    guard components.contains(where: { $0.name == "return" }) else { return nil }
    let left = components.filter { $0.name != "return" && $0.name != "maxactive" }
    return left.isEmpty ? nil : PointPattern(components: left, range: range)
  }

  /// Returns the pattern with the names of `function` and its module in the place of patterns.
  fileprivate func named(by function: FunctionSite) -> PointPattern {
    let named = components.map { component in
      guard case .text? = component.argument else { return component }
      let name = component.name == "module" ? function.module ?? "" : function.name
      return PointComponent(name: component.name, argument: .text(name), range: component.range)
    }
    return PointPattern(components: named, range: range)
  }

  /// Returns the pattern with the names of `shape`, which it matches, in the place of patterns.
  fileprivate func named(by shape: PointShape) -> PointPattern {
    guard components.count == shape.components.count else { return self }
    guard hasWildcards else { return self }
    let named = zip(components, shape.components).map { written, component in
      PointComponent(name: component.name, argument: written.argument, range: written.range)
    }
    return PointPattern(components: named, range: range)
  }

  /// The path that the names of matching aliases have; `nil` if there may be several.
  fileprivate var path: String? {
    hasWildcards ? nil : components.map(\.name).joined(separator: ".")
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
