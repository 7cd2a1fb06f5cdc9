/// The text that a formatter has written so far.
struct FormatText {
  /// The bytes.
  private(set) var bytes: [UInt8] = []
  /// Where the last line starts.
  private var lineStart = 0

  /// Creates an empty text that about `capacity` bytes will be added to.
  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  /// The column of the next byte, from 0.
  var column: Int { bytes.count - lineStart }

  /// Ends the line.
  mutating func breakLine() {
    bytes.append(UInt8(ascii: "\n"))
    lineStart = bytes.count
  }

  /// Adds `count` blanks.
  mutating func addBlanks(_ count: Int) {
    for _ in 0..<count { bytes.append(UInt8(ascii: " ")) }
  }

  /// Adds `text` as it is.
  mutating func add(_ text: ArraySlice<UInt8>) {
    bytes += text
    if let lineBreak = text.lastIndex(of: UInt8(ascii: "\n")) {
      lineStart = bytes.count - (text.endIndex - lineBreak - 1)
    }
  }

  /// Adds a comment that started at `oldColumn`; all of its lines move together, and lose blanks at their ends.
  mutating func add(comment text: ArraySlice<UInt8>, from oldColumn: Int) {
    let newColumn = column
    var isFirst = true
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      var line = line
      while let last = line.last, last.isBlank { line.removeLast() }
      if !isFirst {
        breakLine()
        let blanks = line.prefix(while: \.isBlank).count
        line.removeFirst(blanks)
        if !line.isEmpty { addBlanks(newColumn + max(0, blanks - oldColumn)) }
      }
      bytes += line
      isFirst = false
    }
  }
}
