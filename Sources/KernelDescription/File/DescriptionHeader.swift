/// What stands before the sections of a description: its layout, its length, and where each section is.
struct DescriptionHeader {
  /// Where the header is in its file.
  let place: Range<Int>

  /// How many bytes there are with the header, when all is unpacked.
  let length: Int

  /// What the header says of all bytes.
  let checksum: UInt64

  /// Where each section is in these bytes, one behind the other.
  let sections: [Range<Int>]

  /// Reads the header that starts at `offset` of `file`.
  ///
  /// - Throws: a `KernelDescriptionError` if none is there, or one of another layout.
  init(in file: [UInt8], at offset: Int) throws(KernelDescriptionError) {
    place = offset..<offset + DescriptionLayout.contentOffset
    let magic = DescriptionLayout.magic
    let start = file.dropFirst(offset).prefix(magic.count)
    guard start.elementsEqual(magic) else {
      if !file.isEmpty, magic.starts(with: start) {
        throw .cutOff(expected: place.upperBound, found: file.count)
      }
      throw .foreign
    }
    guard file.count >= place.upperBound else {
      throw .cutOff(expected: place.upperBound, found: file.count)
    }
    let version = Int(
      LittleEndian.uint32(at: offset + DescriptionLayout.versionOffset, in: file))
    if version > DescriptionLayout.version { throw .newer(version: version) }
    if version < DescriptionLayout.version { throw .older(version: version) }
    length = Int(
      clamping: LittleEndian.uint64(at: offset + DescriptionLayout.lengthOffset, in: file))
    checksum = LittleEndian.uint64(at: offset + DescriptionLayout.checksumOffset, in: file)
    sections = DescriptionSection.allCases.map { section in
      let entry = offset + DescriptionLayout.headerSize + section.rawValue * 8
      let start = Int(LittleEndian.uint32(at: entry, in: file))
      return start..<start + Int(LittleEndian.uint32(at: entry + 4, in: file))
    }
    let count = LittleEndian.uint32(
      at: offset + DescriptionLayout.sectionCountOffset, in: file)
    guard count == DescriptionSection.allCases.count else { throw .damaged }
  }

  /// Checks that `file` is what the header at its start says.
  ///
  /// - Throws: a `KernelDescriptionError` if it is cut off or damaged.
  func checkWhole(_ file: [UInt8]) throws(KernelDescriptionError) {
    guard length == file.count else { throw .cutOff(expected: length, found: file.count) }
    guard file.withUnsafeBytes({ Checksum.ofFile($0) }) == checksum else { throw .damaged }
    try checkSections()
  }

  /// Checks that each section lies behind the one before, and within the bytes.
  ///
  /// - Throws: `KernelDescriptionError.damaged` if not.
  func checkSections() throws(KernelDescriptionError) {
    var end = DescriptionLayout.contentOffset
    for section in sections {
      guard section.lowerBound >= end, section.upperBound <= length else { throw .damaged }
      end = section.upperBound
    }
  }
}

/// Numbers in headers and tables.
enum LittleEndian {
  /// Returns the 32-bit number at `offset`.
  ///
  /// - Requires: the number lies within `bytes`.
  static func uint32(at offset: Int, in bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes {
      precondition(offset >= 0 && offset + 4 <= $0.count)
      return UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
  }

  /// Returns the 64-bit number at `offset`.
  ///
  /// - Requires: the number lies within `bytes`.
  static func uint64(at offset: Int, in bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes {
      precondition(offset >= 0 && offset + 8 <= $0.count)
      return UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }
}
