/// The layout of a saved description.
///
/// ```
///  0        8         12              16            24          32
/// ┌──────────┬─────────┬───────────────┬─────────────┬───────────┬───────────────┬──────────┐
/// │ marktapK │ version │ section count │ file length │ checksum  │ section table │ sections │
/// └──────────┴─────────┴───────────────┴─────────────┴───────────┴───────────────┴──────────┘
/// ```
///
/// Numbers in the header, in the section table (offset and length of each section, 32 bits each) and in
/// tables are little-endian. Records within sections consist of LEB128 numbers, and strings in them
/// are numbers of strings in the section of these, where each ends with a zero byte.
enum DescriptionLayout {
  /// The first bytes of every description.
  static let magic = Array("marktapK".utf8)

  /// The layout that this program writes and reads.
  static let version = 5

  /// How many bytes stand before the section table.
  static let headerSize = 32

  /// Where the number of the layout stands.
  static let versionOffset = 8

  /// Where the number of sections stands.
  static let sectionCountOffset = 12

  /// Where the length of the file stands.
  static let lengthOffset = 16

  /// Where the checksum stands; it covers what stands between `versionOffset` and itself, and all after it.
  static let checksumOffset = 24

  /// Where the first section may start.
  static var contentOffset: Int { headerSize + DescriptionSection.allCases.count * 8 }
}

/// The sections of a saved description, in the order in which they are written.
enum DescriptionSection: Int, CaseIterable {
  /// The kernel's identity: one record.
  case identity

  /// All strings; the first is empty.
  case strings

  /// Where each block of `strings` starts.
  case stringOffsets

  /// A record for each type, in blocks that start with the lengths of their records.
  case types

  /// Where each block of `types` starts, by rank.
  case typeOffsets

  /// Which ids have a record: ranks of groups of 64, then a bit for each id.
  case typePresence

  /// Ids of the types with a name, by name.
  case typeNames

  /// A record for each event.
  case events

  /// Where the record of each event starts, by system and name.
  case eventOffsets

  /// Places in `eventOffsets`, by name and system.
  case eventNames

  /// A record for each tracepoint.
  case tracepoints

  /// Where the record of each tracepoint starts, by name.
  case tracepointOffsets

  /// A record for each system call.
  case systemCalls

  /// Where the record of each system call starts, by name.
  case systemCallOffsets

  /// A record for each function, by name and module, in blocks.
  case functions

  /// Where each block of `functions` starts.
  case functionOffsets

  /// The names of the modules that have functions.
  case functionModules

  /// A record for each prototype that several functions have, in blocks.
  case prototypes

  /// Where each block of `prototypes` starts.
  case prototypeOffsets

  /// A record for each parameter that several prototypes have, in blocks.
  case parameters

  /// Where each block of `parameters` starts.
  case parameterOffsets

  /// The words that names of functions and parameters consist of, in blocks.
  case words

  /// Where each block of `words` starts.
  case wordOffsets

  /// How each event is printed, in the order of `eventOffsets`, packed in pages.
  case printFormats

  /// Where each page of `printFormats` starts.
  case printFormatPages

  /// A record for each compiled marker.
  case markers

  /// Where the record of each compiled marker starts, by name, module and format.
  case markerOffsets

  /// The options that the kernel was built with, as text.
  case configuration

  /// `true` iff the section is a table of 32-bit numbers.
  var isTable: Bool {
    switch self {
    case .stringOffsets, .typeOffsets, .typePresence, .typeNames, .eventOffsets, .eventNames,
      .tracepointOffsets, .systemCallOffsets, .functionOffsets, .functionModules,
      .prototypeOffsets, .parameterOffsets, .wordOffsets, .printFormatPages, .markerOffsets:
      true
    case .identity, .strings, .types, .events, .tracepoints, .systemCalls, .functions, .prototypes,
      .parameters, .words, .printFormats, .markers, .configuration:
      false
    }
  }
}
