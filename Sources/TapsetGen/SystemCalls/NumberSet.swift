/// Sets of the numbers of system calls, as scripts look into them.
enum NumberSet {
  /// Returns the expression that is not 0 iff `number` is one of `numbers`: bits of 64 numbers at a time.
  static func test(of numbers: Set<Int>) -> String {
    let words = Dictionary(grouping: numbers) { $0 >> 6 }.sorted { $0.key < $1.key }
    let choice = words.map { word, members in
      let bits = members.reduce(UInt64(0)) { $0 | 1 << UInt64($1 & 63) }
      return "number >> 6 == \(word) ? 0x\(String(bits, radix: 16)) : "
    }.joined()
    return "((\(choice)0) & 1 << (number & 63))"
  }
}
