/// The CPUs of the machine.
package enum Processors {
  /// The numbers of those that are on line, in ascending order.
  package static var online: [Int] { numbers(in: "/sys/devices/system/cpu/online") }

  /// How many there can be: maps with a value for each CPU have so many values.
  package static var possibleCount: Int {
    (numbers(in: "/sys/devices/system/cpu/possible").last ?? 0) + 1
  }

  /// Returns the numbers that the file `path` lists as `0-3,8`; 0 if it cannot be read.
  private static func numbers(in path: String) -> [Int] {
    guard let bytes = try? Files.bytes(of: path) else { return [0] }
    let text = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let numbers = text.split(separator: ",").flatMap { range -> [Int] in
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
    return numbers.isEmpty ? [0] : numbers
  }
}
