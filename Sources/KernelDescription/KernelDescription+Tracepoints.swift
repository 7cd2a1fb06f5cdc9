extension KernelDescription {
  /// How many tracepoints there are.
  package var tracepointCount: Int { source.entryCount(of: .tracepointOffsets) }

  /// The tracepoints, in byte order of their names.
  package var tracepoints: some RandomAccessCollection<Tracepoint> {
    (0..<tracepointCount).lazy.map { tracepoint(at: $0) }
  }

  /// The names of the tracepoints, in byte order.
  package var tracepointNames: some RandomAccessCollection<String> {
    (0..<tracepointCount).lazy.map { source.text(at: tracepointName(at: $0)) }
  }

  /// Returns the tracepoint of that name.
  package func tracepoint(named name: String) -> Tracepoint? {
    let wanted = Array(name.utf8)
    let index = firstIndex(below: tracepointCount) { index in
      source.compareText(at: tracepointName(at: index), with: wanted) >= 0
    }
    guard index < tracepointCount,
      source.compareText(at: tracepointName(at: index), with: wanted) == 0
    else { return nil }
    return tracepoint(at: index)
  }

  /// Returns the tracepoints whose name matches `pattern`, in byte order; with a colon in it, those of
  /// which system and name match the two parts.
  package func tracepoints(matching pattern: String) -> [Tracepoint] {
    let parts = pattern.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[parts.count - 1])
    let nameGlob = Glob(name)
    let candidates =
      nameGlob.isLiteral
      ? [tracepoint(named: name)].compactMap { $0 }
      : (0..<tracepointCount)
        .filter { nameGlob.matches(source.text(at: tracepointName(at: $0))) }
        .map { tracepoint(at: $0) }
    guard parts.count == 2 else { return candidates }
    let systemGlob = Glob(String(parts[0]))
    return candidates.filter { $0.system.map(systemGlob.matches) ?? false }
  }

  /// Returns the name of the tracepoint at a place of the table.
  private func tracepointName(at index: Int) -> StringReference {
    var reader = source.reader(
      of: .tracepoints, from: source.entry(index, of: .tracepointOffsets))
    return reader.reference()
  }

  /// Returns the tracepoint at a place of the table.
  private func tracepoint(at index: Int) -> Tracepoint {
    var reader = source.reader(
      of: .tracepoints, from: source.entry(index, of: .tracepointOffsets))
    let name = reader.text()
    let system = reader.optionalText()
    let module = reader.optionalText()
    let attachTypeID = reader.optionalNumber().map { UInt32(truncatingIfNeeded: $0) }
    let parameters = (0..<reader.count()).map { _ in
      let name = reader.text()
      let type = reader.type()
      return Tracepoint.Parameter(name: name, type: type, typeText: types.text(of: type))
    }
    return Tracepoint(
      name: name, system: system, module: module, attachTypeID: attachTypeID,
      parameters: parameters)
  }
}
