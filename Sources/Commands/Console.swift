import Glibc
import Runtime

/// What the tool says to who started it.
enum Console {
  /// Where a text goes.
  enum Stream: CInt {
    /// The standard output.
    case output = 1
    /// The standard error.
    case errors = 2
  }

  /// Prints `text`; a reader that has gone away ends the process quietly.
  ///
  /// - Throws: `ExitStatus.refused` if it cannot be written, after saying why.
  static func print(_ text: String) throws(ExitStatus) {
    switch write(text, to: .output) {
    case nil: return
    case EPIPE: throw .done
    case let code?:
      complain(SystemError("write to the standard output", code: code).description)
      throw .refused
    }
  }

  /// Says that something went wrong.
  static func complain(_ message: String) { write("marktap: error: \(message)\n", to: .errors) }

  /// Says that something is worth knowing.
  static func warn(_ message: String) { write("marktap: warning: \(message)\n", to: .errors) }

  /// Shows what a run says beside its output, in the words of `stap`.
  static func show(_ message: RunMessage) {
    write(message.text + "\n", to: .errors)
  }

  /// Writes `bytes` to the file `path`.
  ///
  /// - Throws: `ExitStatus.refused` if that fails, after saying why.
  static func write(_ bytes: [UInt8], toFile path: String) throws(ExitStatus) {
    try reporting { () throws(SystemError) in try Files.write(bytes, to: path) }
  }

  /// Returns what `body` returns.
  ///
  /// - Throws: `ExitStatus.refused` if it fails, after saying why.
  static func reporting<Result, Failure: Error & CustomStringConvertible>(
    _ body: () throws(Failure) -> Result
  ) throws(ExitStatus) -> Result {
    do throws(Failure) {
      return try body()
    } catch {
      complain(error.description)
      throw .refused
    }
  }

  /// Opens the recorded trace `path`; `nil` without one.
  ///
  /// - Throws: `ExitStatus.refused` if it cannot be read, after saying why.
  static func openingTrace(_ path: String?) throws(ExitStatus) -> RecordedTrace? {
    guard let path else { return nil }
    return try reporting { () throws(RunError) in try RecordedTrace(path) }
  }

  /// Returns what `body` returns; if the verifier refuses a program, its log is shown too when `verbosity` is
  /// above 0.
  ///
  /// - Throws: `ExitStatus.refused` if it fails, after saying why.
  static func reporting<Result>(
    _ verbosity: Int, _ body: () throws(RunError) -> Result
  ) throws(ExitStatus) -> Result {
    do throws(RunError) {
      return try body()
    } catch {
      complain(error.description)
      if case .rejected(let rejection) = error, verbosity > 0 { write(rejection.log, to: .errors) }
      throw .refused
    }
  }

  /// Writes `text` at once, and returns why not all could be written; `nil` if it could.
  @discardableResult
  static func write(_ text: String, to stream: Stream) -> CInt? {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = Glibc.write(stream.rawValue, part.baseAddress, part.count)
        if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return errno }
      }
      return nil
    }
  }
}
