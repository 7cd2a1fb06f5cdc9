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
    tracepointIndex(named: name).map { tracepoint(at: $0) }
  }

  /// Returns the module that has the tracepoint which makes the event of that system and name; nil if the kernel image has it, or
  /// nothing is known of it.
  package func module(ofEvent name: String, system: String) -> String? {
    guard let index = tracepointIndex(named: name) else { return nil }
    var reader = tracepointReader(at: index)
    _ = reader.reference()
    return reader.text() == system ? reader.optionalText() : nil
  }

  /// Returns the place in the table of the first tracepoint of that name.
  private func tracepointIndex(named name: String) -> Int? {
    let wanted = Array(name.utf8)
    let index = firstIndex(below: tracepointCount) { index in
      source.compareText(at: tracepointName(at: index), with: wanted) >= 0
    }
    guard index < tracepointCount,
      source.compareText(at: tracepointName(at: index), with: wanted) == 0
    else { return nil }
    return index
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
    var reader = tracepointReader(at: index)
    return reader.reference()
  }

  /// Returns a reader at the record of the tracepoint at a place of the table.
  private func tracepointReader(at index: Int) -> RecordReader {
    source.reader(of: .tracepoints, from: source.entry(index, of: .tracepointOffsets))
  }

  /// Returns the tracepoint at a place of the table.
  private func tracepoint(at index: Int) -> Tracepoint {
    var reader = tracepointReader(at: index)
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
