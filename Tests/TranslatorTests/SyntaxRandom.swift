/// A small generator of random numbers that yields the same numbers for the same seed.
struct RandomBytes: RandomNumberGenerator {
  /// The state.
  private var state: UInt64

  /// Creates a generator.
  init(seed: UInt64) { state = seed }

  /// Returns the next number, by SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// Returns a word of at most `limit` of the characters of `alphabet`.
  mutating func word(from alphabet: String, upTo limit: Int) -> String {
    let characters = Array(alphabet)
    let count = Int.random(in: 0...limit, using: &self)
    return String(
      (0..<count).map { _ in characters[Int.random(in: 0..<characters.count, using: &self)] })
  }
}
