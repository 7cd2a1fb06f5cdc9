/// Makes tables of 32-bit numbers easy to pack: each number becomes the difference from the one before, and of all differences
/// the lowest bytes stand first, then the next ones, and so on. Most high bytes are then zeros in a row.
enum TableFilter {
  /// How many bytes a number has.
  private static let width = 4

  /// Filters the tables of a description.
  static func apply(to bytes: inout [UInt8]) { forEachTable(in: &bytes, filter) }

  /// Undoes what `apply` does, which leaves the header as it is.
  static func undo(in bytes: inout [UInt8]) { forEachTable(in: &bytes, restore) }

  /// Calls `body` with each table of the description `bytes` that lies within them, and with room for another of its size.
  private static func forEachTable(
    in bytes: inout [UInt8],
    _ body: (UnsafeMutableRawBufferPointer, UnsafeMutableRawBufferPointer) -> Void
  ) {
    guard bytes.count >= DescriptionLayout.contentOffset else { return }
    for section in DescriptionSection.allCases where section.isTable {
      let range = DescriptionBytes.statedRange(of: section, in: bytes)
      guard range.lowerBound >= DescriptionLayout.contentOffset, range.upperBound <= bytes.count
      else { continue }
      var room = [UInt8](repeating: 0, count: range.count / width * width)
      bytes.withUnsafeMutableBytes { bytes in
        room.withUnsafeMutableBytes { room in
          let table = UnsafeMutableRawBufferPointer(
            rebasing: bytes[range.lowerBound..<range.lowerBound + room.count])
          body(table, room)
          table.copyMemory(from: UnsafeRawBufferPointer(room))
        }
      }
    }
  }

  /// Writes what becomes of `table` into `room`.
  private static func filter(
    _ table: UnsafeMutableRawBufferPointer, _ room: UnsafeMutableRawBufferPointer
  ) {
    let count = table.count / width
    var last: UInt32 = 0
    for index in 0..<count {
      let number = UInt32(
        littleEndian: table.loadUnaligned(fromByteOffset: index * width, as: UInt32.self))
      var rest = number &- last
      for place in 0..<width {
        room[place * count + index] = UInt8(truncatingIfNeeded: rest)
        rest >>= 8
      }
      last = number
    }
  }

  /// Writes what became `table` into `room`.
  private static func restore(
    _ table: UnsafeMutableRawBufferPointer, _ room: UnsafeMutableRawBufferPointer
  ) {
    let count = table.count / width
    var number: UInt32 = 0
    for index in 0..<count {
      var difference: UInt32 = 0
      for place in (0..<width).reversed() {
        difference = difference << 8 | UInt32(table[place * count + index])
      }
      number &+= difference
      room.storeBytes(of: number.littleEndian, toByteOffset: index * width, as: UInt32.self)
    }
  }
}
