/// One system call of a kernel.
package struct SystemCall: Hashable, Sendable {
  /// The name, such as `openat`.
  package var name: String

  /// The number on this machine's own interface; nil if it is not known.
  package var number: Int?

  /// The arguments in order.
  package var arguments: [Argument]

  /// Creates a system call.
  package init(name: String, number: Int?, arguments: [Argument] = []) {
    self.name = name
    self.number = number
    self.arguments = arguments
  }

  /// One argument of a system call.
  package struct Argument: Hashable, Sendable {
    /// The name in the kernel's declaration.
    package var name: String

    /// The C type in the kernel's declaration, such as `const char *`.
    package var typeText: String

    /// Creates an argument.
    package init(name: String, typeText: String) {
      self.name = name
      self.typeText = typeText
    }
  }
}
