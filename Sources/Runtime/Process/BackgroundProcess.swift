import CLinux
import Glibc

/// A copy of this process that goes on in the background.
package enum BackgroundProcess {
  /// Which of the two processes goes on.
  package enum Side {
    /// The one that was started; it waits for the other.
    case starter(Start)
    /// The one in the background.
    case background(Readiness)
  }

  /// How the process in the background began.
  package enum Beginning: Hashable, Sendable {
    /// It does its work.
    case ready(pid_t)
    /// It ended before that, with this status.
    case ended(CInt)
  }

  /// Waits for the process in the background.
  package final class Start {
    /// The process.
    private let process: pid_t
    /// Where it says that it is ready.
    private let report: FileDescriptor

    /// Waits for `process`, which writes to the other end of `report`.
    init(_ process: pid_t, report: consuming FileDescriptor) {
      self.process = process
      self.report = report
    }

    /// Waits until the process is ready or has ended, and returns which.
    package func beginning() -> Beginning {
      var byte: UInt8 = 0
      let number = report.number
      if retrying({ Glibc.read(number, &byte, 1) }) == 1 { return .ready(process) }
      var status: CInt = 0
      _ = retrying { Int(waitpid(process, &status, 0)) }
      // A signal leaves no status; a shell would add 128.
      return .ended(status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f)
    }
  }

  /// Says that the process in the background is ready.
  package final class Readiness {
    /// Where it is said; `nil` if it has been.
    private var report: FileDescriptor?

    /// Says so at `report`.
    init(report: consuming FileDescriptor) { self.report = .some(report) }

    /// `true` iff that has been said.
    package var isTold: Bool { report == nil }

    /// Leaves the terminal, and says so.
    package func tell() {
      guard let number = report?.number else { return }
      if let null = try? FileDescriptor(opening: "/dev/null", flags: O_RDWR) {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] { dup2(null.number, stream) }
      }
      var byte: UInt8 = 1
      _ = retrying { Glibc.write(number, &byte, 1) }
      report = nil
    }
  }

  /// Makes the copy, with a session of its own, and returns in both processes.
  ///
  /// - Throws: `SystemError` if there cannot be another process.
  package static func split() throws(SystemError) -> Side {
    var ends: [CInt] = [-1, -1]
    guard marktap_pipe(&ends) == 0 else { throw .current("make a pipe") }
    let read = FileDescriptor(owning: ends[0])
    let write = FileDescriptor(owning: ends[1])
    let process = marktap_fork()
    guard process >= 0 else { throw .current("go on in the background") }
    if process > 0 { return .starter(Start(process, report: read)) }
    setsid()
    return .background(Readiness(report: write))
  }
}
