import Glibc
import Runtime

/// Shows what a run in the background has printed and prints: what `-d PID` does.
struct RecorderView {
  /// The process that runs in the background.
  private let process: Int32

  /// Shows what `process` records.
  init(of process: Int32) { self.process = process }

  /// Prints until the run ends, or whoever looks leaves by Ctrl-\.
  ///
  /// - Throws: `ExitStatus` if there is no such run, or the output cannot be written.
  func run() throws(ExitStatus) {
    var failure: ExitStatus?
    let ending = try Console.reporting { () throws(SystemError) in
      try RecorderConnection(process: process).follow { bytes in
        do throws(ExitStatus) {
          try Console.print(String(decoding: bytes, as: UTF8.self))
        } catch { failure = failure ?? error }
        return failure == nil
      }
    }
    if let failure { throw failure }
    if ending == .detached {
      Console.write("Disconnected; 'marktap -d \(process)' connects again.\n", to: .errors)
    }
  }
}
