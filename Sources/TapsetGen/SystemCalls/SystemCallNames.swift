import KernelDescription

/// Writes the functions that tell the names and numbers of the system calls of one kernel.
struct SystemCallNames {
  /// The numbers and names, by number.
  private let names: [(number: Int, name: String)]

  /// Creates the functions for `calls`; those without a number are passed over.
  init(_ calls: [SystemCall]) {
    names = calls.compactMap { call in call.number.map { (number: $0, name: call.name) } }
  }

  /// The text of the functions.
  var text: String {
    let numbers = names.map { "  if (num == \($0.number)) return \"\($0.name)\"" }
    let texts = names.map { "  if (name == \"\($0.name)\") return \($0.number)" }
    return """
      /// The name of a system call of 64-bit programs; "" if this kernel has no name for it.
      function syscall_name:string(num:long)
      {
      \(numbers.joined(separator: "\n"))
        return ""
      }

      /// The number of a system call of 64-bit programs; -1 if this kernel has none of that name.
      function syscall_num:long(name:string)
      {
      \(texts.joined(separator: "\n"))
        return -1
      }

      """
  }
}
