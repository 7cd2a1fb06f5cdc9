/// The bytes of a description, and how numbers and strings are read from them.
///
/// Reading outside the bytes gives zeros and empty strings: a checksum says that bytes are as written, not
/// that an honest program wrote them, and no bytes may crash a reader.
struct DescriptionBytes: Sendable {
  /// The whole file.
  let bytes: [UInt8]

  /// Where each section is.
  private let sections: [Range<Int>]

  /// Checks `bytes` and takes them.
  ///
  /// - Throws: a `KernelDescriptionError` if they are not a whole, undamaged description.
  init(checking bytes: [UInt8]) throws(KernelDescriptionError) {
    self.bytes = bytes
    sections = try Self.sections(of: bytes)
  }

  /// Returns the bytes of `section`.
  func range(of section: DescriptionSection) -> Range<Int> { sections[section.rawValue] }

  /// Returns a reader of `section` that starts `offset` bytes into it.
  func reader(of section: DescriptionSection, from offset: Int = 0) -> RecordReader {
    let range = range(of: section)
    let start = range.lowerBound + offset
    return RecordReader(
      source: self, position: range.contains(start) ? start : range.upperBound,
      end: range.upperBound)
  }

  /// Returns how many 32-bit entries the table `section` has.
  func entryCount(of section: DescriptionSection) -> Int { range(of: section).count / 4 }

  /// Returns entry `index` of the table `section`; 0 if there is none.
  func entry(_ index: Int, of section: DescriptionSection) -> Int {
    let range = range(of: section)
    guard index >= 0, index < range.count / 4 else { return 0 }
    return Int(Self.uint32(at: range.lowerBound + index * 4, in: bytes))
  }

  /// Returns the bytes of the string at `reference`, without the zero byte.
  func textRange(at reference: StringReference) -> Range<Int> {
    let section = range(of: .strings)
    let number = Int(reference.rawValue)
    let block = entry(number / BlockedTable.blockSize + 1, of: .stringOffsets)
    return bytes.withUnsafeBufferPointer { bytes in
      var start = section.lowerBound + block
      for _ in 0..<(number % BlockedTable.blockSize) where start < section.upperBound {
        while start < section.upperBound, bytes[start] != 0 { start += 1 }
        start += 1
      }
      guard start < section.upperBound else { return section.upperBound..<section.upperBound }
      var end = start
      while end < section.upperBound, bytes[end] != 0 { end += 1 }
      return start..<end
    }
  }

  /// Returns the string at `reference`.
  func text(at reference: StringReference) -> String {
    String(decoding: bytes[textRange(at: reference)], as: UTF8.self)
  }

  /// Returns which string `text` is; nil if it is none. It looks through all strings.
  func reference(of text: String) -> StringReference? {
    let section = range(of: .strings)
    let wanted = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { bytes in
      var number: UInt32 = 0
      var position = section.lowerBound
      while position < section.upperBound {
        var length = 0
        while position + length < section.upperBound, bytes[position + length] != 0 { length += 1 }
        if length == wanted.count, bytes[position..<position + length].elementsEqual(wanted) {
          return StringReference(rawValue: number)
        }
        number += 1
        position += length + 1
      }
      return nil
    }
  }

  /// Returns how the string at `reference` compares with `other` byte by byte: negative if it is less.
  func compareText(at reference: StringReference, with other: [UInt8]) -> Int {
    let range = textRange(at: reference)
    return bytes.withUnsafeBufferPointer { bytes in
      for index in 0..<min(range.count, other.count) {
        let difference = Int(bytes[range.lowerBound + index]) - Int(other[index])
        if difference != 0 { return difference }
      }
      return range.count - other.count
    }
  }

  /// Returns the sections that the table of a checked file names.
  private static func sections(
    of bytes: [UInt8]
  ) throws(KernelDescriptionError) -> [Range<Int>] {
    try check(bytes)
    var sections: [Range<Int>] = []
    for section in DescriptionSection.allCases {
      let range = statedRange(of: section, in: bytes)
      guard range.upperBound <= bytes.count else { throw .damaged }
      sections.append(range)
    }
    return sections
  }

  /// Returns where the table of sections says that `section` is, which may be outside of `bytes`.
  ///
  /// - Requires: the table lies within `bytes`.
  static func statedRange(of section: DescriptionSection, in bytes: [UInt8]) -> Range<Int> {
    let entry = DescriptionLayout.headerSize + section.rawValue * 8
    let start = Int(uint32(at: entry, in: bytes))
    return start..<start + Int(uint32(at: entry + 4, in: bytes))
  }

  /// Checks the header of `bytes`, their number and their checksum.
  private static func check(_ bytes: [UInt8]) throws(KernelDescriptionError) {
    let magic = DescriptionLayout.magic
    guard bytes.starts(with: magic) else {
      if !bytes.isEmpty, magic.starts(with: bytes) {
        throw .cutOff(expected: DescriptionLayout.contentOffset, found: bytes.count)
      }
      throw .foreign
    }
    guard bytes.count >= DescriptionLayout.contentOffset else {
      throw .cutOff(expected: DescriptionLayout.contentOffset, found: bytes.count)
    }
    let version = Int(uint32(at: DescriptionLayout.versionOffset, in: bytes))
    if version > DescriptionLayout.version { throw .newer(version: version) }
    if version < DescriptionLayout.version { throw .older(version: version) }
    let length = uint64(at: DescriptionLayout.lengthOffset, in: bytes)
    guard length == UInt64(bytes.count) else {
      throw .cutOff(expected: Int(clamping: length), found: bytes.count)
    }
    let sectionCount = Int(uint32(at: DescriptionLayout.sectionCountOffset, in: bytes))
    let checksum = bytes.withUnsafeBytes { Checksum.ofFile($0) }
    guard checksum == uint64(at: DescriptionLayout.checksumOffset, in: bytes),
      sectionCount == DescriptionSection.allCases.count
    else { throw .damaged }
  }

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
