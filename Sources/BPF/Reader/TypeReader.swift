/// The types in `.BTF`, read one by one where they are wanted.
struct TypeReader {
  /// One type as it is stored.
  struct Entry {
    /// What it is.
    let kind: Kind
    /// The name, or `""`.
    let name: String
    /// The number of members, parameters or entries, or the linkage of a function.
    let count: Int
    /// `true` iff offsets of members share their number with the sizes of bit fields.
    let hasBitFields: Bool
    /// The size in bytes, or the number of the type that this one is made of.
    let sizeOrType: Int
    /// Where what follows the common part starts.
    let details: Int
  }

  /// What a type is; the numbers are those of `BTF_KIND_…`.
  enum Kind: UInt32 {
    /// No type.
    case void = 0
    /// A number.
    case integer = 1
    /// A pointer.
    case pointer = 2
    /// An array.
    case array = 3
    /// A structure.
    case structure = 4
    /// A union.
    case union = 5
    /// An enumeration.
    case enumeration = 6
    /// A structure or union without its members.
    case forward = 7
    /// Another name.
    case alias = 8
    /// `volatile`.
    case volatile = 9
    /// `const`.
    case constant = 10
    /// `restrict`.
    case restrict = 11
    /// A function.
    case function = 12
    /// What a function takes and returns.
    case prototype = 13
    /// A variable.
    case variable = 14
    /// What a section consists of.
    case section = 15
    /// A floating-point number.
    case floating = 16
    /// A note on a declaration.
    case declarationTag = 17
    /// A note on a type.
    case typeTag = 18
    /// An enumeration with 64-bit values.
    case wideEnumeration = 19

    /// Returns the number of bytes behind the common part of a type with `count` parts.
    func detailByteCount(_ count: Int) -> Int {
      switch self {
      case .integer, .variable, .declarationTag: 4
      case .array: 12
      case .structure, .union, .section, .wideEnumeration: 12 * count
      case .enumeration, .prototype: 8 * count
      case .void, .pointer, .forward, .alias, .volatile, .constant, .restrict, .function: 0
      case .floating, .typeTag: 0
      }
    }
  }

  /// The bytes of the section.
  let reader: ByteReader
  /// For each type where it starts; the first has number 1.
  private var starts: [Int] = []
  /// Where the strings are.
  private let strings: Range<Int>

  /// Creates the types in `bytes`.
  init(_ bytes: [UInt8]) throws(ObjectReadError) {
    reader = ByteReader(section: ".BTF", bytes: bytes)
    guard try reader.number(at: 0, as: UInt16.self) == 0xeb9f else {
      throw reader.damage("it does not start as BTF does")
    }
    let header = try reader.size(at: 4)
    let typesStart = header + (try reader.size(at: 8))
    let typesEnd = typesStart + (try reader.size(at: 12))
    let stringsStart = header + (try reader.size(at: 16))
    strings = stringsStart..<(stringsStart + (try reader.size(at: 20)))
    guard typesEnd <= bytes.count, strings.upperBound <= bytes.count else {
      throw reader.damage("its parts do not fit into it")
    }
    var start = typesStart
    while start < typesEnd {
      starts.append(start)
      let information: UInt32 = try reader.number(at: start + 4)
      guard let kind = Kind(rawValue: information >> 24 & 0x1f), kind != .void else {
        throw reader.damage("type \(starts.count) is of no known kind")
      }
      start += 12 + kind.detailByteCount(Int(information & 0xffff))
    }
    guard start == typesEnd else { throw reader.damage("the last type does not end") }
  }

  /// The number of the last type.
  var count: Int { starts.count }

  /// Returns where the type `number` starts.
  func start(of number: Int) throws(ObjectReadError) -> Int {
    guard number > 0, number <= starts.count else {
      throw reader.damage("there is no type \(number)")
    }
    return starts[number - 1]
  }

  /// Returns what the type `number` is, without reading its name.
  func kind(of number: Int) throws(ObjectReadError) -> Kind {
    let information: UInt32 = try reader.number(at: try start(of: number) + 4)
    // The kinds of all types were checked.
    return Kind(rawValue: information >> 24 & 0x1f)!
  }

  /// Returns the type `number`.
  func entry(_ number: Int) throws(ObjectReadError) -> Entry {
    let start = try start(of: number)
    let information: UInt32 = try reader.number(at: start + 4)
    return Entry(
      kind: try kind(of: number), name: try string(try reader.size(at: start)),
      count: Int(information & 0xffff), hasBitFields: information >> 31 == 1,
      sizeOrType: try reader.size(at: start + 8), details: start + 12)
  }

  /// Returns the string at `offset` of the strings.
  func string(_ offset: Int) throws(ObjectReadError) -> String {
    try reader.text(at: strings.lowerBound + offset, end: strings.upperBound)
  }

  /// Returns the first section with the name `name` and its number, or nil.
  func section(_ name: String) throws(ObjectReadError) -> Entry? {
    for number in stride(from: count, to: 0, by: -1) where try kind(of: number) == .section {
      let entry = try entry(number)
      if entry.name == name { return entry }
    }
    return nil
  }

  /// Returns the numbers of the variables and functions of `section`.
  func contents(of section: Entry) throws(ObjectReadError) -> [Int] {
    var numbers: [Int] = []
    for index in 0..<section.count {
      numbers.append(try reader.size(at: section.details + index * 12))
    }
    return numbers
  }
}
