/// Which string of a pool is meant, such as of a description's section of strings.
package struct StringReference: RawRepresentable, Hashable, Sendable {
  /// How many strings come before it.
  package var rawValue: UInt32

  /// Creates a reference.
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The empty string.
  package static let empty = StringReference(rawValue: 0)
}

/// Strings, each once, one after the other. References do not depend on anything but the order in which strings came.
package struct StringPool: Sendable {
  /// All strings, each with a zero byte after it.
  private(set) var bytes: [UInt8] = [0]

  /// Where each string starts.
  private var starts: [UInt32] = [0]

  /// The strings, each at the first free place from that which its hash names. A power of two of places.
  private var places = [Place](repeating: Place(), count: 1 << 10)

  /// What hashes begin with; nobody who makes a file can know which strings will have the same.
  private let seed = UInt64.random(in: 1...UInt64.max)

  /// Where a string may be.
  private struct Place {
    /// Its hash.
    var hash: UInt32 = 0

    /// Its number; 0 at a free place.
    var number: UInt32 = 0
  }

  /// Creates a pool that has the empty string only.
  package init() {}

  /// Returns the reference of `text`, which is added if it is new; a zero byte in it ends it.
  package mutating func intern(_ text: String) -> StringReference {
    var text = text
    return text.withUTF8 { intern($0) }
  }

  /// Returns the reference of the string of these bytes, which is added if it is new; a zero byte in it ends it.
  package mutating func intern(_ text: UnsafeBufferPointer<UInt8>) -> StringReference {
    let text = Self.beforeZero(text)
    if text.isEmpty { return .empty }
    // At most half of the places are taken.
    if count * 2 >= places.count { grow() }
    let (place, hash) = place(of: text)
    if places[place].number == 0 {
      places[place] = Place(hash: hash, number: UInt32(count))
      starts.append(UInt32(bytes.count))
      bytes.append(contentsOf: text)
      bytes.append(0)
    }
    return StringReference(rawValue: places[place].number)
  }

  /// Returns `true` iff the string of these bytes is in the pool; a zero byte in it ends it.
  package func contains(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let text = Self.beforeZero(text)
    return text.isEmpty || places[place(of: text).index].number != 0
  }

  /// `true` iff no string was added.
  package var isEmpty: Bool { count == 1 }

  /// How many strings there are; no reference is as high.
  var count: Int { starts.count }

  /// The section of the places of blocks of strings, as a `BlockedTable` has it.
  var offsets: [UInt8] {
    var table = RecordWriter()
    table.append(entry: UInt32(count))
    for number in stride(from: 0, to: count, by: BlockedTable.blockSize) {
      table.append(entry: starts[number])
    }
    return table.bytes
  }

  /// The string at `reference`.
  subscript(reference: StringReference) -> String {
    String(decoding: text(at: reference), as: UTF8.self)
  }

  /// Returns the bytes of the string at `reference`.
  func text(at reference: StringReference) -> ArraySlice<UInt8> {
    bytes[Int(starts[Int(reference.rawValue)])...].prefix { $0 != 0 }
  }

  /// Returns what `body` makes of all strings, where each is at its reference.
  func withStrings<Result>(_ body: (PooledStrings) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { bytes in
      starts.withUnsafeBufferPointer { body(PooledStrings(bytes: bytes, starts: $0)) }
    }
  }

  /// Returns `text` up to its first zero byte.
  private static func beforeZero(
    _ text: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: text.prefix { $0 != 0 })
  }

  /// Returns the place that `text` has, or would get, and its hash.
  private func place(of text: UnsafeBufferPointer<UInt8>) -> (index: Int, hash: UInt32) {
    let hash = hash(of: UnsafeRawBufferPointer(text))
    var place = Int(hash) & (places.count - 1)
    while places[place].number != 0,
      places[place].hash != hash || !isAt(Int(starts[Int(places[place].number)]), text)
    {
      place = (place + 1) & (places.count - 1)
    }
    return (place, hash)
  }

  /// Returns the hash of `text`: each word is multiplied with what came before, and the halves of the product are
  /// folded.
  private func hash(of text: UnsafeRawBufferPointer) -> UInt32 {
    var hash = seed ^ UInt64(text.count)
    func add(_ word: UInt64) {
      let product = (hash ^ word).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
      hash = product.high ^ product.low
    }
    if text.count < 8 {
      add(text.reduce(0) { $0 << 8 | UInt64($1) })
    } else {
      // The last word has bytes of the one before.
      for place in stride(from: 0, to: text.count - 8, by: 8) {
        add(Self.word(at: place, of: text))
      }
      add(Self.word(at: text.count - 8, of: text))
    }
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }

  /// Returns `true` iff `text` starts at `offset` and ends there.
  private func isAt(_ offset: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard offset + text.count < bytes.count, bytes[offset + text.count] == 0 else { return false }
    let text = UnsafeRawBufferPointer(text)
    return bytes.withUnsafeBytes { bytes in
      let other = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + text.count])
      if text.count < 8 { return text.elementsEqual(other) }
      for place in stride(from: 0, to: text.count - 8, by: 8)
      where Self.word(at: place, of: text) != Self.word(at: place, of: other) { return false }
      let last = text.count - 8
      return Self.word(at: last, of: text) == Self.word(at: last, of: other)
    }
  }

  /// Returns the eight bytes at `place` of `text` as a number.
  private static func word(at place: Int, of text: UnsafeRawBufferPointer) -> UInt64 {
    text.loadUnaligned(fromByteOffset: place, as: UInt64.self)
  }

  /// Makes room for twice as many strings.
  private mutating func grow() {
    let old = places
    places = [Place](repeating: Place(), count: old.count * 2)
    for place in old where place.number != 0 {
      var index = Int(place.hash) & (places.count - 1)
      while places[index].number != 0 { index = (index + 1) & (places.count - 1) }
      places[index] = place
    }
  }
}

/// The strings of a pool while they are compared.
struct PooledStrings {
  /// All strings, each with a zero byte after it.
  fileprivate let bytes: UnsafeBufferPointer<UInt8>

  /// Where each starts.
  fileprivate let starts: UnsafeBufferPointer<UInt32>

  /// Returns how two strings compare byte by byte: negative if the first is less.
  func compare(_ left: StringReference, _ right: StringReference) -> Int {
    if left == right { return 0 }
    var left = start(left)
    var right = start(right)
    while bytes[left] == bytes[right], bytes[left] != 0 {
      left += 1
      right += 1
    }
    return Int(bytes[left]) - Int(bytes[right])
  }

  /// Returns the bytes of the string at `reference`.
  subscript(reference: StringReference) -> UnsafeBufferPointer<UInt8> {
    let rest = bytes[start(reference)...]
    return UnsafeBufferPointer(rebasing: rest.prefix { $0 != 0 })
  }

  /// Returns the first eight bytes of the string at `reference` as a number that orders strings as their bytes do.
  func prefix(_ reference: StringReference) -> UInt64 {
    var prefix: UInt64 = 0
    var position = start(reference)
    for _ in 0..<8 {
      let byte = bytes[position]
      prefix = prefix << 8 | UInt64(byte)
      if byte != 0 { position += 1 }
    }
    return prefix
  }

  /// Returns where the string at `reference` starts.
  private func start(_ reference: StringReference) -> Int { Int(starts[Int(reference.rawValue)]) }
}
