/// Makes tables of 32-bit numbers easy to pack: each number becomes the difference from the one before, and of all differences
/// the lowest bytes stand first, then the next ones, and so on. Most high bytes are then zeros in a row.
enum TableFilter {
  /// How many bytes a number has.
  private static let width = 4

  /// Returns what becomes of `table`. Bytes behind the last whole number stay as they are.
  static func filtered(_ table: ArraySlice<UInt8>) -> [UInt8] {
    var filtered = Array(table)
    table.withUnsafeBytes { table in
      let count = table.count / width
      var last: UInt32 = 0
      for index in 0..<count {
        let number = UInt32(
          littleEndian: table.loadUnaligned(fromByteOffset: index * width, as: UInt32.self))
        var rest = number &- last
        for place in 0..<width {
          filtered[place * count + index] = UInt8(truncatingIfNeeded: rest)
          rest >>= 8
        }
        last = number
      }
    }
    return filtered
  }

  /// Undoes in `table` what `filtered` does.
  static func restore(_ table: UnsafeMutableRawBufferPointer) {
    let filtered = Array(table)
    let count = table.count / width
    filtered.withUnsafeBufferPointer { filtered in
      var number: UInt32 = 0
      for index in 0..<count {
        var difference: UInt32 = 0
        for place in (0..<width).reversed() {
          difference = difference << 8 | UInt32(filtered[place * count + index])
        }
        number &+= difference
        table.storeBytes(of: number.littleEndian, toByteOffset: index * width, as: UInt32.self)
      }
    }
  }
}
