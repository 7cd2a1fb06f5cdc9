/// What `.BTF.ext` says of the code of one program: where its functions start, and which line of the script
/// each instruction comes from; in the form in which the kernel takes it.
struct SourceNotes {
  /// Records of `struct bpf_func_info`.
  private(set) var functions: [UInt32] = []
  /// Records of `struct bpf_line_info`.
  private(set) var lines: [UInt32] = []

  /// The number of 32-bit words of a function's record: place and type.
  static let functionWords = 2
  /// The number of 32-bit words of a line's record: place, file, text, and line and column.
  static let lineWords = 4

  /// Reads what `object` says of `program`; nothing if it says nothing, or not in the way known here.
  init(of program: ProgramImage, in object: ObjectImage) throws(RunError) {
    guard let section = object.section(".BTF.ext"), section.range.count >= 24 else { return }
    let start = section.range.lowerBound
    let header = start + Int(try object.value(UInt32.self, at: start + 4))
    for (field, words) in [(8, Self.functionWords), (16, Self.lineWords)] {
      let offset = Int(try object.value(UInt32.self, at: start + field))
      let size = Int(try object.value(UInt32.self, at: start + field + 4))
      let records = try Self.records(
        of: program, in: object, words: words, range: (header + offset)..<(header + offset + size))
      if field == 8 { functions = records } else { lines = records }
    }
  }

  /// Returns the records of `words` words that `range` of the file has for `program`, with places counted in
  /// instructions from the start of the program.
  private static func records(
    of program: ProgramImage, in object: ObjectImage, words: Int, range: Range<Int>
  ) throws(RunError) -> [UInt32] {
    var result: [UInt32] = []
    if range.isEmpty { return result }
    let stride = Int(try object.value(UInt32.self, at: range.lowerBound))
    guard stride >= 4 * words else { return result }
    let strings = try TypeStrings(of: object)
    var offset = range.lowerBound + 4
    while offset + 8 <= range.upperBound {
      let name = strings.text(at: try object.value(UInt32.self, at: offset))
      let count = Int(try object.value(UInt32.self, at: offset + 4))
      offset += 8
      defer { offset += count * stride }
      guard name == program.section else { continue }
      for index in 0..<count {
        let record = offset + index * stride
        let place = Int(try object.value(UInt32.self, at: record))
        guard program.range.contains(place) else { continue }
        result.append(UInt32((place - program.range.lowerBound) / 8))
        for word in 1..<words {
          result.append(try object.value(UInt32.self, at: record + 4 * word))
        }
      }
    }
    return result
  }
}

/// The strings of an object's BTF.
struct TypeStrings {
  /// The object.
  private let object: ObjectImage
  /// Where the strings start in the file.
  private let start: Int

  /// Finds the strings of `object`.
  init(of object: ObjectImage) throws(RunError) {
    self.object = object
    guard let section = object.section(".BTF") else { throw .damagedObject("it has no types") }
    let header = Int(try object.value(UInt32.self, at: section.range.lowerBound + 4))
    let offset = Int(try object.value(UInt32.self, at: section.range.lowerBound + 16))
    start = section.range.lowerBound + header + offset
  }

  /// Returns the string at `offset`.
  func text(at offset: UInt32) -> String { object.text(at: start + Int(offset)) }
}
