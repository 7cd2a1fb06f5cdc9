import Glibc

/// A run of bytes in memory or in a mapped file, which lives as long as somebody refers to it.
///
/// Numbers are little-endian. Whatever lies outside reads as nil, so that no damage of a file can make its reader
/// read elsewhere.
struct Bytes: @unchecked Sendable {
  /// What keeps the memory; nobody writes to it.
  private let owner: ByteOwner

  /// The run.
  private let buffer: UnsafeRawBufferPointer

  /// Takes over memory.
  init(_ owner: ByteOwner) {
    self.owner = owner
    buffer = UnsafeRawBufferPointer(owner.memory)
  }

  /// Takes a part of the memory of `owner`.
  private init(_ owner: ByteOwner, _ buffer: UnsafeRawBufferPointer) {
    self.owner = owner
    self.buffer = buffer
  }

  /// Copies `array`.
  init(_ array: [UInt8]) {
    var collector = ByteCollector(limit: array.count)
    _ = array.withUnsafeBytes { collector.append($0) }
    self = collector.finish()
  }

  /// Maps the file `path`, of which only what is looked at is read.
  ///
  /// - Throws: the error number.
  init(mapping path: String) throws(ErrorNumber) {
    let file = try FileDescriptor(reading: path)
    let size = file.statedSize
    guard size > 0 else {
      self.init(try file.readAll())
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.number, 0), start != MAP_FAILED
    else { throw ErrorNumber(value: errno) }
    self.init(
      ByteOwner(UnsafeMutableRawBufferPointer(start: start, count: size), isMapping: true))
  }

  /// How many bytes there are.
  var count: Int { buffer.count }

  /// The byte at `offset`.
  subscript(offset: Int) -> UInt8? { buffer.indices.contains(offset) ? buffer[offset] : nil }

  /// The bytes in `range`; nil if they are not all there.
  subscript(range: Range<Int>) -> Bytes? {
    guard range.lowerBound >= 0, range.upperBound <= buffer.count else { return nil }
    return Bytes(owner, UnsafeRawBufferPointer(rebasing: buffer[range]))
  }

  /// Returns the `count` bytes from `offset` on; nil if they are not all there.
  func part(at offset: Int, count: Int) -> Bytes? {
    guard offset >= 0, count >= 0, count <= buffer.count, offset <= buffer.count - count else {
      return nil
    }
    return self[offset..<offset + count]
  }

  /// Returns what follows `offset`; nothing beyond the end.
  func rest(from offset: Int) -> Bytes {
    let start = min(max(0, offset), buffer.count)
    return Bytes(owner, UnsafeRawBufferPointer(rebasing: buffer[start...]))
  }

  /// Returns the number at `offset`.
  func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard offset >= 0, offset <= buffer.count - size else { return nil }
    return Number(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: type))
  }

  /// Returns the bytes from `offset` to the next zero byte; nil if none comes within `limit` bytes.
  func text(at offset: Int, limit: Int = 1 << 20) -> UnsafeRawBufferPointer? {
    guard offset >= 0, offset < buffer.count, let start = buffer.baseAddress else { return nil }
    let length = min(limit, buffer.count - offset)
    guard let end = memchr(start + offset, 0, length) else { return nil }
    return UnsafeRawBufferPointer(
      start: start + offset, count: end - UnsafeMutableRawPointer(mutating: start + offset))
  }

  /// Returns `true` iff these are the first bytes.
  func starts(with bytes: some Sequence<UInt8>) -> Bool { buffer.starts(with: bytes) }

  /// Returns where `pattern` is found first from `start` on.
  ///
  /// - Requires: `pattern` is not empty.
  func firstIndex(of pattern: [UInt8], from start: Int = 0) -> Int? {
    guard let base = buffer.baseAddress else { return nil }
    var position = start
    while position >= 0, position <= buffer.count - pattern.count {
      let length = buffer.count - pattern.count + 1 - position
      guard let found = memchr(base + position, Int32(pattern[0]), length) else { return nil }
      position = UnsafeRawPointer(found) - base
      if memcmp(found, pattern, pattern.count) == 0 { return position }
      position += 1
    }
    return nil
  }

  /// Calls `body` with the bytes, which stay where they are as long as `self` lives.
  func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(owner) {} }
    return try body(buffer)
  }

  /// Gives back the memory that a mapped file takes, all of it; what is looked at later is read anew.
  func releaseMemory() { owner.releaseMapping() }

  /// A copy.
  var array: [UInt8] { withUnsafeBytes { Array($0) } }
}

/// Memory that is given back at the end of its life.
final class ByteOwner: @unchecked Sendable {
  /// The memory.
  let memory: UnsafeMutableRawBufferPointer

  /// `true` iff it was mapped; otherwise it was allocated.
  private let isMapping: Bool

  /// Takes over `memory`.
  init(_ memory: UnsafeMutableRawBufferPointer, isMapping: Bool) {
    self.memory = memory
    self.isMapping = isMapping
  }

  /// Gives back what was read of a mapped file.
  fileprivate func releaseMapping() {
    // Nobody writes to it, so that each page is as it is in the file.
    if isMapping { madvise(memory.baseAddress, memory.count, MADV_DONTNEED) }
  }

  deinit {
    if isMapping { munmap(memory.baseAddress, memory.count) } else { free(memory.baseAddress) }
  }
}
