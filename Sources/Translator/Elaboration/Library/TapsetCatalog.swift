import Diagnostics

/// The files of tapsets, and where in them each name is declared.
///
/// A catalog *is* its bytes, so that one that was kept is there as soon as they are: a script names a few of
/// thousands of declarations, which are found by halving in sorted tables; nothing else is looked at.
///
/// ```
///  0        8        12                   28
/// ┌──────────┬────────┬────────────────────┬────────┬──────┐
/// │ marktapT │ length │ counts of 4 tables │ tables │ pool │
/// └──────────┴────────┴────────────────────┴────────┴──────┘
/// ```
///
/// All numbers are little-endian and have 32 bits. Texts lie in the pool, by their offset in the whole and their
/// length. Reading outside the bytes gives zeros and empty texts: no bytes may crash a reader.
package struct TapsetCatalog: Sendable {
  /// The tables, in the order in which they are written.
  enum Table: Int, CaseIterable {
    /// For each file its name and its contents (a place and a length each), the number of its first declaration,
    /// how many there are, and whether each can be parsed alone.
    case files
    /// For each declaration its file, its first byte there, the byte behind its last one, and a `Use`.
    case declarations
    /// For each name its kind, its place and length, and the number of a declaration, in the order of kinds, of the
    /// bytes of names, and of declarations.
    case names
    /// For each name of an alias its path, which is the name without parentheses and what is in them, and the
    /// name itself (a place and a length each), in the order of the bytes of both.
    case paths

    /// How many numbers a record has.
    var width: Int {
      switch self {
      case .files: 7
      case .declarations, .names, .paths: 4
      }
    }
  }

  /// Who can use a declaration.
  enum Use: Int {
    /// All files.
    case everywhere
    /// Only its own file.
    case inFile
    /// Nobody by a name: it is a probe.
    case none
  }

  /// What a name can be the name of.
  enum Kind: Int {
    /// Aliases of probe points.
    case alias
    /// Functions.
    case function
    /// Global variables.
    case global
    /// Macros.
    case macro
  }

  /// The first bytes.
  static let magic = Array("marktapT".utf8)
  /// How many bytes stand before the first table.
  static let headerSize = magic.count + 4 + Table.allCases.count * 4

  /// What is to be kept: the same files give the same bytes.
  package let bytes: [UInt8]
  /// Where each table starts, and how many records it has.
  private let tables: [(start: Int, count: Int)]

  /// Takes what was kept; `nil` if that is no catalog.
  package init?(bytes: [UInt8]) {
    guard bytes.starts(with: Self.magic), bytes.count >= Self.headerSize,
      Self.number(at: Self.magic.count, in: bytes) == bytes.count
    else { return nil }
    var start = Self.headerSize
    var tables: [(start: Int, count: Int)] = []
    for table in Table.allCases {
      let count = Self.number(at: Self.magic.count + 4 + table.rawValue * 4, in: bytes)
      tables.append((start, count))
      start += count * table.width * 4
    }
    guard start <= bytes.count else { return nil }
    self.bytes = bytes
    self.tables = tables
  }

  // MARK: Files

  /// How many files there are.
  package var fileCount: Int { count(of: .files) }

  /// Returns the name of the file numbered `file`.
  func fileName(of file: Int) -> String { text(file, 0, in: .files) }

  /// Returns the file numbered `file`.
  func source(ofFile file: Int) -> SourceText {
    SourceText(
      name: fileName(of: file), bytes: Array(bytes[range(file, 2, in: .files)]), isTapset: true)
  }

  /// Returns `true` iff each declaration of the file numbered `file` can be parsed alone.
  func isDivisible(file: Int) -> Bool { number(file, 6, in: .files) != 0 }

  /// Returns how many declarations the file numbered `file` has.
  func declarationCount(ofFile file: Int) -> Int { number(file, 5, in: .files) }

  // MARK: Declarations

  /// Returns the bytes of its file at which the declaration `id` stands.
  func range(of id: DeclarationID) -> Range<Int> {
    let record = record(of: id)
    let length = range(id.file, 2, in: .files).count
    let end = min(number(record, 2, in: .declarations), length)
    return min(number(record, 1, in: .declarations), end)..<end
  }

  /// Returns `true` iff only its own file can use the declaration `id`.
  func isPrivate(_ id: DeclarationID) -> Bool {
    number(record(of: id), 3, in: .declarations) == Use.inFile.rawValue
  }

  /// Returns the probes of the file numbered `file`.
  func probes(inFile file: Int) -> [DeclarationID] {
    (0..<min(declarationCount(ofFile: file), count(of: .declarations)))
      .map { DeclarationID(file: file, position: $0) }
      .filter { number(record(of: $0), 3, in: .declarations) == Use.none.rawValue }
  }

  /// Returns the number of the record of the declaration `id`.
  private func record(of id: DeclarationID) -> Int {
    number(id.file, 4, in: .files) + id.position
  }

  // MARK: Names

  /// Returns what is declared by `name` as a thing of `kind`, in the order of the files.
  func declarations(of kind: Kind, named name: String) -> [DeclarationID] {
    let wanted = Array(name.utf8)
    var result: [DeclarationID] = []
    var record = firstRecord(of: .names) { isName($0, before: kind, wanted) }
    while record < count(of: .names), number(record, 0, in: .names) == kind.rawValue,
      order(of: range(record, 1, in: .names), wanted) == 0
    {
      let declaration = number(record, 3, in: .names)
      let file = number(declaration, 0, in: .declarations)
      result.append(
        DeclarationID(file: file, position: declaration - number(file, 4, in: .files)))
      record += 1
    }
    return result
  }

  /// Returns `true` iff something of `kind` is called `name`.
  func declares(_ kind: Kind, named name: String) -> Bool {
    !declarations(of: kind, named: name).isEmpty
  }

  /// Returns the names of all things of `kind`, each once, in byte order.
  func names(of kind: Kind) -> [String] {
    var result: [String] = []
    var record = firstRecord(of: .names) { isName($0, before: kind, []) }
    while record < count(of: .names), number(record, 0, in: .names) == kind.rawValue {
      let name = text(record, 1, in: .names)
      if name != result.last { result.append(name) }
      record += 1
    }
    return result
  }

  /// Returns the names of the aliases that have the path `path`, in byte order.
  func aliasNames(withPath path: String) -> [String] {
    let wanted = Array(path.utf8)
    var result: [String] = []
    var record = firstRecord(of: .paths) { order(of: range($0, 0, in: .paths), wanted) < 0 }
    while record < count(of: .paths), order(of: range(record, 0, in: .paths), wanted) == 0 {
      result.append(text(record, 2, in: .paths))
      record += 1
    }
    return result
  }

  /// Returns `true` iff the name in `record` stands before all things of `kind` that are called `name`.
  private func isName(_ record: Int, before kind: Kind, _ name: [UInt8]) -> Bool {
    let found = number(record, 0, in: .names)
    if found != kind.rawValue { return found < kind.rawValue }
    return order(of: range(record, 1, in: .names), name) < 0
  }

  // MARK: Bytes

  /// Returns the number of the first record of `table` that does not stand `isBefore` what is looked for.
  private func firstRecord(of table: Table, where isBefore: (Int) -> Bool) -> Int {
    var low = 0
    var high = count(of: table)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Returns how the bytes at `range` compare with `other`: negative if they are less.
  private func order(of range: Range<Int>, _ other: [UInt8]) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      for index in 0..<min(range.count, other.count) {
        let difference = Int(bytes[range.lowerBound + index]) - Int(other[index])
        if difference != 0 { return difference }
      }
      return range.count - other.count
    }
  }

  /// Returns how many records `table` has.
  private func count(of table: Table) -> Int { tables[table.rawValue].count }

  /// Returns the text whose place and length are the numbers `field` and the next one of `record`.
  private func text(_ record: Int, _ field: Int, in table: Table) -> String {
    String(decoding: bytes[range(record, field, in: table)], as: UTF8.self)
  }

  /// Returns the range whose place and length are the numbers `field` and the next one of `record`.
  private func range(_ record: Int, _ field: Int, in table: Table) -> Range<Int> {
    let start = number(record, field, in: table)
    let end = start + number(record, field + 1, in: table)
    return end <= bytes.count ? start..<end : 0..<0
  }

  /// Returns the number `field` of `record`; 0 if there is none.
  private func number(_ record: Int, _ field: Int, in table: Table) -> Int {
    let (start, count) = tables[table.rawValue]
    guard record >= 0, record < count else { return 0 }
    return Self.number(at: start + (record * table.width + field) * 4, in: bytes)
  }

  /// Returns the number at `offset`, which lies within `bytes`.
  private static func number(at offset: Int, in bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes {
      Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }
  }
}

/// The number of a declaration: a file of a library, and a position among the file's declarations.
struct DeclarationID: Hashable, Sendable {
  /// The number of the file.
  let file: Int
  /// The position among the file's declarations.
  let position: Int
}
