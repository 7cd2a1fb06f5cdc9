import CLinux
import Glibc

/// A child that has been started but runs its program only when it is told to.
///
/// It waits in one `read`, so that the first thing that probes see of it is the program being executed.
package struct GatedProcess: ~Copyable {
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
  /// The end of the pipe that the process waits for.
  private let gate: FileDescriptor
  /// The end of the pipe in which the process says why its program could not be executed.
  private let report: FileDescriptor
  /// What was to be run, for messages.
  private let name: String

  /// Starts a process that waits to run `command`, with the signals of `mask` blocked.
  ///
  /// - Throws: `RunError` if there is no such program, or no process can be made.
  package init(_ command: TracedCommand, mask: sigset_t) throws(RunError) {
    let path = try command.program()
    do throws(SystemError) {
      self = try Self(command, path: path, mask: mask)
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
    gate = gatePipe.start
    report = reportPipe.end
  }

  /// Lets the process run its program, and returns when it does.
  ///
  /// - Throws: `RunError` if the program cannot be executed.
  package func open() throws(RunError) {
    var byte: UInt8 = 1
    _ = retrying { Glibc.write(gate.number, &byte, 1) }
    // The process's end closes by itself when the program is executed.
    var code: CInt = 0
    let count = retrying { Glibc.read(report.number, &code, MemoryLayout<CInt>.size) }
    if count == MemoryLayout<CInt>.size { throw .system(SystemError("run '\(name)'", code: code)) }
  }

  /// Waits until the process has ended and returns how.
  ///
  /// A process that was never let go ends by itself.
  package consuming func ending() -> Ending {
    let id = self.id
    discardGate()
    var status: CInt = 0
    _ = retrying { waitpid(id, &status, 0) }
    let signal = status & 0x7f
    return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
  }

  /// Closes all descriptors.
  private consuming func discardGate() {}
}

/// A pipe.
private struct Pipe: ~Copyable {
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
