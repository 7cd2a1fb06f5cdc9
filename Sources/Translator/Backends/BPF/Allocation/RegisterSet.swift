/// A set of virtual registers, one bit for each.
struct RegisterSet: Equatable {
  /// The bits, from the lowest register.
  private var words: [UInt64]

  /// Creates an empty set of registers numbered below `count`.
  init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

  /// Returns whether the register numbered `number` is in the set.
  func contains(_ number: Int) -> Bool { words[number >> 6] & (1 << UInt64(number & 63)) != 0 }

  /// Adds the register numbered `number`.
  mutating func insert(_ number: Int) { words[number >> 6] |= 1 << UInt64(number & 63) }

  /// Removes the register numbered `number`.
  mutating func remove(_ number: Int) { words[number >> 6] &= ~(1 << UInt64(number & 63)) }

  /// Adds what is in `other`; returns whether something is new.
  @discardableResult
  mutating func formUnion(_ other: RegisterSet) -> Bool {
    var isChanged = false
    for index in words.indices {
      let union = words[index] | other.words[index]
      if union != words[index] {
        words[index] = union
        isChanged = true
      }
    }
    return isChanged
  }

  /// Calls `body` with the number of each register in the set, in ascending order.
  func forEach(_ body: (Int) -> Void) {
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        body(index << 6 | rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }
}
