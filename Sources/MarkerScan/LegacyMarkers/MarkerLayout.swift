/// A layout of `struct marker` of Linux, in words of the machine.
///
/// What stands in a word is an address, or a few bytes padded to a word; include/linux/marker.h of the releases.
struct MarkerLayout: Hashable {
  /// The word that has the address of the name.
  let nameWord: Int
  /// The word that has the address of the format.
  let formatWord: Int
  /// How many words there are before the structure is aligned to 8 bytes.
  private let wordCount: Int
  /// What the size is a multiple of, in bytes.
  private let alignment: Int

  /// Creates a layout.
  private init(nameWord: Int = 0, wordCount: Int, alignment: Int = 8) {
    self.nameWord = nameWord
    formatWord = nameWord + 1
    self.wordCount = wordCount
    self.alignment = alignment
  }

  /// Linux 2.6.24: name, format, state, call, private.
  static let single = MarkerLayout(wordCount: 5)
  /// Linux 2.6.25 to 2.6.28: name, format, state and kind, call, single probe (2), several probes.
  static let multiple = MarkerLayout(wordCount: 7)
  /// Linux 2.6.29 to 2.6.31: as before, then the name and the callback of a tracepoint.
  static let tracepoint = MarkerLayout(wordCount: 9)
  /// Kernels with the channels of LTTng, 2.6.27 and later: as before, with the channel's name first.
  static let channel = MarkerLayout(nameWord: 1, wordCount: 10)
  /// The same, each in cache lines of its own.
  static let alignedChannel = MarkerLayout(nameWord: 1, wordCount: 10, alignment: 128)

  /// All layouts.
  static let all: [MarkerLayout] = [single, multiple, tracepoint, channel, alignedChannel]

  /// Returns the size of the structure in bytes where addresses have `wordSize` bytes.
  func size(wordSize: Int) -> Int {
    // With words of 4 bytes, the two numbers behind the kind take a word of their own in a channel's layout.
    let isWide = nameWord > 0 && wordSize == 4
    let size = (wordCount + (isWide ? 1 : 0)) * wordSize
    return (size + alignment - 1) / alignment * alignment
  }
}
