import CZstd
import Synchronization

/// The frames of a packed description, each of which is unpacked once: when something in it is first asked for.
final class PackedFrames: Sendable {
  /// A frame, and where its content belongs.
  struct Place {
    /// How many frames come before it.
    let number: Int

    /// Where its content is in the unpacked description.
    let range: Range<Int>

    /// `true` iff it is of a table.
    let isOfTable: Bool
  }

  /// The file.
  private let packed: PackedDescription

  /// The number of the first frame of each section.
  private let firstNumbers: [Int]

  /// For each frame, whether its content is where it belongs.
  private nonisolated(unsafe) let isUnpacked: UnsafeMutablePointer<Atomic<Bool>>

  /// What unpacks one frame at a time.
  private let unpacker = Mutex(Unpacker())

  /// Takes the frames of `packed`, none of which is unpacked.
  init(of packed: PackedDescription) {
    self.packed = packed
    var numbers = [Int](repeating: 0, count: DescriptionSection.allCases.count + 1)
    for piece in PackedDescription.pieces(of: packed.header.sections) {
      numbers[piece.section.rawValue + 1] += 1
    }
    for section in numbers.indices.dropFirst() { numbers[section] += numbers[section - 1] }
    firstNumbers = numbers
    isUnpacked = .allocate(capacity: packed.frames.count)
    for number in packed.frames.indices { (isUnpacked + number).initialize(to: Atomic(false)) }
  }

  deinit {
    isUnpacked.deinitialize(count: packed.frames.count)
    isUnpacked.deallocate()
  }

  /// Returns the frame for what is at `position` in `section`, whose range is given.
  ///
  /// - Requires: `position` is in that range.
  func place(of position: Int, in section: DescriptionSection, _ range: Range<Int>) -> Place {
    precondition(range.contains(position))
    let index = (position - range.lowerBound) / PackedDescription.pieceSize
    let start = range.lowerBound + index * PackedDescription.pieceSize
    return Place(
      number: firstNumbers[section.rawValue] + index,
      range: start..<min(start + PackedDescription.pieceSize, range.upperBound),
      isOfTable: section.isTable)
  }

  /// Makes sure that the content of the frame at `place` is in `memory`; what cannot be unpacked, which an honest program
  /// did not write, are zeros.
  func unpack(_ place: Place, into memory: UnsafeMutableRawBufferPointer) {
    if isUnpacked[place.number].load(ordering: .acquiring) { return }
    unpacker.withLock { unpacker in
      if isUnpacked[place.number].load(ordering: .relaxed) { return }
      let room = UnsafeMutableRawBufferPointer(rebasing: memory[place.range])
      if !unpacker.unpack(packed.file[packed.frames[place.number]], into: room) {
        room.initializeMemory(as: UInt8.self, repeating: 0)
      } else if place.isOfTable {
        TableFilter.restore(room)
      }
      isUnpacked[place.number].store(true, ordering: .releasing)
    }
  }

  /// What zstd needs to unpack frames one after the other; any thread may, if no other does.
  private struct Unpacker: ~Copyable, @unchecked Sendable {
    /// Its state; nil before the first frame.
    private var context: OpaquePointer?

    deinit { ZSTD_freeDCtx(context) }

    /// Unpacks `frame` into `room`; returns `false` if it has not exactly what belongs there.
    mutating func unpack(
      _ frame: ArraySlice<UInt8>, into room: UnsafeMutableRawBufferPointer
    ) -> Bool {
      if context == nil { context = ZSTD_createDCtx() }
      let length = frame.withUnsafeBytes { frame in
        ZSTD_decompressDCtx(context, room.baseAddress, room.count, frame.baseAddress, frame.count)
      }
      return ZSTD_isError(length) == 0 && length == room.count
    }
  }
}
