import CLinux
import Glibc

/// The terminal of the process, which hands over each key as it is typed and shows none; as before when it goes
/// out of use.
package final class Terminal {
  /// What is readable when a key has been typed.
  package let input: FileDescriptor
  /// How the terminal was set.
  private let before: termios

  /// Takes the terminal at the standard input; keys that make signals go on doing so.
  ///
  /// - Throws: `SystemError` if there is none there or at the standard output.
  package init() throws(SystemError) {
    var settings = termios()
    guard isatty(STDOUT_FILENO) == 1, tcgetattr(STDIN_FILENO, &settings) == 0 else {
      throw .current("find a terminal")
    }
    let copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .current("read the terminal") }
    input = FileDescriptor(owning: copy)
    before = settings
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    marktap_read_at_once(&settings)
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
  }

  deinit { restore() }

  /// Sets the terminal as it was.
  package func restore() {
    var settings = before
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
  }

  /// Returns what has been typed, as the terminal encodes it.
  package func keys() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 256)
    let number = input.number
    let count = retrying { Glibc.read(number, &bytes, bytes.count) }
    return Array(bytes.prefix(max(0, count)))
  }

  /// The size in characters.
  package var size: (rows: Int, columns: Int) { Self.size(of: STDOUT_FILENO) }

  /// Returns the size of the terminal `descriptor` in characters.
  package static func size(of descriptor: CInt) -> (rows: Int, columns: Int) {
    var rows: CInt = 24
    var columns: CInt = 80
    marktap_terminal_size(descriptor, &rows, &columns)
    return (Int(rows), Int(columns))
  }
}
