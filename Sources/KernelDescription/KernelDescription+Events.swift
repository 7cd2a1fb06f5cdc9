extension KernelDescription {
  /// How many events there are.
  package var eventCount: Int { source.entryCount(of: .eventOffsets) }

  /// The events, in byte order of system and name.
  package var events: some RandomAccessCollection<TraceEvent> {
    (0..<eventCount).lazy.map { event(at: $0) }
  }

  /// The qualified names of the events, in byte order of system and name.
  package var eventNames: some RandomAccessCollection<String> {
    (0..<eventCount).lazy.map { index in
      let name = eventName(at: index)
      return "\(source.text(at: name.system)):\(source.text(at: name.name))"
    }
  }

  /// Returns the event of that system and name.
  package func event(system: String, name: String) -> TraceEvent? {
    eventIndex(system: system, name: name).map { event(at: $0) }
  }

  /// Returns how records of an event are printed, a format in C and its arguments as tracefs shows them; nil if that is
  /// not known.
  package func printFormat(system: String, name: String) -> String? {
    guard let index = eventIndex(system: system, name: name) else { return nil }
    let text = PackedTexts(source: source, texts: .printFormats, pages: .printFormatPages)[index]
    return text.isEmpty ? nil : text
  }

  /// Returns where the event of that system and name stands; nil if there is none.
  private func eventIndex(system: String, name: String) -> Int? {
    let wanted = (Array(system.utf8), Array(name.utf8))
    let index = firstIndex(below: eventCount) { index in
      let found = eventName(at: index)
      let order = source.compareText(at: found.system, with: wanted.0)
      return order != 0 ? order >= 0 : source.compareText(at: found.name, with: wanted.1) >= 0
    }
    guard index < eventCount, case let found = eventName(at: index),
      source.compareText(at: found.system, with: wanted.0) == 0,
      source.compareText(at: found.name, with: wanted.1) == 0
    else { return nil }
    return index
  }

  /// Returns the events of that name, in byte order of their systems.
  package func events(named name: String) -> [TraceEvent] {
    let wanted = Array(name.utf8)
    var place = firstIndex(below: eventCount) { place in
      let index = source.entry(place, of: .eventNames)
      return source.compareText(at: eventName(at: index).name, with: wanted) >= 0
    }
    var found: [TraceEvent] = []
    while place < eventCount {
      let index = source.entry(place, of: .eventNames)
      guard source.compareText(at: eventName(at: index).name, with: wanted) == 0 else { break }
      found.append(event(at: index))
      place += 1
    }
    return found
  }

  /// Returns the events whose name matches `pattern`; with a colon in it, whose system and name match
  /// the two parts. They come in byte order of system and name.
  package func events(matching pattern: String) -> [TraceEvent] {
    let parts = pattern.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let nameGlob = Glob(String(parts[parts.count - 1]))
    let systemGlob = parts.count == 2 ? Glob(String(parts[0])) : nil
    if nameGlob.isLiteral {
      return events(named: String(parts[parts.count - 1])).filter {
        systemGlob?.matches($0.system) ?? true
      }
    }
    return (0..<eventCount).filter { index in
      let found = eventName(at: index)
      return nameGlob.matches(source.text(at: found.name))
        && systemGlob?.matches(source.text(at: found.system)) ?? true
    }.map { event(at: $0) }
  }

  /// Returns where the record of an event starts, and its names.
  private func eventName(at index: Int) -> (system: StringReference, name: StringReference) {
    var reader = source.reader(of: .events, from: source.entry(index, of: .eventOffsets))
    return (reader.reference(), reader.reference())
  }

  /// Returns the event at a place of the table.
  private func event(at index: Int) -> TraceEvent {
    var reader = source.reader(of: .events, from: source.entry(index, of: .eventOffsets))
    return reader.event()
  }

  /// Returns the first index of a sorted table for which `condition` holds; `end` if there is none.
  func firstIndex(below end: Int, where condition: (Int) -> Bool) -> Int {
    var low = 0
    var high = end
    while low < high {
      let middle = (low + high) / 2
      if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
