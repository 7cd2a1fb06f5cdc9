import Diagnostics
import IR

/// The locations of a program while it is lowered, each place once.
struct LocationTable {
  /// The locations so far; number 0 is "nowhere".
  private(set) var locations: [Location] = [.nowhere]
  /// The numbers of the places that have been asked for.
  private var numbers: [SourcePosition: LocationID] = [:]
  /// The text of the lines that have been asked for.
  private var lines: [LineNumber: String] = [:]
  /// The files that ranges point into.
  private let sources: SourceMap

  /// A line of a file.
  private struct LineNumber: Hashable {
    /// The file.
    let file: SourceFileID
    /// The line, from 1.
    let line: Int
  }

  /// Creates a table of places in `sources`.
  init(sources: SourceMap) { self.sources = sources }

  /// Returns the table and leaves an empty one behind, so that whoever gets it changes it in place.
  mutating func take() -> LocationTable {
    let table = self
    self = LocationTable(sources: sources)
    return table
  }

  /// Returns the number of the place where `range` starts.
  mutating func location(of range: SourceRange) -> LocationID {
    if let known = numbers[range.position] { return known }
    let id = LocationID(locations.count)
    locations.append(place(of: range))
    numbers[range.position] = id
    return id
  }

  /// Returns the place where `range` starts, as messages name it.
  private mutating func place(of range: SourceRange) -> Location {
    let file = sources[range.file]
    let place = file.lineAndColumn(at: Int(range.start))
    return Location(
      file: file.name, line: place.line, column: place.column,
      token: TokenDescription.text(at: Int(range.start), in: file.bytes),
      text: text(of: LineNumber(file: range.file, line: place.line)))
  }

  /// Returns the text of a line, which all places in it share.
  private mutating func text(of number: LineNumber) -> String {
    if let known = lines[number] { return known }
    let text = sources[number.file].text(ofLine: number.line)
    lines[number] = text
    return text
  }
}
