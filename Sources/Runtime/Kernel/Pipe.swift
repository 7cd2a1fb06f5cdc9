import CLinux
import Glibc

/// A pipe.
struct Pipe: ~Copyable {
  /// Where it is read.
  let end: FileDescriptor
  /// Where it is written.
  let start: FileDescriptor

  /// Makes a pipe that closes when another program is executed.
  ///
  /// - Throws: `SystemError` if none can be made.
  init() throws(SystemError) {
    var numbers: [CInt] = [-1, -1]
    guard marktap_pipe(&numbers) == 0 else { throw .current("make a pipe") }
    end = FileDescriptor(owning: numbers[0])
    start = FileDescriptor(owning: numbers[1])
  }
}
