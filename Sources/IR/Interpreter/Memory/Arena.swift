import Glibc

/// Memory for strings that live until the handler ends, given out one behind the other.
struct Arena {
  /// The size of the memory that is taken at once.
  private static let chunkSize = 256 << 10

  /// Where the next string goes.
  private var next: UnsafeMutablePointer<UInt8>
  /// Where the current chunk ends.
  private var end: UnsafeMutablePointer<UInt8>
  /// All chunks; the last one is in use.
  private var chunks: [UnsafeMutableBufferPointer<UInt8>]

  /// Creates an empty arena.
  init() {
    let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Self.chunkSize)
    chunks = [chunk]
    // The chunk is not empty, so it has an address.
    next = chunk.baseAddress!
    end = next + chunk.count
  }

  /// Gives all memory back; the arena must not be used any more.
  func deallocate() { for chunk in chunks { chunk.deallocate() } }

  /// Returns room for `count` bytes.
  @inline(__always)
  mutating func allocate(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if end - next < count { addChunk(count) }
    defer { next += count }
    return next
  }

  /// Gives back the last `count` bytes, which were too many.
  @inline(__always)
  mutating func giveBack(_ count: Int) { next -= count }

  /// Returns a copy of `view`.
  mutating func copy(_ view: StringView) -> StringView {
    let place = allocate(view.count)
    memcpy(place, view.start, view.count)
    return StringView(place, view.count)
  }

  /// Forgets all strings.
  @inline(__always)
  mutating func reset() {
    if chunks.count > 1 { dropChunks() }
    next = end - chunks[0].count
  }

  /// `true` iff so much memory is in use that it is worth to collect what is still needed.
  var isCrowded: Bool { chunks.count > 8 }

  /// Returns `true` iff `view` lies in the arena.
  func contains(_ view: StringView) -> Bool {
    chunks.contains { chunk in
      // A chunk is not empty, so it has an address.
      let offset = view.start - UnsafePointer(chunk.baseAddress!)
      return offset >= 0 && view.count >= 0 && offset + view.count <= chunk.count
    }
  }

  /// Gets more memory, at least `count` bytes.
  @inline(never)
  private mutating func addChunk(_ count: Int) {
    let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(Self.chunkSize, count))
    chunks.append(chunk)
    // The chunk is not empty, so it has an address.
    next = chunk.baseAddress!
    end = next + chunk.count
  }

  /// Gives back all memory but the first chunk.
  @inline(never)
  private mutating func dropChunks() {
    for chunk in chunks.dropFirst() { chunk.deallocate() }
    chunks.removeSubrange(1...)
    // The chunk is not empty, so it has an address.
    end = chunks[0].baseAddress! + chunks[0].count
  }
}
