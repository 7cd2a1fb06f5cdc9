/// One argument of a program's marker, and where its value is when the place of the marker is passed.
package struct ProgramArgument: Hashable, Sendable {
  /// Where a value is.
  package enum Operand: Hashable, Sendable {
    /// Nowhere: it is this number.
    case constant(Int64)
    /// In a register.
    case register(String)
    /// In memory.
    case memory(Address)
    /// Somewhere: how the machine's assembler writes it is not understood.
    case unknown
  }

  /// The address of a value: the sum of its parts.
  package struct Address: Hashable, Sendable {
    /// A number of bytes.
    package var displacement: Int64
    /// The name of what lies there.
    package var symbol: String?
    /// A register; `rip` and `pc` stand for the address of what is named.
    package var base: String?
    /// A register that counts times `scale`.
    package var index: String?
    /// 1, 2, 4 or 8.
    package var scale: Int
    /// The segment register of x86, such as `fs`.
    package var segment: String?

    /// Creates an address.
    package init(
      displacement: Int64 = 0, symbol: String? = nil, base: String? = nil, index: String? = nil,
      scale: Int = 1, segment: String? = nil
    ) {
      self.displacement = displacement
      self.symbol = symbol
      self.base = base
      self.index = index
      self.scale = scale
      self.segment = segment
    }
  }

  /// The size in bytes.
  package var size: Int

  /// `true` iff the value is signed.
  package var isSigned: Bool

  /// `true` iff the value is a floating-point number.
  package var isFloating: Bool

  /// Where the value is.
  package var operand: Operand

  /// The argument as the program's note has it, such as `-4@112(%rsp)`.
  package var text: String

  /// Creates an argument.
  package init(
    size: Int, isSigned: Bool, isFloating: Bool = false, operand: Operand, text: String
  ) {
    self.size = size
    self.isSigned = isSigned
    self.isFloating = isFloating
    self.operand = operand
    self.text = text
  }

  /// The C type of that size and sign, such as `int32_t`.
  package var typeText: String {
    if isFloating { return size == 4 ? "float" : "double" }
    return "\(isSigned ? "" : "u")int\(size * 8)_t"
  }
}
