import CLinux
import Glibc

/// The reader's side of a BPF ring buffer, or of one that is laid out like it.
///
///     consumer page      producer page      data
///     +-------------+    +-------------+    +--------+-------+--------+-------+-- --+
///     | position    |    | position    |    | header | bytes | header | bytes |     |
///     +-------------+    +-------------+    +--------+-------+--------+-------+-- --+
///
/// Records are handed out where they lie; only one that goes over the end of the data, once in a round, is
/// put together elsewhere. That spares the second mapping of the data, and as much resident memory.
package final class RingBuffer {
  /// The bit of a header's length that says the record is not finished yet.
  private static let busyBit: UInt32 = 1 << 31
  /// The bit of a header's length that says the record is to be skipped.
  private static let discardBit: UInt32 = 1 << 30
  /// The size of a header: the length and a number of the kernel's own.
  private static let headerSize = 8
  /// After so many bytes the reader is asked whether they can be given back.
  private static let releaseInterval: UInt64 = 1 << 14

  /// What became of reading a batch.
  package enum Outcome: Sendable {
    /// Nothing more is there.
    case drained
    /// All that was there at the start of the batch has been read.
    case readBatch
    /// The reader of the records asked to stop.
    case stopped
  }

  /// The page that the reader writes.
  private let consumer: MappedMemory
  /// The page that the kernel writes, and the data.
  private let producer: MappedMemory
  /// The size of the data in bytes, a power of two.
  private let size: Int
  /// Up to where has been read.
  private var position: UInt64
  /// Up to where the kernel knows that all is free again.
  private var released: UInt64
  /// Where a record is put together that goes over the end of the data.
  private var assembled: [UInt64] = []

  /// Maps the ring buffer of `size` bytes at `offset` of `descriptor`.
  ///
  /// - Throws: `SystemError` if it cannot be mapped.
  package init(
    of descriptor: borrowing FileDescriptor, offset: Int = 0, size: Int
  ) throws(SystemError) {
    let page = MappedMemory.pageSize
    let written = try MappedMemory(
      of: descriptor, offset: offset, size: page, access: .readWrite)
    let read = try MappedMemory(
      of: descriptor, offset: offset + page, size: page + size, access: .readOnly)
    self.size = size
    position = marktap_load_acquire_64(written.start)
    released = position
    consumer = written
    producer = read
  }

  /// The number of bytes that have not been read.
  package var unreadSize: Int { Int(marktap_load_acquire_64(producer.start) &- position) }

  /// `true` iff so much is held back that the kernel may soon have no room.
  package var isCrowded: Bool { position &- released >= UInt64(size / 4) }

  /// Gives all that was read back to the kernel; before, it would be there for another reader.
  package func release() {
    released = position
    marktap_store_release_64(consumer.start, position)
  }

  /// Calls `body` with each record that is there now, until it returns `false`; and `pause` now and then, and at the end,
  /// which is to release what need not be held back.
  ///
  /// Records that arrive meanwhile are left for the next batch: some of them may come of what the reader
  /// itself does, and a reader that chased those would never end.
  package func readBatch(
    _ body: (UnsafeRawBufferPointer) -> Bool, pause: () -> Void
  ) -> Outcome {
    let end = marktap_load_acquire_64(producer.start)
    if position == end { return .drained }
    var paused = position
    defer { pause() }
    while position < end {
      let offset = Int(truncatingIfNeeded: position) & (size - 1)
      let header = producer.start + MappedMemory.pageSize + offset
      let length = marktap_load_acquire_32(header)
      if length & Self.busyBit != 0 { return .drained }
      let byteCount = Int(length & ~Self.discardBit)
      let goesOn = length & Self.discardBit != 0 || deliver(offset, byteCount, to: body)
      // What is released while a record is handled ends before it.
      position += UInt64((Self.headerSize + byteCount + 7) & ~7)
      if !goesOn { return .stopped }
      if position &- paused >= Self.releaseInterval {
        paused = position
        pause()
      }
    }
    return .readBatch
  }

  /// Calls `body` with the record of `byteCount` bytes whose header is at `offset`.
  private func deliver(
    _ offset: Int, _ byteCount: Int, to body: (UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    let data = producer.start + MappedMemory.pageSize
    let start = (offset + Self.headerSize) & (size - 1)
    if start + byteCount <= size {
      return body(UnsafeRawBufferPointer(start: data + start, count: byteCount))
    }
    let words = (byteCount + 7) / 8
    if assembled.count < words { assembled = [UInt64](repeating: 0, count: words) }
    return assembled.withUnsafeMutableBytes { whole in
      let first = size - start
      // A record that goes over the end has bytes on both sides of it.
      memcpy(whole.baseAddress!, data + start, first)
      memcpy(whole.baseAddress! + first, data, byteCount - first)
      return body(UnsafeRawBufferPointer(rebasing: whole[..<byteCount]))
    }
  }
}
