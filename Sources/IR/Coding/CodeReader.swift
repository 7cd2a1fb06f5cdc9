/// Reads what `CodeWriter` writes; whatever does not fit is an error.
struct CodeReader {
  /// All bytes.
  private let bytes: [UInt8]
  /// Where the next number is.
  private var position: Int
  /// Where the part that may be read ends.
  private let end: Int

  /// Creates a reader of `range` of `bytes`.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// `true` iff everything has been read.
  var isAtEnd: Bool { position == end }

  /// Returns the next byte.
  mutating func readByte() throws(ProgramDecodingError) -> UInt8 {
    guard position < end else { throw .damaged }
    defer { position += 1 }
    return bytes[position]
  }

  /// Returns a number.
  mutating func readNumber() throws(ProgramDecodingError) -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      let byte = try readByte()
      number |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 == 0 { return number }
      shift += 7
    }
    throw .damaged
  }

  /// Returns a number that is small enough to count something.
  mutating func readCount() throws(ProgramDecodingError) -> Int {
    let number = try readNumber()
    guard number <= UInt64(Int32.max) else { throw .damaged }
    return Int(number)
  }

  /// Returns the number of things that follow, each of which takes a byte at least.
  private mutating func readLength() throws(ProgramDecodingError) -> Int {
    let count = try readCount()
    guard count <= end - position else { throw .damaged }
    return count
  }

  /// Returns a long.
  mutating func readLong() throws(ProgramDecodingError) -> Int64 {
    let folded = try readNumber()
    return Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1)
  }

  /// Returns a truth value.
  mutating func readFlag() throws(ProgramDecodingError) -> Bool {
    let byte = try readByte()
    guard byte < 2 else { throw .damaged }
    return byte == 1
  }

  /// Returns bytes.
  mutating func readBytes() throws(ProgramDecodingError) -> [UInt8] {
    let count = try readLength()
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  /// Returns text.
  mutating func readText() throws(ProgramDecodingError) -> String {
    String(decoding: try readBytes(), as: UTF8.self)
  }

  /// Returns a case.
  mutating func readCase<Case: CaseIterable>(
    _ type: Case.Type
  ) throws(ProgramDecodingError) -> Case {
    let number = try readCount()
    let cases = Case.allCases
    guard number < cases.count else { throw .damaged }
    return cases[cases.index(cases.startIndex, offsetBy: number)]
  }

  /// Returns a value, if there is one.
  mutating func readOptional<Value>(
    _ body: (inout CodeReader) throws(ProgramDecodingError) -> Value
  ) throws(ProgramDecodingError) -> Value? {
    try readFlag() ? try body(&self) : nil
  }

  /// Returns values.
  mutating func readList<Value>(
    _ body: (inout CodeReader) throws(ProgramDecodingError) -> Value
  ) throws(ProgramDecodingError) -> [Value] {
    let count = try readLength()
    var list: [Value] = []
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(try body(&self)) }
    return list
  }

  /// Returns four bytes as a number.
  mutating func readWord() throws(ProgramDecodingError) -> UInt32 {
    var word: UInt32 = 0
    for shift in 0..<4 { word |= UInt32(try readByte()) << UInt32(8 * shift) }
    return word
  }

  /// Returns eight bytes as a number.
  mutating func readLongWord() throws(ProgramDecodingError) -> UInt64 {
    let low = try readWord()
    return UInt64(low) | UInt64(try readWord()) << 32
  }
}
