/// The tables of names of a program, each prepared when it is used first.
final class NameLookup {
  /// A table.
  private struct Prepared {
    /// What was listed.
    let table: NameTable
    /// The entries, those of values in the order of the values; `nil` before the first use.
    var entries: [NameTable.Entry]?
  }

  /// The tables.
  private var tables: [Prepared] = []
  /// Their numbers.
  private var numbers: [NameTable: Int] = [:]

  /// Returns the number of `table`.
  func number(of table: NameTable) -> Int {
    if let known = numbers[table] { return known }
    numbers[table] = tables.count
    tables.append(Prepared(table: table))
    return tables.count - 1
  }

  /// Appends what the table numbered `number` calls `value` to `buffer`; a malformed table has no names.
  func write(_ value: Int64, by number: Int, to buffer: inout ByteBuffer) {
    let entries = tables[number].entries ?? prepare(number)
    tables[number].table.text.withUnsafeBufferPointer { text in
      switch tables[number].table.kind {
      case .values: Self.write(value, entries, text, to: &buffer)
      case .flags: Self.write(flags: value, entries, text, to: &buffer)
      }
    }
  }

  /// Prepares the table numbered `number`, and returns its entries.
  private func prepare(_ number: Int) -> [NameTable.Entry] {
    var entries = tables[number].table.entries ?? []
    if tables[number].table.kind == .values { entries.sort { $0.value < $1.value } }
    tables[number].entries = entries
    return entries
  }

  /// Appends the name of `value`, if there is one among `entries`.
  private static func write(
    _ value: Int64, _ entries: [NameTable.Entry], _ text: UnsafeBufferPointer<UInt8>,
    to buffer: inout ByteBuffer
  ) {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) >> 1
      if entries[middle].value < value { low = middle + 1 } else { high = middle }
    }
    guard low < entries.count, entries[low].value == value else { return }
    write(entries[low].name, of: text, to: &buffer)
  }

  /// Appends the names of the bits of `value`.
  private static func write(
    flags value: Int64, _ entries: [NameTable.Entry], _ text: UnsafeBufferPointer<UInt8>,
    to buffer: inout ByteBuffer
  ) {
    var rest = value
    var isFirst = true
    for entry in entries where rest & entry.value == entry.value && entry.value != 0 {
      if !isFirst { buffer.append(UInt8(ascii: "|")) }
      write(entry.name, of: text, to: &buffer)
      rest &= ~entry.value
      isFirst = false
    }
    guard rest != 0 else { return }
    if !isFirst { buffer.append(UInt8(ascii: "|")) }
    NumberText.appendAddress(rest, to: &buffer)
  }

  /// Appends the bytes `range` of `text`.
  private static func write(
    _ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, to buffer: inout ByteBuffer
  ) {
    // A range of a table is not empty, so its text has an address.
    if let base = text.baseAddress { buffer.append(base + range.lowerBound, range.count) }
  }
}
