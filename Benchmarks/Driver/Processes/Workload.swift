import Glibc

/// The traced process, which makes system calls when it is told to and says what they cost it.
final class Workload {
  /// The process.
  let process: ChildProcess
  /// Where commands are written.
  private let commands: Int32
  /// Where answers are read.
  private let answers: Int32

  /// Starts the workload that is built in the directory `peers`.
  ///
  /// - Throws: `BenchmarkError` if it cannot be started.
  init(in peers: String) throws(BenchmarkError) {
    let input = try Pipe()
    let output = try Pipe()
    process = try ChildProcess(
      ["\(peers)/getppid"],
      streams: .init(input: input.readingEnd, output: output.writingEnd, messagesPath: nil))
    close(input.readingEnd)
    close(output.writingEnd)
    commands = input.writingEnd
    answers = output.readingEnd
  }

  deinit {
    close(commands)
    close(answers)
  }

  /// Makes `count` calls of getppid and returns the CPU time of each in nanoseconds.
  ///
  /// - Throws: `BenchmarkError` if the workload is gone.
  func run(_ count: Int) throws(BenchmarkError) -> Double {
    guard let cost = Double(try answer(to: "run \(count)")) else {
      throw BenchmarkError("the workload gave no figure")
    }
    return cost
  }

  /// Makes `count` calls of getuid, `rate` of them a second.
  ///
  /// - Throws: `BenchmarkError` if the workload is gone.
  func run(_ count: Int, rate: Double) throws(BenchmarkError) {
    _ = try answer(to: "pace \(count) \(rate)")
  }

  /// Makes some calls of getpgrp.
  ///
  /// - Throws: `BenchmarkError` if the workload is gone.
  func knock() throws(BenchmarkError) { _ = try answer(to: "knock") }

  /// Sends `command` and returns the line that comes back.
  private func answer(to command: String) throws(BenchmarkError) -> String {
    let line = command + "\n"
    guard write(commands, line, line.utf8.count) == line.utf8.count else {
      throw .current("tell the workload")
    }
    var awaited = pollfd(fd: answers, events: Int16(POLLIN), revents: 0)
    guard poll(&awaited, 1, 20_000) == 1 else { throw BenchmarkError("the workload hangs") }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = read(answers, &bytes, bytes.count)
    guard count > 1 else { throw BenchmarkError("the workload is gone") }
    return String(decoding: bytes[..<(count - 1)], as: UTF8.self)
  }
}

/// A pipe whose ends a process inherits only where it is told to.
private struct Pipe {
  /// Where is read.
  let readingEnd: Int32
  /// Where is written.
  let writingEnd: Int32

  /// Makes a pipe.
  ///
  /// - Throws: `BenchmarkError` if there cannot be one more.
  init() throws(BenchmarkError) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw .current("make a pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    readingEnd = ends[0]
    writingEnd = ends[1]
  }
}
