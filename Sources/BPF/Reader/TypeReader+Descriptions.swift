extension TypeReader {
  /// The number of links that a chain of types may have before it counts as endless.
  private static let depthLimit = 32

  /// Returns the type `number` as a description.
  func description(of number: Int, depth: Int = 0) throws(ObjectReadError) -> TypeDescription {
    if number == 0 { return .void }
    guard depth < Self.depthLimit else { throw reader.damage("type \(number) contains itself") }
    let entry = try entry(number)
    switch entry.kind {
    case .integer: return try integer(entry)
    case .floating: return .integer(byteCount: entry.sizeOrType, isSigned: true)
    case .enumeration, .wideEnumeration:
      return .enumeration(entry.name, byteCount: entry.sizeOrType)
    case .pointer: return .pointer(try description(of: entry.sizeOrType, depth: depth + 1))
    case .array:
      let (elementType, count) = try array(number)
      let element = try description(of: elementType, depth: depth + 1)
      guard count == 0 || element.byteCount <= Int(Int32.max) / count else {
        throw reader.damage("type \(number) is too large")
      }
      return .array(element, count: count)
    case .structure, .union: return .composite(composite(entry))
    case .forward:
      return .composite(
        Composite(entry.hasBitFields ? .union : .structure, entry.name, byteCount: 0))
    case .alias, .volatile, .constant, .restrict, .typeTag:
      return try description(of: entry.sizeOrType, depth: depth + 1)
    case .void, .function, .prototype, .variable, .section, .declarationTag: return .void
    }
  }

  /// Returns the number behind all names and qualifiers of the type `number`.
  func resolved(_ number: Int) throws(ObjectReadError) -> Int {
    var number = number
    for _ in 0..<Self.depthLimit {
      if number == 0 { return 0 }
      switch try kind(of: number) {
      case .alias, .volatile, .constant, .restrict, .typeTag:
        number = try entry(number).sizeOrType
      case .void, .integer, .pointer, .array, .structure, .union, .enumeration, .forward:
        return number
      case .function, .prototype, .variable, .section, .floating, .declarationTag: return number
      case .wideEnumeration: return number
      }
    }
    throw reader.damage("type \(number) contains itself")
  }

  /// Returns the head of the structure or union `entry`.
  func composite(_ entry: Entry) -> Composite {
    Composite(
      entry.kind == .union ? .union : .structure, entry.name, byteCount: entry.sizeOrType)
  }

  /// Returns the number, name and place of the member at `index` of the structure `entry`.
  func member(
    at index: Int, of entry: Entry
  ) throws(ObjectReadError) -> (type: Int, name: String, bitOffset: Int, bitCount: Int?) {
    guard entry.kind == .structure || entry.kind == .union, index < entry.count else {
      throw reader.damage("'\(entry.name)' has no member number \(index)")
    }
    let start = entry.details + index * 12
    let name = try string(try reader.size(at: start))
    let type = try reader.size(at: start + 4)
    let place = try reader.size(at: start + 8)
    guard entry.hasBitFields else { return (type, name, place, nil) }
    let bitCount = place >> 24
    return (type, name, place & 0xff_ffff, bitCount == 0 ? nil : bitCount)
  }

  /// Returns the element type and length of the array `number`.
  func array(_ number: Int) throws(ObjectReadError) -> (element: Int, count: Int) {
    let entry = try entry(number)
    guard entry.kind == .array else { throw reader.damage("type \(number) is no array") }
    return (try reader.size(at: entry.details), try reader.size(at: entry.details + 8))
  }

  /// Returns the result and the parameters of the function `entry`.
  func prototype(
    of entry: Entry
  ) throws(ObjectReadError) -> (result: Int, parameters: [Int]) {
    let prototype = try self.entry(entry.sizeOrType)
    guard entry.kind == .function, prototype.kind == .prototype else {
      throw reader.damage("'\(entry.name)' is no function")
    }
    var parameters: [Int] = []
    for index in 0..<prototype.count {
      parameters.append(try reader.size(at: prototype.details + index * 8 + 4))
    }
    return (prototype.sizeOrType, parameters)
  }

  /// Returns the integer or Boolean `entry`.
  private func integer(_ entry: Entry) throws(ObjectReadError) -> TypeDescription {
    let encoding = try reader.size(at: entry.details) >> 24 & 0xf
    if encoding == 4 { return .boolean }
    return .integer(byteCount: entry.sizeOrType, isSigned: encoding & 1 == 1)
  }
}
