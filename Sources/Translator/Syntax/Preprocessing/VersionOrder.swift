/// The order of version numbers that `strverscmp` defines: runs of digits are compared as numbers, and runs
/// that start with 0 as decimal fractions.
enum VersionOrder {
  /// Returns a negative number, 0 or a positive number as `left` is before, equal to or behind `right`.
  static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var position = 0
    while position < left.count, position < right.count, left[position] == right[position] {
      position += 1
    }
    // A byte beyond the end counts as 0, less than all others.
    let leftByte = position < left.count ? Int(left[position]) : 0
    let rightByte = position < right.count ? Int(right[position]) : 0
    if leftByte == 0, rightByte == 0 { return 0 }
    var runStart = position
    while runStart > 0, isDigit(Int(left[runStart - 1])) { runStart -= 1 }
    let sharedRun = left[runStart..<position]
    let difference = leftByte - rightByte
    if let first = sharedRun.first {
      if first == UInt8(ascii: "0") {
        // Of fractions that are all zeros so far the longer one is the smaller one: 00 < 0.
        let allZeros = sharedRun.allSatisfy { $0 == UInt8(ascii: "0") }
        if allZeros, isDigit(leftByte) != isDigit(rightByte) { return isDigit(leftByte) ? -1 : 1 }
        return difference
      }
      if isDigit(leftByte) != isDigit(rightByte) { return isDigit(leftByte) ? 1 : -1 }
    } else if leftByte == Int(UInt8(ascii: "0")) || rightByte == Int(UInt8(ascii: "0")) {
      return difference
    }
    guard isDigit(leftByte), isDigit(rightByte) else { return difference }
    let lengths = digits(of: left, from: position) - digits(of: right, from: position)
    return lengths != 0 ? lengths : difference
  }

  /// Returns the number of digits of `bytes` from `start` on.
  private static func digits(of bytes: [UInt8], from start: Int) -> Int {
    bytes[start...].prefix { isDigit(Int($0)) }.count
  }

  /// Returns whether `byte` is a decimal digit.
  private static func isDigit(_ byte: Int) -> Bool {
    byte >= Int(UInt8(ascii: "0")) && byte <= Int(UInt8(ascii: "9"))
  }
}
