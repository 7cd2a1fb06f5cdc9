/// The records of `.BTF.ext`, by section of code.
struct ExtensionReader {
  /// What kind of function starts somewhere.
  struct FunctionRecord {
    /// The distance in bytes from the start of the section of code.
    let byteOffset: Int
    /// The number of the declaration.
    let type: UInt32
  }

  /// What line starts somewhere.
  struct LineRecord: Hashable {
    /// The distance in bytes from the start of the section of code.
    var byteOffset: Int
    /// Where the name of the file is among the strings of `.BTF`.
    let fileName: UInt32
    /// Where the text of the line is among the strings of `.BTF`.
    let text: UInt32
    /// The line in the high 22 bits and the column in the low 10.
    let position: UInt32
  }

  /// What fact of the kernel's types is somewhere.
  struct RelocationRecord {
    /// The distance in bytes from the start of the section of code.
    let byteOffset: Int
    /// The number of the root.
    let root: Int
    /// Where the path is among the strings of `.BTF`.
    let access: Int
    /// What is asked.
    let question: UInt32
  }

  /// The functions.
  private(set) var functions: [String: [FunctionRecord]] = [:]
  /// The lines.
  private(set) var lines: [String: [LineRecord]] = [:]
  /// The relocations.
  private(set) var relocations: [String: [RelocationRecord]] = [:]

  /// Creates the records in `bytes`, whose strings are in `types`; none if there are no bytes.
  init(_ bytes: [UInt8], types: TypeReader) throws(ObjectReadError) {
    if bytes.isEmpty { return }
    let reader = ByteReader(section: ".BTF.ext", bytes: bytes)
    guard try reader.number(at: 0, as: UInt16.self) == ExtensionSection.magic else {
      throw reader.damage("it does not start as BTF does")
    }
    let header = try reader.size(at: 4)
    try Self.forEachRecord(of: 0, minimumSize: 8, reader, header, types) {
      section, offset throws(ObjectReadError) in
      functions[section, default: []].append(
        FunctionRecord(
          byteOffset: try reader.size(at: offset), type: try reader.number(at: offset + 4)))
    }
    try Self.forEachRecord(of: 1, minimumSize: 16, reader, header, types) {
      section, offset throws(ObjectReadError) in
      lines[section, default: []].append(
        LineRecord(
          byteOffset: try reader.size(at: offset), fileName: try reader.number(at: offset + 4),
          text: try reader.number(at: offset + 8), position: try reader.number(at: offset + 12)))
    }
    if header < ExtensionSection.headerByteCount { return }
    try Self.forEachRecord(of: 2, minimumSize: 16, reader, header, types) {
      section, offset throws(ObjectReadError) in
      relocations[section, default: []].append(
        RelocationRecord(
          byteOffset: try reader.size(at: offset), root: try reader.size(at: offset + 4),
          access: try reader.size(at: offset + 8), question: try reader.number(at: offset + 12)))
    }
  }

  /// Calls `body` with the section of code and the place of each record of part number `part`.
  private static func forEachRecord(
    of part: Int, minimumSize: Int, _ reader: ByteReader, _ header: Int, _ types: TypeReader,
    body: (String, Int) throws(ObjectReadError) -> Void
  ) throws(ObjectReadError) {
    var offset = header + (try reader.size(at: 8 + part * 8))
    let end = offset + (try reader.size(at: 12 + part * 8))
    if offset == end { return }
    let recordSize = try reader.size(at: offset)
    guard recordSize >= minimumSize else { throw reader.damage("its records are too short") }
    offset += 4
    while offset < end {
      let section = try types.string(try reader.size(at: offset))
      let count = try reader.size(at: offset + 4)
      offset += 8
      guard count <= (end - offset) / recordSize else {
        throw reader.damage("the records of '\(section)' do not fit")
      }
      for _ in 0..<count {
        try body(section, offset)
        offset += recordSize
      }
    }
  }
}
