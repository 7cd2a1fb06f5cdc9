/// The contents of `.BTF.ext`: which function, which line, which fact of the kernel's types is where.
///
///     header │ function records │ line records │ relocation records
///
/// Each of the three parts starts with the size of its records and goes on, for each section of
/// code, with the section's name, a count and the records.
struct ExtensionSection {
  /// The size of the header in bytes.
  static let headerByteCount = 32
  /// The number that the section starts with.
  static let magic: UInt16 = 0xeb9f

  /// The bytes of the section.
  let bytes: [UInt8]

  /// Creates what there is to say of `sections`, adding strings to `types`.
  init(
    of sections: [CodeSection], numbers: ObjectTypes, members: CompositeMembers,
    types: borrowing TypeSection
  ) throws(ObjectWriteError) {
    let hasLines = sections.contains { $0.entries.contains { !$0.code.lines.isEmpty } }
    var functionPart = ByteWriter()
    var linePart = ByteWriter()
    var relocationPart = ByteWriter()
    for section in sections {
      let name = try types.offset(of: section.name)
      try functionPart.append(section, name, recordSize: 8) { entry, writer in
        writer.append(UInt32(entry.byteOffset))
        writer.append(numbers.number(of: entry))
        return 1
      }
      try linePart.append(section, name, recordSize: 16) { entry, writer throws(ObjectWriteError) in
        try hasLines ? Self.appendLines(of: entry, to: &writer, types) : 0
      }
      try relocationPart.append(section, name, recordSize: 16) {
        entry, writer throws(ObjectWriteError) in
        try Self.appendRelocations(of: entry, to: &writer, types, numbers, members)
      }
    }
    bytes = Self.assembled([functionPart, linePart, relocationPart])
  }

  /// Returns the section that consists of `parts`.
  private static func assembled(_ parts: [ByteWriter]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(magic)
    writer.append(UInt8(1))
    writer.append(UInt8(0))
    writer.append(UInt32(headerByteCount))
    var offset = 0
    for part in parts {
      writer.append(UInt32(offset))
      writer.append(UInt32(part.bytes.count))
      offset += part.bytes.count
    }
    return writer.bytes + parts.flatMap(\.bytes)
  }

  /// Appends the lines of `entry` and returns their number.
  private static func appendLines(
    of entry: CodeEntry, to writer: inout ByteWriter, _ types: borrowing TypeSection
  ) throws(ObjectWriteError) -> Int {
    // The kernel wants a line for each function as soon as one has lines.
    let unknown = LineNote(slot: 0, line: .unknown)
    let lines = entry.code.lines.isEmpty ? [unknown] : entry.code.lines
    for note in lines {
      writer.append(UInt32(entry.byteOffset + note.slot * 8))
      writer.append(try types.offset(of: note.line.file))
      writer.append(try types.offset(of: note.line.text))
      writer.append(note.line.packedPosition)
    }
    return lines.count
  }

  /// Appends the relocations of `entry` and returns their number.
  private static func appendRelocations(
    of entry: CodeEntry, to writer: inout ByteWriter, _ types: borrowing TypeSection,
    _ numbers: ObjectTypes, _ members: CompositeMembers
  ) throws(ObjectWriteError) -> Int {
    for note in entry.code.relocations {
      let access = members.access(of: note.relocation)
      writer.append(UInt32(entry.byteOffset + note.slot * 8))
      writer.append(numbers.number(of: note.relocation.root))
      writer.append(try types.offset(of: access))
      writer.append(note.relocation.question.rawValue)
    }
    return entry.code.relocations.count
  }
}

extension ByteWriter {
  /// Appends the records that `records` makes for the functions of `section`; nothing if it makes
  /// none.
  fileprivate mutating func append(
    _ section: CodeSection, _ name: UInt32, recordSize: UInt32,
    records: (CodeEntry, inout ByteWriter) throws(ObjectWriteError) -> Int
  ) throws(ObjectWriteError) {
    var count = 0
    var content = ByteWriter()
    for entry in section.entries { count += try records(entry, &content) }
    if count == 0 { return }
    if bytes.isEmpty { append(recordSize) }
    append(name)
    append(UInt32(count))
    append(content.bytes)
  }
}

extension SourceLine {
  /// What stands for a line that is not known.
  static let unknown = SourceLine(file: "", line: 0, column: 0, text: "")

  /// The line in the high 22 bits and the column in the low 10, each as large as fits.
  var packedPosition: UInt32 {
    UInt32(min(max(line, 0), 1 << 22 - 1)) << 10 | UInt32(min(max(column, 0), 1 << 10 - 1))
  }
}

extension CompositeMembers {
  /// Returns the path of `relocation` as positions: `0` for the root, then one for each step.
  func access(of relocation: TypeRelocation) -> String {
    var type = TypeDescription.composite(relocation.root)
    var access = "0"
    for step in relocation.path {
      switch (step, type) {
      case (.member(let member), .composite(let composite)):
        access += ":\(index(of: member, in: composite))"
        type = member.type
      case (.element(let index), .array(let element, _)):
        access += ":\(index)"
        type = element
      case (.member, _), (.element, _): preconditionFailure("a step that \(type) has not")
      }
    }
    return access
  }
}
