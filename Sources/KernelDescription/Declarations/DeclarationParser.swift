/// Reads C declarations into types.
///
/// It knows structures, unions, enumerations, typedefs, pointers, arrays, bit fields, anonymous members and
/// pointers to functions, and lays them out as x86_64 does. It is for descriptions made by hand.
struct DeclarationParser {
  /// What is still to be read.
  private var tokens: DeclarationTokens

  /// The types so far.
  private(set) var types: DeclaredTypes

  /// The strings so far.
  private(set) var strings: StringPool

  /// Creates a parser of `text` that goes on from `types` and `strings`.
  init(_ text: String, types: DeclaredTypes, strings: StringPool) {
    tokens = DeclarationTokens(text)
    self.types = types
    self.strings = strings
  }

  /// Reads declarations up to the end.
  mutating func declarations() throws(DeclarationError) {
    while tokens.next != nil {
      if tokens.take("typedef") {
        let base = try specifier()
        let (name, target) = try declarator(base)
        let reference = strings.intern(String(name))
        _ = types.type(named: name) { .alias(name: reference, target: target) }
      } else {
        _ = try specifier()
      }
      try tokens.expect(";")
    }
  }

  /// Reads one type without a name, such as `struct task_struct *`.
  mutating func typeName() throws(DeclarationError) -> TypeID {
    let type = stars(try specifier())
    if tokens.next != nil { throw tokens.unexpected(wanted: "the end") }
    return type
  }

  /// Reads what stands before the stars: a basic type, a typedef's name, or a structure.
  private mutating func specifier() throws(DeclarationError) -> TypeID {
    if tokens.take("const") {
      let target = try specifier()
      return types.add(.qualified(.const, target: target))
    }
    if tokens.take("struct") { return try aggregate(.structure) }
    if tokens.take("union") { return try aggregate(.union) }
    if tokens.take("enum") { return try enumeration() }
    if tokens.take("void") { return .void }
    var words: [Substring] = []
    while let next = tokens.next, Self.integerWords.contains(next) {
      words.append(next)
      _ = tokens.take(next)
    }
    if !words.isEmpty { return integer(words) }
    guard let next = tokens.next, let type = types.type(named: next), tokens.take(next) else {
      throw tokens.unexpected(wanted: "a type")
    }
    return type
  }

  /// The words of integer types.
  private static let integerWords: Set<Substring> = [
    "char", "short", "int", "long", "signed", "unsigned", "bool",
  ]

  /// Returns the integer type that `words` spell.
  private mutating func integer(_ words: [Substring]) -> TypeID {
    let isUnsigned = words.contains("unsigned")
    let sign = isUnsigned ? "unsigned " : ""
    let (name, size): (String, Int) =
      switch (words.contains("char"), words.contains("short"), words.count { $0 == "long" }) {
      case _ where words.contains("bool"): ("_Bool", 1)
      case (true, _, _): (sign + "char", 1)
      case (_, true, _): ("short \(sign)int", 2)
      case (_, _, 0): (sign + "int", 4)
      case (_, _, 1): ("long \(sign)int", 8)
      default: ("long long \(sign)int", 8)
      }
    let encoding: IntegerEncoding =
      name == "_Bool" ? .boolean : name == "char" ? .character : isUnsigned ? .unsigned : .signed
    let reference = strings.intern(name)
    return types.type(named: name[...]) {
      .integer(name: reference, size: size, encoding: encoding)
    }
  }

  /// Reads what follows `struct` or `union`.
  private mutating func aggregate(_ kind: AggregateKind) throws(DeclarationError) -> TypeID {
    let name = tokens.takeName()
    let reference = strings.intern(name.map(String.init) ?? "")
    let forward = TypeRecord.forward(kind, name: reference)
    let keyword = kind.keyword[...]
    let id = name.map { types.type(tagged: keyword, $0) { forward } }
    guard tokens.take("{") else {
      guard let id else { throw tokens.unexpected(wanted: "'{'") }
      return id
    }
    var layout = AggregateLayout(kind: kind)
    while !tokens.take("}") { try member(into: &layout) }
    let record = TypeRecord.aggregate(
      kind, name: reference, size: layout.size, members: layout.members)
    guard let id else { return types.add(record) }
    types.define(id, as: record)
    return id
  }

