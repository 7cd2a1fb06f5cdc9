import CLinux
import Glibc

/// A child that has been started but runs its program only when it is told to.
///
/// It waits in one `read`, so that the first thing that probes see of it is the program being executed.
package final class GatedProcess {
  /// How a process ended.
  package enum Ending: Hashable, Sendable {
    /// It exited with a status.
    case exited(CInt)
    /// A signal killed it.
    case killed(signal: CInt)
  }

  /// The process id.
  package let id: pid_t
  /// Readable when the process has ended.
  package let descriptor: FileDescriptor
  /// The end of the pipe that the process waits for; `nil` when it need not wait any more.
  private var gate: FileDescriptor?
  /// The end of the pipe in which the process says why its program could not be executed.
  private let report: FileDescriptor
  /// What was to be run, for messages.
  private let name: String

  /// Starts a process that waits to run `command`, with the signals of `mask` blocked.
  ///
  /// - Throws: `RunError` if there is no such program, or no process can be made.
  package convenience init(_ command: TracedCommand, mask: sigset_t) throws(RunError) {
    let path = try command.program()
    do throws(SystemError) {
      try self.init(command, path: path, mask: mask)
    } catch { throw .system(error) }
  }

  /// Starts a process that waits to run `command`, whose program is `path`.
  ///
  /// - Throws: `SystemError` if no process can be made.
  private init(_ command: TracedCommand, path: String, mask: sigset_t) throws(SystemError) {
    let program = command.words[0]
    let gatePipe = try Pipe()
    let reportPipe = try Pipe()
    var mask = mask
    var arguments: [UnsafeMutablePointer<CChar>?] = command.words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    let gateNumbers = [gatePipe.end.number, gatePipe.start.number]
    let process = marktap_start_behind_gate(
      path, arguments, environ, gateNumbers, reportPipe.start.number, &mask)
    guard process >= 0 else { throw .current("start '\(program)'") }
    let number = pidfd_open(process, 0)
    guard number >= 0 else { throw .current("watch '\(program)'") }
    name = program
    id = process
    descriptor = FileDescriptor(owning: number)
    gate = .some(gatePipe.start)
    report = reportPipe.end
    Self.waitUntilAsleep(number: process)
  }

  /// Waits, for a tenth of a second at most, until the process `number` waits behind its gate, so that probes
  /// that are attached now see nothing of what it did before.
  private static func waitUntilAsleep(number: pid_t) {
    for _ in 0..<1000 {
      guard let text = try? Files.bytes(of: "/proc/\(number)/stat"),
        let name = text.lastIndex(of: UInt8(ascii: ")")), name + 2 < text.count
      else { return }
      if text[name + 2] == UInt8(ascii: "S") { return }
      usleep(100)
    }
  }

  /// Lets the process run its program, and returns when it does.
  ///
  /// - Throws: `RunError` if the program cannot be executed.
  package func open() throws(RunError) {
    var byte: UInt8 = 1
    if let number = gate?.number { _ = retrying { Glibc.write(number, &byte, 1) } }
    gate = nil
    // The process's end closes by itself when the program is executed.
    var code: CInt = 0
    let count = retrying { Glibc.read(report.number, &code, MemoryLayout<CInt>.size) }
    if count == MemoryLayout<CInt>.size { throw .system(SystemError("run '\(name)'", code: code)) }
  }

  /// Waits until the process has ended and returns how.
  ///
  /// A process that was never let go ends by itself.
  package func ending() -> Ending {
    gate = nil
    var status: CInt = 0
    _ = retrying { waitpid(id, &status, 0) }
    return Ending(status: status)
  }

  /// Returns how the process ended; `nil` if it has not.
  package func endingIfOver() -> Ending? {
    var status: CInt = 0
    return retrying { waitpid(id, &status, WNOHANG) } == id ? Ending(status: status) : nil
  }
}

extension GatedProcess.Ending {
  /// Creates the ending that the status of `waitpid` tells.
  fileprivate init(status: CInt) {
    let signal = status & 0x7f
    self = signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
  }
}
