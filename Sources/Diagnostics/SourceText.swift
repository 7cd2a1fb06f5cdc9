/// The number of one `SourceText` within a `SourceMap`.
package struct SourceFileID: Hashable, Sendable {
  /// The position of the file in its map.
  package let index: UInt16

  /// Creates the number of the file at `index`.
  package init(_ index: Int) { self.index = UInt16(index) }
}

/// A place in the source: a file and a UTF-8 offset into it.
package struct SourcePosition: Hashable, Sendable {
  /// The file.
  package let file: SourceFileID
  /// The offset in UTF-8 code units from the start of the file.
  package let offset: UInt32

  /// Creates the place `offset` code units into `file`.
  package init(file: SourceFileID, offset: Int) {
    self.file = file
    self.offset = UInt32(offset)
  }
}

/// A half-open range of UTF-8 offsets in one file.
package struct SourceRange: Hashable, Sendable {
  /// The file.
  package let file: SourceFileID
  /// The offset of the first code unit.
  package let start: UInt32
  /// The offset behind the last code unit.
  package let end: UInt32

  /// Creates the range `start ..< end` of `file`.
  ///
  /// - Requires: `start <= end`.
  package init(file: SourceFileID, start: Int, end: Int) {
    precondition(start <= end)
    self.file = file
    self.start = UInt32(start)
    self.end = UInt32(end)
  }

  /// The place where the range starts.
  package var position: SourcePosition { SourcePosition(file: file, offset: Int(start)) }

  /// Returns the smallest range that covers `self` and `other`; `self` if they are of two files.
  package func joined(with other: SourceRange) -> SourceRange {
    guard file == other.file else { return self }
    return SourceRange(
      file: file, start: Int(min(start, other.start)), end: Int(max(end, other.end)))
  }
}

/// A line and a column, both counted from 1; columns count UTF-8 code units.
package struct LineAndColumn: Hashable, Sendable {
  /// The line, from 1.
  package let line: Int
  /// The column, from 1.
  package let column: Int
}

/// The name and the bytes of one source file.
package struct SourceText: Sendable {
  /// The name that diagnostics show: a path, `<input>` for `-e`, `<stdin>` for `-`.
  package let name: String
  /// The contents.
  package let bytes: [UInt8]
  /// `true` iff the file is part of a tapset and so may do what user scripts may not.
  package let isTapset: Bool
  /// The offset of the first code unit of each line.
  private let lineStarts: [UInt32]

  /// Creates the source file `name` with the contents `bytes`.
  package init(name: String, bytes: [UInt8], isTapset: Bool = false) {
    self.name = name
    self.bytes = bytes
    self.isTapset = isTapset
    lineStarts = bytes.withUnsafeBufferPointer { bytes in
      var starts: [UInt32] = [0]
      for offset in bytes.indices where bytes[offset] == UInt8(ascii: "\n") {
        starts.append(UInt32(offset + 1))
      }
      return starts
    }
  }

  /// Creates the source file `name` with the contents `text`.
  package init(name: String, text: String, isTapset: Bool = false) {
    self.init(name: name, bytes: Array(text.utf8), isTapset: isTapset)
  }

  /// Returns the line and column of `offset`.
  package func lineAndColumn(at offset: Int) -> LineAndColumn {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= UInt32(offset) { low = middle } else { high = middle }
    }
    return LineAndColumn(line: low + 1, column: offset - Int(lineStarts[low]) + 1)
  }

  /// Returns the offset of `column` of `line`, both counted from 1; `nil` if there is no such line.
  package func offset(line: Int, column: Int) -> Int? {
    guard line >= 1, line <= lineStarts.count, column >= 1 else { return nil }
    return min(Int(lineStarts[line - 1]) + column - 1, bytes.count)
  }

  /// Returns the text of `line` (counted from 1) without its line break.
  package func text(ofLine line: Int) -> String {
    guard line >= 1, line <= lineStarts.count else { return "" }
    let start = Int(lineStarts[line - 1])
    var end = line < lineStarts.count ? Int(lineStarts[line]) - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }
}

/// All source files of one translation, numbered in the order in which they were added.
package struct SourceMap: Sendable {
  /// The files, in order.
  package private(set) var files: [SourceText] = []

  /// Creates an empty map.
  package init() {}

  /// Adds `file` and returns its number.
  package mutating func add(_ file: SourceText) -> SourceFileID {
    files.append(file)
    return SourceFileID(files.count - 1)
  }

  /// The file numbered `id`.
  package subscript(id: SourceFileID) -> SourceText { files[Int(id.index)] }

  /// Returns the line and column of `position`.
  package func lineAndColumn(of position: SourcePosition) -> LineAndColumn {
    self[position.file].lineAndColumn(at: Int(position.offset))
  }

  /// Returns `position` as `name:line:column`.
  package func description(of position: SourcePosition) -> String {
    let place = lineAndColumn(of: position)
    return "\(self[position.file].name):\(place.line):\(place.column)"
  }
}
