import CLinux

/// The memory that this process allocates from.
package enum Heap {
  /// How much room there is made at once, in bytes: more than what the translation of a script of 1,000 lines over all system
  /// calls needs.
  private static let room: Int32 = 1 << 25

  /// Makes the room, once.
  private static let isWide: Void = marktap_widen_heap(room)

  /// Makes room for a translation, which allocates millions of small blocks: in pages of the usual size a fifth of its time
  /// goes to the page faults and to the misses of the address translation.
  package static func widen() { _ = isWide }
}
