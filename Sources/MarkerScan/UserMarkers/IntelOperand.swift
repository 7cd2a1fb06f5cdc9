import KernelDescription

/// An operand as the assembler of x86 writes it in AT&T's syntax.
///
/// ```
///  $NUMBER   %REGISTER   %SEGMENT:NUMBER+SYMBOL(%BASE,%INDEX,SCALE)
/// ```
///
/// All parts of an address but one may be absent; numbers and symbols are added and subtracted.
struct IntelOperand {
  /// What the text names.
  let operand: ProgramArgument.Operand

  /// Reads `text`.
  init(_ text: Substring) { operand = Self.operand(text) ?? .unknown }

  /// Returns what `text` names; nil if it cannot be read.
  private static func operand(_ text: Substring) -> ProgramArgument.Operand? {
    if text.hasPrefix("$") { return Int64(assembler: text.dropFirst()).map { .constant($0) } }
    if text.hasPrefix("%"), !text.contains(":") { return register(text).map { .register($0) } }
    return address(text).map { .memory($0) }
  }

  /// Returns the address that `text` names.
  private static func address(_ text: Substring) -> ProgramArgument.Address? {
    var address = ProgramArgument.Address()
    var rest = text
    if rest.hasPrefix("%"), let colon = rest.firstIndex(of: ":") {
      guard let segment = register(rest[..<colon]) else { return nil }
      address.segment = segment
      rest = rest[rest.index(after: colon)...]
    }
    if let open = rest.firstIndex(of: "(") {
      guard rest.last == ")" else { return nil }
      let inner = rest[rest.index(after: open)...].dropLast()
      guard read(registers: inner, into: &address) else { return nil }
      rest = rest[..<open]
    } else if rest.isEmpty {
      return nil
    }
    return address.add(sum: rest) ? address : nil
  }

  /// Reads `%BASE,%INDEX,SCALE`; returns `false` if it cannot be read.
  private static func read(
    registers text: Substring, into address: inout ProgramArgument.Address
  ) -> Bool {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.filter { $0 != " " }[...] }
    guard (1...3).contains(parts.count) else { return false }
    if !parts[0].isEmpty {
      guard let base = register(parts[0]) else { return false }
      address.base = base
    }
    if parts.count > 1, !parts[1].isEmpty {
      guard let index = register(parts[1]) else { return false }
      address.index = index
    }
    if parts.count > 2 {
      guard let scale = Int(parts[2]), [1, 2, 4, 8].contains(scale) else { return false }
      address.scale = scale
    }
    return address.base != nil || address.index != nil
  }

  /// Returns the name behind the percent sign of `text`.
  private static func register(_ text: Substring) -> String? {
    let name = text.dropFirst()
    guard text.hasPrefix("%"), !name.isEmpty,
      name.utf8.allSatisfy({ $0.isNameByte })
    else { return nil }
    return String(name)
  }
}

extension ProgramArgument.Address {
  /// Adds the numbers and at most one symbol of `text`, with plus or minus signs between; returns `false` if it
  /// cannot be read.
  fileprivate mutating func add(sum text: Substring) -> Bool {
    var rest = text
    while !rest.isEmpty {
      let sign: Int64 = rest.hasPrefix("-") ? -1 : 1
      if rest.hasPrefix("-") || rest.hasPrefix("+") { rest = rest.dropFirst() }
      let term = rest.prefix { $0 != "+" && $0 != "-" }
      rest = rest.dropFirst(term.count)
      if let number = Int64(assembler: term) {
        displacement &+= sign &* number
      } else {
        guard sign == 1, symbol == nil, !term.isEmpty else { return false }
        symbol = String(term)
      }
    }
    return true
  }
}

extension Int64 {
  /// Reads a number as assemblers write it: decimal, or hexadecimal behind `0x`; a minus sign may stand in front.
  init?(assembler text: Substring) {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative ? text.dropFirst() : text
    let isHexadecimal = digits.lowercased().hasPrefix("0x")
    guard
      let magnitude = UInt64(
        isHexadecimal ? digits.dropFirst(2) : digits, radix: isHexadecimal ? 16 : 10)
    else { return nil }
    self = Int64(bitPattern: isNegative ? 0 &- magnitude : magnitude)
  }
}

extension UInt8 {
  /// `true` iff it can stand in a name.
  var isNameByte: Bool {
    let lower = self | 0x20
    return self == UInt8(ascii: "_") || lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
      || self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9")
  }
}
