import Foundation

/// What makes random choices, the same ones for the same seed.
protocol RandomChoosing {
  /// The state of the random numbers: SplitMix64.
  var state: UInt64 { get set }
}

extension RandomChoosing {
  /// Returns the state that begins the choices of `seed`.
  static func state(ofSeed seed: UInt64) -> UInt64 { seed &* 0x2545_f491_4f6c_dd1d }

  /// Returns a number below `bound`.
  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((word ^ (word >> 31)) % UInt64(bound))
  }

  /// Returns one of `elements`.
  mutating func one(_ elements: String...) -> String { one(of: elements) }

  /// Returns one of `elements`.
  mutating func one(of elements: [String]) -> String { elements[below(elements.count)] }
}

/// The seeds that a test goes through.
enum Seeds {
  /// Returns `count` seeds, or as many as `MARKTAP_SCRIPTS` says, from `MARKTAP_SEED` on.
  static func chosen(_ count: UInt64) -> ClosedRange<UInt64> {
    let environment = ProcessInfo.processInfo.environment
    let first = environment["MARKTAP_SEED"].flatMap(UInt64.init) ?? 1
    let count = environment["MARKTAP_SCRIPTS"].flatMap(UInt64.init) ?? count
    return first...first + max(1, count) - 1
  }
}
