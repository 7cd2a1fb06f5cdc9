/// Where a string starts in a description's section of strings.
package struct StringReference: RawRepresentable, Hashable, Sendable {
  /// The offset in bytes.
  package var rawValue: UInt32

  /// Creates a reference.
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The empty string.
  package static let empty = StringReference(rawValue: 0)
}

/// The strings of a description while it is made, each once.
package struct StringPool: Sendable {
  /// All strings, each with a zero byte after it.
  private(set) var bytes: [UInt8] = [0]

  /// Where strings start, each at the first free place from that which its hash names; 0 at free places. A power of two.
  private var places = [UInt32](repeating: 0, count: 1 << 10)

  /// How many places are taken; at most half.
  private var count = 0

  /// Returns the reference of `text`, which is added if it is new; a zero byte in it ends it.
  package mutating func intern(_ text: String) -> StringReference {
    var text = text
    return text.withUTF8 { intern($0) }
  }

  /// Returns the reference of the string of these bytes, which is added if it is new; a zero byte in it ends it.
  package mutating func intern(_ text: UnsafeBufferPointer<UInt8>) -> StringReference {
    let text = UnsafeBufferPointer(rebasing: text.prefix { $0 != 0 })
    if text.isEmpty { return .empty }
    if count * 2 >= places.count { grow() }
    let place = self.place(of: UnsafeRawBufferPointer(text))
    if places[place] == 0 {
      places[place] = UInt32(bytes.count)
      count += 1
      bytes.append(contentsOf: text)
      bytes.append(0)
    }
    return StringReference(rawValue: places[place])
  }

  /// Returns the bytes of the string at `reference`.
  func text(at reference: StringReference) -> ArraySlice<UInt8> {
    bytes[Int(reference.rawValue)...].prefix { $0 != 0 }
  }

  /// Returns the place that `text` has, or would get.
  private func place(of text: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: text)
    var place = hasher.finalize() & (places.count - 1)
    while places[place] != 0, !isAt(Int(places[place]), text) {
      place = (place + 1) & (places.count - 1)
    }
    return place
  }

  /// Returns `true` iff `text` starts at `offset` and ends there.
  private func isAt(_ offset: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    guard offset + text.count < bytes.count, bytes[offset + text.count] == 0 else { return false }
    return text.indices.allSatisfy { bytes[offset + $0] == text[$0] }
  }

  /// Makes room for twice as many strings.
  private mutating func grow() {
    let old = places.filter { $0 != 0 }
    places = [UInt32](repeating: 0, count: places.count * 2)
    for offset in old {
      let text = Array(text(at: StringReference(rawValue: offset)))
      let place = text.withUnsafeBytes { self.place(of: $0) }
      places[place] = offset
    }
  }
}
