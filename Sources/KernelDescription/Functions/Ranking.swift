/// Numbers for things that have numbers, the most frequent first; things of the same frequency as they were met first.
struct Ranking {
  /// The things by their new numbers.
  let elements: [Int]

  /// The new numbers of the things that were met.
  private var numbers: [Int]

  /// How many things were met more than once.
  private let frequentCount: Int

  /// Numbers what is in `sequence`, all below `end`.
  init(of sequence: some Sequence<Int>, below end: Int) {
    var counts = [Int](repeating: 0, count: end)
    var met: [Int] = []
    for element in sequence {
      if counts[element] == 0 { met.append(element) }
      counts[element] += 1
    }
    let order = met.indices.sorted { (counts[met[$1]], $0) < (counts[met[$0]], $1) }
    elements = order.map { met[$0] }
    frequentCount = elements.prefix { counts[$0] > 1 }.count
    numbers = counts
    for (number, element) in elements.enumerated() { numbers[element] = number }
  }

  /// The new number of `element`, which was in the sequence.
  subscript(element: Int) -> Int { numbers[element] }

  /// The things that were met more than once, by their new numbers.
  var frequentElements: ArraySlice<Int> { elements[..<frequentCount] }

  /// Returns `true` iff `element`, which was in the sequence, was there more than once.
  func isFrequent(_ element: Int) -> Bool { numbers[element] < frequentCount }
}
