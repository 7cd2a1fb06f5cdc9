/// The numbers and names of one machine's system calls, which never change once given.
package struct SystemCallNumbers: Sendable {
  /// One system call's number and names.
  package struct Entry: Hashable, Sendable {
    /// The number that a program puts into a register.
    package var number: Int

    /// The name that programs use, such as `fstat`.
    package var name: String

    /// The name that the kernel's function and events have, such as `newfstat`.
    package var kernelName: String
  }

  /// All calls, by number.
  package let entries: [Entry]

  /// Creates a table from lines of a number, a name, and the kernel's name if that differs.
  init(_ table: String) {
    entries = table.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count >= 2, let number = Int(words[0]) else { return nil }
      return Entry(
        number: number, name: String(words[1]), kernelName: String(words[words.count - 1]))
    }
  }

  /// Returns the numbers of the calls that programs make with that audit architecture; nil if unknown here.
  package static func table(auditArchitecture: Int) -> SystemCallNumbers? {
    switch auditArchitecture {
    case 0xc000_003e: x86_64
    case 0x4000_0003: i386
    default: nil
    }
  }
}
