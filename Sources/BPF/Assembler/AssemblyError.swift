/// Why code cannot be put together.
package enum AssemblyError: Error, Hashable, Sendable {
  /// A jump goes to a label that is bound nowhere.
  case unboundLabel(Label)
  /// The instruction needs a newer instruction set.
  case needsCPU(CPUVersion, Instruction)
  /// A jump over so many slots does not fit its 16 bits, and long jumps may not be used.
  case jumpTooFar(distance: Int)
}
