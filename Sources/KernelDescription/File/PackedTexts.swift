import CZlib

/// Texts that are seldom read, packed by zlib in pages of some ten thousand bytes. The table of pages has three numbers
/// for each: how many texts stand before it, where it starts, and how large it is when unpacked.
struct PackedTexts {
  /// The bytes.
  let source: DescriptionBytes

  /// The section of pages.
  let texts: DescriptionSection

  /// The section with the table.
  let pages: DescriptionSection

  /// How many numbers a page has in the table.
  private static let entrySize = 3

  /// How large a page may be when unpacked; more is damage.
  private static let sizeLimit = 1 << 24

  /// The text of that number; empty if there is none.
  subscript(number: Int) -> String {
    var page = 0
    while (page + 1) * Self.entrySize < source.entryCount(of: pages), first(of: page + 1) <= number
    {
      page += 1
    }
    let texts = unpacked(page).split(separator: 0, omittingEmptySubsequences: false)
    let index = number - first(of: page)
    return texts.indices.contains(index) ? String(decoding: texts[index], as: UTF8.self) : ""
  }

  /// Returns how many texts stand before a page.
  private func first(of page: Int) -> Int { source.entry(page * Self.entrySize, of: pages) }

  /// Returns the bytes of a page; none if it is damaged.
  private func unpacked(_ page: Int) -> [UInt8] {
    let range = source.range(of: texts)
    let start = range.lowerBound + source.entry(page * Self.entrySize + 1, of: pages)
    let size = source.entry(page * Self.entrySize + 2, of: pages)
    guard range.contains(start), size <= Self.sizeLimit else { return [] }
    var unpacked = [UInt8](repeating: 0, count: size)
    var length = uLong(size)
    let status = withExtendedLifetime(source) {
      let packed = source.bytes(in: start..<range.upperBound, of: texts)
      return uncompress(
        &unpacked, &length, packed.assumingMemoryBound(to: UInt8.self).baseAddress,
        uLong(packed.count))
    }
    return status == Z_OK ? unpacked : []
  }

  /// The texts while they are written.
  struct Writer {
    /// How large a page is when unpacked, in bytes.
    private static let pageSize = 48 << 10

    /// The pages that are finished.
    private var texts: [UInt8] = []

    /// The table.
    private var pages = RecordWriter()

    /// The page that is not finished.
    private var page: [UInt8] = []

    /// How many texts stand before it.
    private var first = 0

    /// How many texts there are.
    private var count = 0

    /// Appends a text; a zero byte in it ends it.
    mutating func append(_ text: String) {
      page.append(contentsOf: text.utf8.prefix { $0 != 0 })
      page.append(0)
      count += 1
      if page.count >= Self.pageSize { finishPage() }
    }

    /// Returns the two sections.
    mutating func finish() -> (texts: [UInt8], pages: [UInt8]) {
      if !page.isEmpty { finishPage() }
      return (texts, pages.bytes)
    }

    /// Packs a page.
    private mutating func finishPage() {
      pages.append(entry: UInt32(first))
      pages.append(entry: UInt32(texts.count))
      pages.append(entry: UInt32(page.count))
      var length = compressBound(uLong(page.count))
      var packed = [UInt8](repeating: 0, count: Int(length))
      let status = compress2(&packed, &length, page, uLong(page.count), Z_DEFAULT_COMPRESSION)
      precondition(status == Z_OK, "zlib cannot pack a page: \(status)")
      texts += packed[..<Int(length)]
      page.removeAll(keepingCapacity: true)
      first = count
    }
  }
}