  /// Reads one declaration of members.
  private mutating func member(into layout: inout AggregateLayout) throws(DeclarationError) {
    let base = try specifier()
    if tokens.take(";") {
      layout.append(.empty, base, types.layout(of: base), bitWidth: nil)
      return
    }
    repeat {
      let (name, type) = try declarator(base)
      let bitWidth = tokens.take(":") ? try tokens.expectNumber() : nil
      layout.append(
        strings.intern(String(name)), type, types.layout(of: type), bitWidth: bitWidth)
    } while tokens.take(",")
    try tokens.expect(";")
  }

  /// Reads stars, a name and array bounds, or a pointer to a function.
  private mutating func declarator(
    _ base: TypeID
  ) throws(DeclarationError) -> (name: Substring, type: TypeID) {
    var type = stars(base)
    if tokens.take("(") {
      try tokens.expect("*")
      guard let name = tokens.takeName() else { throw tokens.unexpected(wanted: "a name") }
      for token in [")", "(", ")"] as [Substring] { try tokens.expect(token) }
      return (name, types.pointer(to: Self.functionType))
    }
    guard let name = tokens.takeName() else { throw tokens.unexpected(wanted: "a name") }
    var bounds: [Int] = []
    while tokens.take("[") {
      bounds.append(tokens.next == "]" ? 0 : try tokens.expectNumber())
      try tokens.expect("]")
    }
    for bound in bounds.reversed() { type = types.add(.array(of: type, count: bound)) }
    return (name, type)
  }

  /// An id that no record has, as all functions have.
  private static let functionType = TypeID(rawValue: .max)

  /// Reads stars and returns the pointer that they make of `type`.
  private mutating func stars(_ type: TypeID) -> TypeID {
    var type = type
    while tokens.take("*") {
      type = types.pointer(to: type)
      _ = tokens.take("const")
    }
    return type
  }

  /// Reads what follows `enum`.
  private mutating func enumeration() throws(DeclarationError) -> TypeID {
    let name = tokens.takeName()
    let reference = strings.intern(name.map(String.init) ?? "")
    var constants: [TypeRecord.Constant] = []
    if tokens.take("{") {
      while !tokens.take("}") {
        guard let constant = tokens.takeName() else { throw tokens.unexpected(wanted: "a name") }
        let value = tokens.take("=") ? try tokens.expectNumber() : (constants.last?.value ?? -1) + 1
        constants.append(.init(name: strings.intern(String(constant)), value: value))
        _ = tokens.take(",")
      }
    }
    let record = TypeRecord.enumeration(
      name: reference, size: 4, isSigned: constants.contains { $0.value < 0 },
      enumerators: constants)
    guard let name else { return types.add(record) }
    let id = types.type(tagged: "enum", name) { record }
    if !constants.isEmpty { types.define(id, as: record) }
    return id
  }
}

/// The members of a structure while it is laid out.
private struct AggregateLayout {
  /// Whether members follow one another or share a place.
  let kind: AggregateKind

  /// The members so far.
  private(set) var members: [TypeRecord.Member] = []

  /// How many bits are taken so far.
  private var bits = 0

  /// The strictest alignment so far, in bytes.
  private var alignment = 1

  /// Creates a layout without members.
  init(kind: AggregateKind) { self.kind = kind }

  /// The size in bytes.
  var size: Int { Self.align((bits + 7) / 8, to: alignment) }

  /// Appends a member where C puts it.
  mutating func append(
    _ name: StringReference, _ type: TypeID, _ layout: (size: Int, alignment: Int),
    bitWidth: Int?
  ) {
    let unit = layout.alignment * 8
    var start = kind == .union ? 0 : bits
    if let bitWidth, start / unit == (start + bitWidth - 1) / unit {
      // The bit field fits into what is left of its unit.
    } else {
      start = Self.align(start, to: unit)
    }
    members.append(.init(name: name, type: type, bitOffset: start, bitWidth: bitWidth))
    bits = max(bits, start + (bitWidth ?? layout.size * 8))
    alignment = max(alignment, layout.alignment)
  }

  /// Returns `value` rounded up to a multiple of `step`.
  private static func align(_ value: Int, to step: Int) -> Int {
    (value + step - 1) / step * step
  }
}
