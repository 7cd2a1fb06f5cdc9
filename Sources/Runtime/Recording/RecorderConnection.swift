import CLinux
import Glibc

/// The connection to a run in the background that keeps its output in memory.
package struct RecorderConnection: ~Copyable {
  /// How a connection ends.
  package enum Ending: Hashable, Sendable {
    /// The run has ended.
    case ended
    /// Whoever reads has left, and the run goes on.
    case detached
  }

  /// The process that runs in the background.
  private let process: pid_t
  /// The connection.
  private let descriptor: FileDescriptor

  /// Returns the name of the abstract socket of a recorder.
  static func name(ofProcess process: pid_t) -> String { "marktap/recorder/\(process)" }

  /// Connects to the run whose process is `process`.
  ///
  /// - Throws: `SystemError` if there is none, or it is another user's.
  package init(process: pid_t) throws(SystemError) {
    let number = marktap_local_socket(Self.name(ofProcess: process), 1)
    guard number >= 0 else { throw .current("find a recorder in the process \(process)") }
    let descriptor = FileDescriptor(owning: number)
    let user = marktap_peer_user(number)
    // Anyone can take the name of a socket before its owner does.
    guard user == 0 || user == Int(geteuid()) else {
      throw SystemError("trust the recorder in the process \(process)", code: EACCES)
    }
    self.descriptor = descriptor
    self.process = process
  }

  /// Calls `body` with what the run prints, until it ends, or whoever reads has enough: `body` returns `false`, or
  /// SIGQUIT comes. SIGINT, SIGTERM and SIGHUP end the run.
  ///
  /// - Throws: `SystemError` if the connection fails.
  package func follow(
    _ body: (UnsafeRawBufferPointer) -> Bool
  ) throws(SystemError) -> Ending {
    let signals = try SignalDescriptor(of: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var requests = [
        pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals.descriptor.number, events: Int16(POLLIN), revents: 0),
      ]
      guard retrying({ Int(poll(&requests, 2, -1)) }) >= 0 else { throw .current("wait") }
      if requests[1].revents != 0, let signal = signals.next() {
        if signal == SIGQUIT { return .detached }
        kill(process, SIGINT)
      }
      guard requests[0].revents != 0 else { continue }
      let number = descriptor.number
      let count = retrying { recv(number, &buffer, buffer.count, 0) }
      if count == 0 || count < 0 && errno == ECONNRESET { return .ended }
      guard count > 0 else { throw .current("read the recording") }
      let goesOn = buffer.withUnsafeBytes { bytes in
        body(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      }
      if !goesOn { return .detached }
    }
  }
}
