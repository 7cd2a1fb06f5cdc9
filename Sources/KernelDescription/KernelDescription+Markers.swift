extension KernelDescription {
  /// How many compiled markers there are.
  package var markerCount: Int { source.entryCount(of: .markerOffsets) }

  /// The markers that were compiled in, in byte order of name, module and format.
  package var markers: some RandomAccessCollection<CompiledMarker> {
    (0..<markerCount).lazy.map { marker(at: $0) }
  }

  /// Returns the markers whose names match `pattern`, in the order of `markers`.
  package func markers(matching pattern: String) -> [CompiledMarker] {
    if markerCount == 0 { return [] }
    let glob = Glob(pattern)
    return (0..<markerCount).filter { index in
      var reader = markerReader(at: index)
      return glob.matches(reader.text())
    }.map { marker(at: $0) }
  }

  /// Returns a reader at the record of a marker.
  private func markerReader(at index: Int) -> RecordReader {
    source.reader(of: .markers, from: source.entry(index, of: .markerOffsets))
  }

  /// Returns the marker at a place of the table.
  private func marker(at index: Int) -> CompiledMarker {
    var reader = markerReader(at: index)
    return CompiledMarker(
      name: reader.text(), module: reader.optionalText(), format: reader.text())
  }
}
