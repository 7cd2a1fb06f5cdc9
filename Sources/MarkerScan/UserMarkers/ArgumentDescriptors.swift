import CElf
import KernelDescription

/// Reads the descriptors of a marker's arguments in a program: words `SIZE@OPERAND`, where a negative size says that
/// the value is signed, an `f` behind it that it is a floating-point number, and the operand is written as the machine's
/// assembler writes it. Without a size, the value has that of an address.
struct ArgumentDescriptors {
  /// The machine, an `EM_…`.
  private let machine: UInt16
  /// The size of an address in bytes.
  private let wordSize: Int

  /// Creates a reader for programs of `machine`.
  init(machine: UInt16, wordSize: Int) {
    self.machine = machine
    self.wordSize = wordSize
  }

  /// Returns the arguments that `text` describes.
  func arguments(in text: String) -> [ProgramArgument] {
    Self.words(of: Array(text.utf8)).map { argument(String(decoding: $0, as: UTF8.self)) }
  }

  /// Returns the words of `text`; blanks within brackets separate nothing.
  private static func words(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    var words: [ArraySlice<UInt8>] = []
    var start: Int?
    var depth = 0
    for (index, byte) in text.enumerated() {
      if "[(".utf8.contains(byte) { depth += 1 }
      if "])".utf8.contains(byte) { depth -= 1 }
      let isBlank = byte == UInt8(ascii: " ") && depth <= 0
      if isBlank, let first = start { words.append(text[first..<index]) }
      start = isBlank ? nil : start ?? index
    }
    if let first = start { words.append(text[first...]) }
    return words
  }

  /// Returns the argument that `word` describes.
  private func argument(_ word: String) -> ProgramArgument {
    var operand = word[...]
    var size = wordSize
    var isSigned = false
    var isFloating = false
    if let at = word.firstIndex(of: "@"), let stated = Self.size(word[..<at]) {
      operand = word[word.index(after: at)...]
      (size, isSigned, isFloating) = stated
    }
    return ProgramArgument(
      size: size, isSigned: isSigned, isFloating: isFloating, operand: place(operand), text: word)
  }

  /// Returns what stands in front of the `@`: the size, whether there is a sign, and whether it is a floating-point
  /// number; nil if it is no size.
  private static func size(_ text: Substring) -> (Int, Bool, Bool)? {
    let isFloating = text.hasSuffix("f")
    guard let number = Int(isFloating ? text.dropLast() : text),
      [1, 2, 4, 8, 16].contains(number.magnitude)
    else { return nil }
    return (Int(number.magnitude), number < 0, isFloating)
  }

  /// Returns the place that `operand` names.
  private func place(_ operand: Substring) -> ProgramArgument.Operand {
    switch Int32(machine) {
    case EM_X86_64, EM_386: IntelOperand(operand).operand
    case EM_AARCH64: ArmOperand(operand).operand
    default: .unknown
    }
  }
}
