import Glibc

/// The bytes of a description, and how numbers and strings are read from them.
///
/// They are in memory of their own, where the sections of a packed description are unpacked frame by frame when something
/// in them is first asked for.
///
/// Reading outside the bytes gives zeros and empty strings: a checksum says that bytes are as written, not
/// that an honest program wrote them, and no bytes may crash a reader.
final class DescriptionBytes: Sendable {
  /// The bytes. What no frame has been unpacked to is zeros; nothing is written where something was read.
  private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

  /// Where each section is.
  private let sections: [Range<Int>]

  /// What is not all unpacked; nil if the bytes came as they are.
  private let frames: PackedFrames?

  /// Checks `file`, packed or not, and takes what it has.
  ///
  /// - Throws: a `KernelDescriptionError` if it is not a whole, undamaged description.
  init(checking file: [UInt8]) throws(KernelDescriptionError) {
    if PackedDescription.isPacked(file) {
      let packed = try PackedDescription(checking: file)
      (sections, frames) = (packed.header.sections, PackedFrames(of: packed))
      memory = Self.memory(of: packed.header.length)
      memory.copyBytes(from: packed.file[packed.header.place])
    } else {
      let header = try DescriptionHeader(in: file, at: 0)
      try header.checkWhole(file)
      (sections, frames) = (header.sections, nil)
      memory = Self.memory(of: file.count)
      memory.copyBytes(from: file)
    }
  }

  deinit { free(memory.baseAddress) }

  /// Returns memory of `count` zeros.
  private static func memory(of count: Int) -> UnsafeMutableRawBufferPointer {
    guard let start = calloc(count, 1) else { fatalError("no memory for \(count) bytes") }
    let memory = UnsafeMutableRawBufferPointer(start: start, count: count)
    preferLargePages(memory)
    return memory
  }

  /// Asks for large pages of memory behind `bytes`: to get some thousand small ones takes a fifth of the time to load a description.
  private static func preferLargePages(_ bytes: UnsafeMutableRawBufferPointer) {
    let mask = UInt(max(sysconf(Int32(_SC_PAGESIZE)), 1)) - 1
    let start = (UInt(bitPattern: bytes.baseAddress) &+ mask) & ~mask
    let end = (UInt(bitPattern: bytes.baseAddress) &+ UInt(bytes.count)) & ~mask
    // Without them, all is as it was.
    if start < end {
      madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_HUGEPAGE)
    }
  }

  /// All bytes, as a file that is not packed has them.
  var all: [UInt8] {
    for section in DescriptionSection.allCases { prepare(range(of: section), of: section) }
    return Array(memory)
  }

  /// What the header says of all bytes.
  var checksum: UInt64 {
    UInt64(
      littleEndian: memory.loadUnaligned(
        fromByteOffset: DescriptionLayout.checksumOffset, as: UInt64.self))
  }

  /// Returns the bytes of `section`.
  func range(of section: DescriptionSection) -> Range<Int> { sections[section.rawValue] }

  /// Returns a reader of `section` that starts `offset` bytes into it.
  func reader(of section: DescriptionSection, from offset: Int = 0) -> RecordReader {
    let range = range(of: section)
    let start = range.lowerBound + offset
    return RecordReader(
      source: self, section: section,
      position: range.contains(start) ? start : range.upperBound, end: range.upperBound)
  }

  /// Returns how many 32-bit entries the table `section` has.
  func entryCount(of section: DescriptionSection) -> Int { range(of: section).count / 4 }

  /// Returns entry `index` of the table `section`; 0 if there is none.
  func entry(_ index: Int, of section: DescriptionSection) -> Int {
    let range = range(of: section)
    guard index >= 0, index < range.count / 4 else { return 0 }
    let place = range.lowerBound + index * 4
    // No entry is in two frames, whose size is a multiple of that of an entry.
    prepare(place..<place + 4, of: section)
    return Int(
      UInt32(littleEndian: memory.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
  }

  /// Returns the byte at `position`.
  ///
  /// - Requires: `position` is in a range that `readableEnd` or `bytes(in:of:)` gave.
  subscript(position: Int) -> UInt8 { memory[position] }

  /// Returns how far behind `position`, which is in `section`, bytes can be read.
  func readableEnd(from position: Int, in section: DescriptionSection) -> Int {
    let range = range(of: section)
    guard let frames else { return range.upperBound }
    let place = frames.place(of: position, in: section, range)
    frames.unpack(place, into: memory)
    return place.range.upperBound
  }

  /// Returns the bytes in `range`, which is in `section`.
  func bytes(in range: Range<Int>, of section: DescriptionSection) -> UnsafeRawBufferPointer {
    prepare(range, of: section)
    return UnsafeRawBufferPointer(rebasing: memory[range])
  }

  /// Makes sure that what is in `range`, which is in `section`, can be read.
  private func prepare(_ range: Range<Int>, of section: DescriptionSection) {
    guard frames != nil else { return }
    var position = range.lowerBound
    while position < range.upperBound { position = readableEnd(from: position, in: section) }
  }
}
