/// The types of a description while it is made.
struct TypeTableBuilder: Sendable {
  /// The types so far, in order of their ids.
  private var entries: [TypeMerging.Entry] = []

  /// The lowest id of a type of a module; nil if there is none.
  var firstModuleID: TypeID?

  /// The highest id so far.
  private(set) var lastID = TypeID.void

  /// Adds a type.
  ///
  /// - Requires: `id` is higher than all before.
  mutating func add(_ record: TypeRecord, as id: TypeID) {
    precondition(id > lastID, "type \(id.rawValue) comes after type \(lastID.rawValue)")
    lastID = id
    switch record {
    case .integer(_, let size, let encoding):
      integers[id] = ScalarType(size: size, isSigned: encoding.isSigned)
    case .alias(let name, let target): aliases[id] = (name, target)
    case .floating, .pointer, .array, .aggregate, .enumeration, .forward, .qualified: break
    }
    entries.append((id, record))
  }

  /// Keeps types of modules that are equal once, and returns which id each has now; nil if there are none of modules.
  mutating func merge() -> TypeMerging? {
    guard let firstModuleID else { return nil }
    let merging = TypeMerging(entries, from: firstModuleID)
    entries = merging.entries
    return merging
  }

  /// The integers by id.
  private var integers: [TypeID: ScalarType] = [:]

  /// The typedefs by id.
  private var aliases: [TypeID: (name: StringReference, target: TypeID)] = [:]

  /// The sections of records, in blocks that each start with the lengths of all their records but the last, and of where
  /// the blocks start.
  var recordTable: (records: [UInt8], offsets: [UInt8]) {
    var blocks = BlockedTable.Writer()
    for start in stride(from: 0, to: entries.count, by: BlockedTable.blockSize) {
      let block = entries[start..<min(start + BlockedTable.blockSize, entries.count)]
      let records = block.map { entry in
        var writer = RecordWriter()
        writer.append(entry.record, as: entry.id)
        return writer.bytes
      }
      for (index, record) in records.enumerated() {
        blocks.appendRecord { writer in
          if index == 0 { for record in records.dropLast() { writer.append(record.count) } }
          writer.append(contentsOf: record)
        }
      }
    }
    return (blocks.records, blocks.offsets)
  }

  /// The ranks of the groups of 64 ids, then the bits of the present ids.
  var presenceBytes: [UInt8] {
    let lastID = entries.last?.id ?? .void
    var words = [UInt64](repeating: 0, count: Int(lastID.rawValue) / 64 + 1)
    for entry in entries {
      words[Int(entry.id.rawValue) / 64] |= 1 << UInt64(entry.id.rawValue % 64)
    }
    var table = RecordWriter()
    table.append(word: UInt64(words.count))
    var rank: UInt32 = 0
    for word in words {
      table.append(entry: rank)
      rank += UInt32(word.nonzeroBitCount)
    }
    for word in words { table.append(word: word) }
    return table.bytes
  }

  /// The ids of the types with a name, by name, tag and id; `strings` has the names.
  func nameBytes(in strings: StringPool) -> [UInt8] {
    var named = entries.map { (id: $0.id, tag: $0.record.tag.rawValue, name: $0.record.name) }
    named.removeAll { $0.name == .empty }
    strings.withStrings { strings in
      named.sort { left, right in
        let order = strings.compare(left.name, right.name)
        return order != 0 ? order < 0 : (left.tag, left.id) < (right.tag, right.id)
      }
    }
    var table = RecordWriter()
    for entry in named { table.append(entry: entry.id.rawValue) }
    return table.bytes
  }

  /// Returns the integers that typedefs name, by the names in `strings`.
  func scalars(in strings: StringPool) -> [String: ScalarType] {
    var scalars: [String: ScalarType] = [:]
    for alias in aliases.values {
      var target = alias.target
      for _ in 0..<16 { target = aliases[target]?.target ?? target }
      guard let integer = integers[target] else { continue }
      scalars[String(decoding: strings.text(at: alias.name), as: UTF8.self)] = integer
    }
    return scalars
  }
}
