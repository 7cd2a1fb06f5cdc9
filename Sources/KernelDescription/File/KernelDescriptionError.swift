/// Why bytes are not a description that this program can read.
package enum KernelDescriptionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes are something else.
  case foreign

  /// The bytes were written in a later layout than this program knows.
  case newer(version: Int)

  /// The bytes were written in an earlier layout that this program no longer reads.
  case older(version: Int)

  /// The file says that it has more or fewer bytes than are there.
  case cutOff(expected: Int, found: Int)

  /// The bytes changed after they were written.
  case damaged

  /// What is so and what to do about it, in one sentence.
  package var description: String {
    switch self {
    case .foreign:
      "not a kernel description: it does not start with 'marktapK'"
    case .newer(let version):
      "the kernel description has layout \(version), newer than the \(DescriptionLayout.version) "
        + "that this marktap reads; use the marktap that wrote it, or scan the kernel again"
    case .older(let version):
      "the kernel description has layout \(version), older than the \(DescriptionLayout.version) "
        + "that this marktap reads; scan the kernel again"
    case .cutOff(let expected, let found):
      "the kernel description has \(found) bytes where it should have \(expected); "
        + "scan the kernel again"
    case .damaged:
      "the kernel description is damaged: its checksum is wrong; scan the kernel again"
    }
  }
}
