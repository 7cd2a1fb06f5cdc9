/// Reads an archive of tar while it comes in, in pieces of any size.
///
/// Each file is a header of 512 bytes and its contents, padded to 512: name at 0 (100 bytes), size at 124 (12 octal
/// digits), type at 156, a prefix of the name at 345 (155 bytes). Long names come as files of type `L` (GNU) or in a
/// record `path=` of a file of type `x` (POSIX) before the file itself.
struct TarReader: ~Copyable {
  /// The largest file that is taken, in bytes.
  private static let sizeLimit = 2 << 30

  /// The size of headers, and what contents are padded to, in bytes.
  private static let blockSize = 512

  /// What the next bytes are.
  private enum State {
    /// A header.
    case header

    /// What is left of the contents of a file, then of the padding.
    case contents(Entry, left: Int, padding: Int)
  }

  /// A file.
  private struct Entry {
    /// The name.
    var name: String

    /// The type, one letter.
    var type: UInt8

    /// `true` iff its contents are kept.
    var isKept: Bool
  }

  /// What the next bytes are.
  private var state = State.header

  /// The header, or the contents that are kept, as far as they came.
  private var kept = ByteCollector(limit: sizeLimit)

  /// The name that an entry before gave to the next file.
  private var longName: String?

  /// Takes the next piece of the archive, and hands each file that ends in it to `receive` for whose name `isWanted`
  /// holds, until that wants no more.
  ///
  /// - Throws: `ImageError.damaged`, or what `receive` throws.
  mutating func take(
    _ piece: UnsafeRawBufferPointer, where isWanted: (String) -> Bool,
    _ receive: (String, Bytes) throws(ImageError) -> Demand
  ) throws(ImageError) -> Demand {
    var rest = piece[...]
    while !rest.isEmpty {
      switch state {
      case .header:
        let part = rest.prefix(Self.blockSize - kept.count)
        kept.append(UnsafeRawBufferPointer(rebasing: part))
        rest = rest.dropFirst(part.count)
        if kept.count == Self.blockSize { try begin(kept.finish(), isWanted) }
      case .contents(let entry, let left, let padding):
        let part = rest.prefix(left)
        if entry.isKept { kept.append(UnsafeRawBufferPointer(rebasing: part)) }
        rest = rest.dropFirst(part.count)
        state = .contents(entry, left: left - part.count, padding: padding)
        guard part.count == left else { continue }
        if try end(entry, receive) == .enough { return .enough }
        let skipped = min(padding, rest.count)
        rest = rest.dropFirst(skipped)
        state =
          skipped == padding
          ? .header
          : .contents(Entry(name: "", type: 0, isKept: false), left: padding - skipped, padding: 0)
      }
    }
    return .more
  }

  /// Begins the file with that header.
  private mutating func begin(
    _ header: Bytes, _ isWanted: (String) -> Bool
  ) throws(ImageError) {
    guard header[0] != 0 else { return }  // Zeros end the archive.
    guard let size = Self.octal(header, at: 124, count: 12), size <= Self.sizeLimit,
      let type = header[156]
    else { throw .damaged("tar") }
    let name = longName ?? Self.name(in: header)
    let isName = type == UInt8(ascii: "L") || type == UInt8(ascii: "x")
    if !isName { longName = nil }
    let isFile = type == UInt8(ascii: "0") || type == 0
    let entry = Entry(name: name, type: type, isKept: isName || isFile && isWanted(name))
    let padding = (Self.blockSize - size % Self.blockSize) % Self.blockSize
    if size == 0 { return }
    state = .contents(entry, left: size, padding: padding)
  }

  /// Ends a file: hands it over, or keeps the name that it has for the next.
  private mutating func end(
    _ entry: Entry, _ receive: (String, Bytes) throws(ImageError) -> Demand
  ) throws(ImageError) -> Demand {
    guard entry.isKept else { return .more }
    let contents = kept.finish()
    switch entry.type {
    case UInt8(ascii: "L"):
      longName = contents.text(at: 0).map { String(decoding: $0, as: UTF8.self) }
      return .more
    case UInt8(ascii: "x"):
      longName = Self.path(inRecords: contents) ?? longName
      return .more
    default: return try receive(entry.name, contents)
    }
  }

  /// Returns the name in a header.
  private static func name(in header: Bytes) -> String {
    let name = text(header, at: 0, count: 100)
    let isPOSIX = header.part(at: 257, count: 6)?.starts(with: "ustar\0".utf8) == true
    let prefix = isPOSIX ? text(header, at: 345, count: 155) : ""
    return prefix.isEmpty ? name : "\(prefix)/\(name)"
  }

  /// Returns the path that records `LENGTH KEY=VALUE\n` give; nil if they give none.
  private static func path(inRecords records: Bytes) -> String? {
    for line in String(decoding: records.array, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2, parts[1].hasPrefix("path=") { return String(parts[1].dropFirst(5)) }
    }
    return nil
  }

  /// Returns the text in a field, up to its first zero byte.
  private static func text(_ header: Bytes, at offset: Int, count: Int) -> String {
    let field = header.part(at: offset, count: count)?.array ?? []
    return String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Returns the number in a field of octal digits.
  private static func octal(_ header: Bytes, at offset: Int, count: Int) -> Int? {
    let digits = text(header, at: offset, count: count).filter { $0 != " " }
    return Int(digits.isEmpty ? "0" : digits, radix: 8)
  }
}
