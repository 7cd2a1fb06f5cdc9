/// Jumps to labels, written as they read: `.jump(if: .equal, .r0, 0, to: done)`.
extension Instruction {
  /// Jumps to a label.
  package static func jump(to label: Label) -> Instruction { .jump(to: .label(label)) }

  /// Jumps to a label if two registers compare so.
  package static func jump(
    if comparison: Comparison, _ left: Register, _ right: Register,
    width: OperandWidth = .bits64, to label: Label
  ) -> Instruction {
    .jumpIf(comparison, left, .register(right), width: width, to: .label(label))
  }

  /// Jumps to a label if a register and a constant compare so.
  package static func jump(
    if comparison: Comparison, _ left: Register, _ right: Int32,
    width: OperandWidth = .bits64, to label: Label
  ) -> Instruction {
    .jumpIf(comparison, left, .immediate(right), width: width, to: .label(label))
  }

  /// Jumps to a label when the loop has used up its budget (v4, Linux 6.9).
  package static func mayGoto(to label: Label) -> Instruction { .mayGoto(to: .label(label)) }
}
