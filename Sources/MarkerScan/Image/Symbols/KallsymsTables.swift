/// Where the tables of kallsyms are in the memory of a kernel, which nothing names; see scripts/kallsyms.c and
/// kernel/kallsyms.c of the kernel.
///
/// Names are packed: each is a length (two bytes from 128 on) and as many numbers of tokens, which are texts; the first
/// letter of the unpacked name is the symbol's type. Marker *n* says where name 256 × *n* starts. Tables stand in one
/// of three orders, each aligned to 8 bytes, in the last to 4:
///
/// ```
/// until 6.3: offsets, base, count, names, markers, (order of names,) tokens, places of tokens
/// later:                    count, names, markers, tokens, places of tokens, offsets, base, order of names
/// 7.2:                      count, names, markers, tokens, places of tokens, distances, order of names
/// ```
struct KallsymsTables {
  /// The bytes that have the tables.
  let bytes: Bytes

  /// The address of the first of them.
  let address: UInt64

  /// How many symbols there are.
  let count: Int

  /// Where the names start.
  let names: Int

  /// Where the tokens start.
  let tokens: Int

  /// Where the places of the tokens start.
  let tokenPlaces: Int

  /// What tables are aligned to, in bytes, which is the size of the count.
  private let alignment: Int

  /// What tables may be aligned to.
  private static let alignments = [8, 4]

  /// How many tokens there are.
  static let tokenCount = 256

  /// The digits as tokens, which are never replaced and so stand in a row.
  private static let digits: [UInt8] = (0..<10).flatMap { [UInt8(ascii: "0") + $0, 0] }

  /// How far the names may start before the tokens, in bytes.
  private static let reach = 32 << 20

  /// How many symbols there may be.
  private static let countRange = 100...4_000_000

  /// Looks for the tables in `segment`.
  init?(in segment: KernelMemory.Segment) {
    let bytes = segment.bytes
    var start = 0
    while let digits = bytes.firstIndex(of: Self.digits, from: start) {
      start = digits + 1
      for alignment in Self.alignments {
        guard let (tokens, places) = Self.tokens(around: digits, in: bytes, alignment),
          let (count, names) = Self.names(before: tokens, places: places, in: bytes, alignment)
        else { continue }
        self.bytes = bytes
        self.alignment = alignment
        address = segment.address
        self.count = count
        self.names = names
        self.tokens = tokens
        tokenPlaces = places
        return
      }
    }
    return nil
  }

  /// Returns `position` rounded up to what tables are aligned to.
  func aligned(_ position: Int) -> Int { Self.aligned(position, alignment) }

  /// Returns `position` rounded up to a multiple of `alignment`, a power of two.
  private static func aligned(_ position: Int, _ alignment: Int) -> Int {
    (position + alignment - 1) & ~(alignment - 1)
  }

  /// Returns where the tokens and their places stand, if the digits from number 48 on are at `digits`. What stands before
  /// the first token is not known to end with a zero byte, so that its length is taken from the places.
  private static func tokens(
    around digits: Int, in bytes: Bytes, _ alignment: Int
  ) -> (tokens: Int, places: Int)? {
    var second = digits
    for _ in 1..<Int(UInt8(ascii: "0")) {
      second -= 1
      guard bytes[second] == 0 else { return nil }
      while let byte = bytes[second - 1], byte != 0 { second -= 1 }
    }
    guard let end = end(ofTokens: Int(UInt8(ascii: "0"))..<tokenCount, at: digits, in: bytes),
      case let places = aligned(end, alignment),
      let length = bytes.number(at: places + 2, as: UInt16.self)
    else { return nil }
    let tokens = second - Int(length)
    var position = tokens
    for token in 0..<tokenCount {
      guard let place = bytes.number(at: places + token * 2, as: UInt16.self),
        position == tokens + Int(place), let text = bytes.text(at: position, limit: 1 << 10)
      else { return nil }
      position += text.count + 1
    }
    return (tokens, places)
  }

  /// Returns where the tokens with these numbers end, of which the first is at `start`.
  private static func end(ofTokens tokens: Range<Int>, at start: Int, in bytes: Bytes) -> Int? {
    var position = start
    for _ in tokens {
      guard let text = bytes.text(at: position, limit: 1 << 10) else { return nil }
      position += text.count + 1
    }
    return position
  }

  /// Returns how many names there are and where they start: at the place before the tokens where as many names as
  /// the number before it says lead to markers that are right.
  private static func names(
    before tokens: Int, places: Int, in bytes: Bytes, _ alignment: Int
  ) -> (count: Int, names: Int)? {
    let isLetter = (0..<tokenCount).map { token in
      let place = bytes.number(at: places + token * 2, as: UInt16.self) ?? 0
      return bytes[tokens + Int(place)].map(isTypeLetter) ?? false
    }
    var position = tokens & ~(alignment - 1)
    let lowest = max(0, position - reach)
    while position >= lowest {
      defer { position -= alignment }
      let word: UInt64? =
        alignment == 8
        ? bytes.number(at: position, as: UInt64.self)
        : bytes.number(at: position, as: UInt32.self).map { UInt64($0) }
      guard let word, case let count = Int(clamping: word), countRange.contains(count),
        let end = end(ofNames: count, at: position + alignment, isLetter, tokens: tokens, in: bytes)
      else { continue }
      let markers = aligned(end.position, alignment)
      let isMarked = end.markers.enumerated().allSatisfy { index, place in
        bytes.number(at: markers + index * 4, as: UInt32.self) == place
      }
      if isMarked { return (count, position + alignment) }
    }
    return nil
  }

  /// Returns `true` iff nm shows the type of a symbol by that letter.
  private static func isTypeLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "?")
  }

  /// Returns where `count` names end that start at `start`, and the markers that they have; nil if they are none.
  private static func end(
    ofNames count: Int, at start: Int, _ isLetter: [Bool], tokens: Int, in bytes: Bytes
  ) -> (position: Int, markers: [UInt32])? {
    guard tokens - start > count * 2 else { return nil }
    var position = start
    var markers: [UInt32] = []
    for index in 0..<count {
      if index % 256 == 0 { markers.append(UInt32(truncatingIfNeeded: position - start)) }
      guard let (length, first) = nameLength(at: position, in: bytes), length > 0,
        let token = bytes[first], isLetter[Int(token)], first + length <= tokens
      else { return nil }
      position = first + length
    }
    return (position, markers)
  }

  /// Returns how many tokens the name at `position` has, and where the first is.
  static func nameLength(at position: Int, in bytes: Bytes) -> (length: Int, first: Int)? {
    guard let low = bytes[position] else { return nil }
    if low & 0x80 == 0 { return (Int(low), position + 1) }
    guard let high = bytes[position + 1] else { return nil }
    return (Int(low & 0x7f) | Int(high) << 7, position + 2)
  }
}
