/// One system call of a kernel.
package struct SystemCall: Hashable, Sendable {
  /// The name that programs use, such as `fstat`.
  package var name: String

  /// The name that the kernel's function and events have, such as `newfstat`.
  package var kernelName: String

  /// The number on this machine's own interface; nil if it is not known.
  package var number: Int?

  /// The arguments in order; empty also for calls that this kernel was built without.
  package var arguments: [Argument]

  /// `true` iff the kernel has a trace event for the call, so that its arguments are known.
  package var hasEvent: Bool

  /// Creates a system call; the kernel's name is `name` if none is given.
  package init(
    name: String, kernelName: String? = nil, number: Int?, arguments: [Argument] = [],
    hasEvent: Bool = true
  ) {
    self.name = name
    self.kernelName = kernelName ?? name
    self.hasEvent = hasEvent
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
