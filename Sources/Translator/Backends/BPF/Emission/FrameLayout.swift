/// Where the stretches of the stack frame lie.
struct FrameLayout {
  /// The bytes that the verifier allows.
  static let capacity = 512
  /// The distance of each stretch from the end of the frame; negative.
  private let offsets: [Int]
  /// The number of bytes that are used.
  let size: Int

  /// Creates the layout of stretches of `sizes` bytes, behind `reserved` bytes that others use.
  init(sizes: [Int], reserved: Int) {
    var end = reserved
    offsets = sizes.map { size in
      end += size
      return -end
    }
    size = end
  }

  /// The distance of the start of `slot` from the end of the frame.
  subscript(slot: FrameSlot) -> Int { offsets[slot.index] }
}
