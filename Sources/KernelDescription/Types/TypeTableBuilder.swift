/// The types of a description while it is made.
struct TypeTableBuilder: Sendable {
  /// The records so far.
  private var records = RecordWriter()

  /// The ids of the records, with where each starts and what it is called.
  private var entries: [Entry] = []

  /// One record.
  private struct Entry {
    /// The type's id.
    var id: TypeID

    /// Where the record starts.
    var offset: UInt32

    /// The tag, which orders types of the same name.
    var tag: UInt8

    /// The name; the empty string for types without one.
    var name: StringReference
  }

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
    let offset = records.bytes.count
    records.append(record)
    entries.append(
      Entry(
        id: id, offset: UInt32(offset), tag: records.bytes[offset], name: record.name))
  }

  /// The integers by id.
  private var integers: [TypeID: ScalarType] = [:]

  /// The typedefs by id.
  private var aliases: [TypeID: (name: StringReference, target: TypeID)] = [:]

  /// The sections of records, in blocks that each start with the lengths of all their records but the last, and of where
  /// the blocks start.
  var recordTable: (records: [UInt8], offsets: [UInt8]) {
    var blocks = BlockedTable.Writer()
    let ends = entries.dropFirst().map { Int($0.offset) } + [records.bytes.count]
    for start in stride(from: 0, to: entries.count, by: BlockedTable.blockSize) {
      let end = min(start + BlockedTable.blockSize, entries.count)
      for index in start..<end {
        blocks.appendRecord { writer in
          if index == start {
            for other in start..<end - 1 { writer.append(ends[other] - Int(entries[other].offset)) }
          }
          writer.append(contentsOf: records.bytes[Int(entries[index].offset)..<ends[index]])
        }
      }
    }
    return (blocks.records, blocks.offsets)
  }

  /// The ranks of the groups of 64 ids, then the bits of the present ids.
  var presenceBytes: [UInt8] {
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
    var named = entries.filter { $0.name != .empty }
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

extension TypeRecord {
  /// The name; the empty string for types without one.
  fileprivate var name: StringReference {
    switch self {
    case .integer(let name, _, _), .floating(let name, _), .aggregate(_, let name, _, _),
      .enumeration(let name, _, _, _), .forward(_, let name), .alias(let name, _):
      name
    case .pointer, .array, .qualified: .empty
    }
  }
}
