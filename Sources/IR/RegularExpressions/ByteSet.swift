/// A set of bytes.
package struct ByteSet: Hashable, Sendable {
  /// The members, 64 in each word, the lowest in the lowest bit.
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// Creates the empty set.
  package init() {}

  /// Creates the set of the bytes of `range`.
  package init(_ range: ClosedRange<UInt8>) {
    for byte in range { insert(byte) }
  }

  /// Creates the set of the bytes of `text`.
  init(_ text: StaticString) {
    text.withUTF8Buffer { for byte in $0 { insert(byte) } }
  }

  /// All bytes.
  static var all: ByteSet { ByteSet(0...255) }

  /// The bytes that are not in the set.
  var inverted: ByteSet {
    var result = ByteSet()
    result.words = (~words.0, ~words.1, ~words.2, ~words.3)
    return result
  }

  /// `true` iff `byte` is a member.
  @inline(__always)
  package func contains(_ byte: UInt8) -> Bool {
    let word: UInt64
    switch byte >> 6 {
    case 0: word = words.0
    case 1: word = words.1
    case 2: word = words.2
    default: word = words.3
    }
    return word >> UInt64(byte & 63) & 1 != 0
  }

  /// Adds `byte`.
  mutating func insert(_ byte: UInt8) {
    let bit = UInt64(1) << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  /// Adds the members of `other`.
  mutating func formUnion(_ other: ByteSet) {
    words = (
      words.0 | other.words.0, words.1 | other.words.1, words.2 | other.words.2,
      words.3 | other.words.3
    )
  }

  package static func == (a: ByteSet, b: ByteSet) -> Bool { a.words == b.words }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

extension ByteSet {
  /// The set that `[:name:]` stands for; `nil` if there is no such name.
  ///
  /// The names are those of POSIX, and the short ones that SystemTap has besides.
  init?(className name: [UInt8]) {
    switch String(decoding: name, as: UTF8.self) {
    case "alpha": self = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    case "alnum":
      self = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    case "blank": self = ByteSet(" \t")
    case "cntrl":
      self = ByteSet(0x01...0x1F)
      insert(0x7F)
    case "d", "digit": self = ByteSet("0123456789")
    case "xdigit": self = ByteSet("0123456789abcdefABCDEF")
    case "graph": self = ByteSet(0x21...0x7E)
    case "l", "lower": self = ByteSet("abcdefghijklmnopqrstuvwxyz")
    case "print": self = ByteSet(0x20...0x7E)
    case "punct":
      self = ByteSet("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    case "s", "space": self = ByteSet(" \t\r\n\u{B}\u{C}")
    case "u", "upper": self = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    default: return nil
    }
  }
}
