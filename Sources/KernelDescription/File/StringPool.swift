/// Where a string starts in a description's section of strings.
package struct StringReference: RawRepresentable, Hashable, Sendable {
  /// The offset in bytes.
  package var rawValue: UInt32

  /// Creates a reference.
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The empty string.
  package static let empty = StringReference(rawValue: 0)
}

/// The strings of a description while it is made.
package struct StringPool: Sendable {
  /// All strings, each with a zero byte after it.
  private(set) var bytes: [UInt8] = [0]

  /// The strings that were interned.
  private var known: [String: StringReference] = ["": .empty]

  /// Returns the reference of `text`, which is added if it is new; a zero byte in it ends it.
  package mutating func intern(_ text: String) -> StringReference {
    if let reference = known[text] { return reference }
    let reference = StringReference(rawValue: UInt32(bytes.count))
    bytes.append(contentsOf: text.utf8.prefix { $0 != 0 })
    bytes.append(0)
    known[text] = reference
    return reference
  }

  /// Adds the bytes of `text` without looking whether they are there already, and returns their reference.
  ///
  /// - Requires: `text` has no zero byte.
  package mutating func append(_ text: UnsafeBufferPointer<UInt8>) -> StringReference {
    let reference = StringReference(rawValue: UInt32(bytes.count))
    bytes.append(contentsOf: text)
    bytes.append(0)
    return reference
  }

  /// Returns the bytes of the string at `reference`.
  func text(at reference: StringReference) -> ArraySlice<UInt8> {
    bytes[Int(reference.rawValue)...].prefix { $0 != 0 }
  }
}
