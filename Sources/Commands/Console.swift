import Glibc

/// What the tool says to who started it.
enum Console {
  /// Where a text goes.
  enum Stream: CInt {
    /// The standard output.
    case output = 1
    /// The standard error.
    case errors = 2
  }

  /// Writes `text` at once.
  static func write(_ text: String, to stream: Stream) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(stream.rawValue, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno != EINTR {
        // Nobody is left to be told.
        return
      }
    }
  }
}
