/// Output that waits in memory until its file can be written again: pieces of whole lines, up to a limit.
///
/// What comes when it is full is dropped and counted: what came first is kept, so that the file has no holes but one, at
/// a place that is known.
struct Spool {
  /// How many bytes it holds at most.
  private let limit: Int
  /// The pieces, the oldest first.
  private var pieces: [[UInt8]] = []
  /// How many bytes of the first piece have been written.
  private var writtenCount = 0
  /// How many bytes wait.
  private(set) var count = 0
  /// How many lines were dropped.
  private(set) var droppedLineCount = 0

  /// Creates an empty spool for `limit` bytes.
  init(limit: Int) { self.limit = limit }

  /// `true` iff nothing waits.
  var isEmpty: Bool { pieces.isEmpty }

  /// Takes `bytes`, or drops them if there is no room.
  ///
  /// - Parameter isRest: `true` for the rest of a piece whose beginning is written, which is taken always.
  mutating func take(_ bytes: UnsafeRawBufferPointer, isRest: Bool = false) {
    if bytes.isEmpty { return }
    guard isRest || count + bytes.count <= limit else {
      droppedLineCount += bytes.lineBreakCount
      return
    }
    pieces.append(Array(bytes))
    count += bytes.count
  }

  /// Lets `write` write what waits, the oldest first, until it writes less than it is given; it returns the number of
  /// bytes that it has written.
  mutating func drain(_ write: (UnsafeRawBufferPointer) -> Int) {
    var done = 0
    while done < pieces.count {
      let rest = pieces[done].count - writtenCount
      let written = pieces[done].withUnsafeBytes { bytes in
        write(UnsafeRawBufferPointer(rebasing: bytes[writtenCount...]))
      }
      count -= written
      if written < rest {
        writtenCount += written
        break
      }
      writtenCount = 0
      done += 1
    }
    pieces.removeFirst(done)
  }

  /// Returns how many lines were dropped, and counts from 0 again.
  mutating func takeDroppedLineCount() -> Int {
    defer { droppedLineCount = 0 }
    return droppedLineCount
  }

  /// Returns how many lines wait.
  var lineCount: Int {
    pieces.reduce(0) { sum, piece in sum + piece.withUnsafeBytes(\.lineBreakCount) }
  }
}
