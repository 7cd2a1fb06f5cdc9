/// Records of different lengths in blocks of equally many, of which only the places of the blocks are noted.
enum BlockedTable {
  /// How many records a block has.
  static let blockSize = 16

  /// The records of a table while it is written.
  struct Writer {
    /// The records.
    private var writer = RecordWriter()

    /// Where each block starts.
    private var starts = RecordWriter()

    /// How many records there are.
    private var count = 0

    /// `true` iff the next record is the first of a block.
    var isAtBlockStart: Bool { count % blockSize == 0 }

    /// The section of records.
    var records: [UInt8] { writer.bytes }

    /// The section of the places: how many records there are, then where each block starts.
    var offsets: [UInt8] {
      var table = RecordWriter()
      table.append(entry: UInt32(count))
      table.append(contentsOf: starts.bytes)
      return table.bytes
    }

    /// Appends the record that `body` writes.
    mutating func appendRecord(_ body: (inout RecordWriter) -> Void) {
      if isAtBlockStart { starts.append(entry: UInt32(writer.bytes.count)) }
      body(&writer)
      count += 1
    }
  }
}

extension DescriptionBytes {
  /// Returns how many records the table has whose places are in the section `offsets`.
  func recordCount(of offsets: DescriptionSection) -> Int {
    let blockCount = max(0, entryCount(of: offsets) - 1)
    return min(entry(0, of: offsets), blockCount * BlockedTable.blockSize)
  }

  /// Returns a reader at the first record of the block numbered `block`.
  func reader(
    ofBlock block: Int, in records: DescriptionSection, _ offsets: DescriptionSection
  ) -> RecordReader {
    reader(of: records, from: entry(block + 1, of: offsets))
  }
}
