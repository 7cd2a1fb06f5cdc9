import Glibc

/// Bytes that grow at their end, outside of reference counting.
struct ByteBuffer {
  /// Where the bytes start.
  private(set) var start: UnsafeMutablePointer<UInt8>
  /// How many bytes there are.
  var count = 0
  /// How many bytes there is room for.
  private(set) var capacity: Int

  /// Creates an empty buffer with room for `capacity` bytes.
  init(capacity: Int) {
    start = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  /// Gives the memory back; the buffer must not be used any more.
  func deallocate() { start.deallocate() }

  /// The bytes.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  /// Makes room for `additional` bytes more and returns where they go.
  @inline(__always)
  mutating func reserve(_ additional: Int) -> UnsafeMutablePointer<UInt8> {
    if count + additional > capacity { grow(additional) }
    return start + count
  }

  /// Appends `length` bytes from `source`.
  @inline(__always)
  mutating func append(_ source: UnsafePointer<UInt8>, _ length: Int) {
    let place = reserve(length)
    if length <= 16 {
      // Most stretches of formats are short, and a call costs more than the copy.
      for index in 0..<length { place[index] = source[index] }
    } else {
      memcpy(place, source, length)
    }
    count += length
  }

  /// Appends one byte.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1).pointee = byte
    count += 1
  }

  /// Appends `byte` so many times; none for a negative `length`.
  mutating func append(_ byte: UInt8, times length: Int) {
    guard length > 0 else { return }
    memset(reserve(length), Int32(byte), length)
    count += length
  }

  /// Appends `text`.
  mutating func append(_ text: StaticString) { append(text.utf8Start, text.utf8CodeUnitCount) }

  /// Appends `text`.
  mutating func append(_ text: [UInt8]) {
    text.withUnsafeBufferPointer { bytes in
      if let base = bytes.baseAddress { append(base, bytes.count) }
    }
  }

  /// Gets more memory.
  @inline(never)
  private mutating func grow(_ additional: Int) {
    capacity = max(2 * capacity, count + additional)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    memcpy(larger, start, count)
    start.deallocate()
    start = larger
  }
}
