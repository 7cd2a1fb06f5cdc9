import Diagnostics
import IR

/// The locations of a program while it is lowered, each place once.
struct LocationTable {
  /// The locations so far; number 0 is "nowhere".
  private(set) var locations: [Location] = [.nowhere]
  /// The numbers of the places that have been asked for.
  private var numbers: [SourcePosition: LocationID] = [:]
  /// The files that ranges point into.
  private let sources: SourceMap

  /// Creates a table of places in `sources`.
  init(sources: SourceMap) { self.sources = sources }

  /// Returns the number of the place where `range` starts.
  mutating func location(of range: SourceRange) -> LocationID {
    if let known = numbers[range.position] { return known }
    let id = LocationID(locations.count)
    locations.append(place(of: range))
    numbers[range.position] = id
    return id
  }

  /// Returns the place where `range` starts, as messages name it.
  private func place(of range: SourceRange) -> Location {
    let file = sources[range.file]
    let place = file.lineAndColumn(at: Int(range.start))
    return Location(
      file: file.name, line: place.line, column: place.column,
      token: TokenDescription.text(at: Int(range.start), in: file.bytes),
      text: file.text(ofLine: place.line))
  }
}
