import Glibc
import IR

/// What comes at the standard input of the tool, for the probes of a script that read it.
final class StandardInput {
  /// Where it is read.
  let descriptor: FileDescriptor
  /// `true` iff there is not always something to read: a terminal or a pipe, and no file.
  let isAwaited: Bool
  /// The numbers of the probes that see what is read.
  private let probes: [Int]
  /// The terminal there, which hands over each key as it is typed; `nil` if there is none.
  private let terminal: Terminal?
  /// `true` iff all has been read.
  private var isAtEnd = false

  /// Opens the standard input for the probes of `program`; `nil` if none reads it, or there is none.
  init?(of program: IR.Program) {
    probes = program.probes.indices.filter { index in
      if case .file(let site) = program.probes[index].site { site.isStandardInput } else { false }
    }
    let copy = probes.isEmpty ? -1 : fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
    if copy < 0 { return nil }
    descriptor = FileDescriptor(owning: copy)
    terminal = try? Terminal()
    var kind = stat()
    let isKnown = fstat(copy, &kind) == 0
    let isTerminal = isatty(copy) == 1
    isAwaited = isTerminal || isKnown && [S_IFIFO, S_IFSOCK].contains(kind.st_mode & S_IFMT)
  }

  /// Reads what is there, hands it to `handler` one byte at a time, and returns `true` iff more may come.
  func read(_ handler: SessionFiles.Handler) -> Bool {
    if isAtEnd { return false }
    var bytes = [UInt8](repeating: 0, count: 1 << 12)
    let number = descriptor.number
    let count = retrying { Glibc.read(number, &bytes, bytes.count) }
    for byte in bytes.prefix(max(0, count)) {
      for probe in probes { _ = handler(probe, [byte]) }
    }
    isAtEnd = count <= 0
    return !isAtEnd
  }

  /// Reads as `read` does, if nothing tells when there is something; `true` iff there may be more now.
  func readUnlessAwaited(_ handler: SessionFiles.Handler) -> Bool {
    isAwaited ? false : read(handler)
  }
}
