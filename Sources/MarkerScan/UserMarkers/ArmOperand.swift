import KernelDescription

/// An operand as the assembler of 64-bit Arm writes it.
///
/// ```
///  NUMBER   REGISTER   [BASE]   [BASE, NUMBER]   [BASE, INDEX]   [BASE, INDEX, lsl BITS]
/// ```
///
/// A number may have a hash sign in front.
struct ArmOperand {
  /// What the text names.
  let operand: ProgramArgument.Operand

  /// Reads `text`.
  init(_ text: Substring) { operand = Self.operand(text) ?? .unknown }

  /// Returns what `text` names; nil if it cannot be read.
  private static func operand(_ text: Substring) -> ProgramArgument.Operand? {
    if let number = number(text) { return .constant(number) }
    if isRegister(text) { return .register(String(text)) }
    guard text.hasPrefix("["), text.hasSuffix("]") else { return nil }
    let parts = text.dropFirst().dropLast().split(separator: ",").map { part in
      part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    }.map { String($0)[...] }
    return address(parts).map { .memory($0) }
  }

  /// Returns the address of which `parts` stand between brackets.
  private static func address(_ parts: [Substring]) -> ProgramArgument.Address? {
    guard let base = parts.first, isRegister(base), parts.count <= 3 else { return nil }
    var address = ProgramArgument.Address(base: String(base))
    if parts.count > 1 {
      if let number = number(parts[1]) {
        guard parts.count == 2 else { return nil }
        address.displacement = number
        return address
      }
      guard isRegister(parts[1]) else { return nil }
      address.index = String(parts[1])
    }
    if parts.count > 2 {
      let words = parts[2].split(separator: " ")
      guard words.count == 2, words[0] == "lsl", let bits = number(words[1]), 0...3 ~= bits else {
        return nil
      }
      address.scale = 1 << bits
    }
    return address
  }

  /// Returns the number that `text` writes.
  private static func number(_ text: Substring) -> Int64? {
    Int64(assembler: text.hasPrefix("#") ? text.dropFirst() : text)
  }

  /// Returns `true` iff `text` is the name of a register: `x0` to `x30`, `w…`, and of floating-point ones `d…`, `s…`,
  /// `q…`, `v…`; or one of those with names of their own.
  private static func isRegister(_ text: Substring) -> Bool {
    if ["sp", "wsp", "xzr", "wzr", "lr", "fp", "pc"].contains(text) { return true }
    guard let letter = text.first, "xwdsqv".contains(letter), let number = Int(text.dropFirst())
    else { return false }
    return 0...31 ~= number && text.utf8.count <= 3
  }
}
