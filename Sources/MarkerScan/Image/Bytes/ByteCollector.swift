import Glibc

/// Bytes while they come in, piece by piece.
struct ByteCollector: ~Copyable {
  /// The memory, of which `count` bytes are used; what was never touched costs nothing.
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// How many bytes came.
  private(set) var count = 0

  /// How many may come.
  private let limit: Int

  /// Creates an empty run that takes at most `limit` bytes.
  init(limit: Int) { self.limit = limit }

  deinit { free(memory.baseAddress) }

  /// Adds `bytes`, and returns `true` iff they were not too many.
  @discardableResult
  mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return true }
    guard bytes.count <= limit - count else { return false }
    reserve(count + bytes.count)
    // Reserved just now, so that there is memory.
    memcpy(memory.baseAddress! + count, start, bytes.count)
    count += bytes.count
    return true
  }

  /// Makes room for `size` bytes in all.
  private mutating func reserve(_ size: Int) {
    guard size > memory.count else { return }
    let capacity = max(size, memory.count * 2, 1 << 12)
    guard let start = realloc(memory.baseAddress, capacity) else {
      fatalError("no memory for \(capacity) bytes")
    }
    memory = UnsafeMutableRawBufferPointer(start: start, count: capacity)
  }

  /// Returns what came; the collector is empty afterwards.
  mutating func finish() -> Bytes {
    let start = count > 0 ? realloc(memory.baseAddress, count) ?? memory.baseAddress : nil
    if count == 0 { free(memory.baseAddress) }
    let owner = ByteOwner(
      UnsafeMutableRawBufferPointer(start: start, count: count), isMapping: false)
    memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    count = 0
    return Bytes(owner)
  }
}
