import ArgumentParser
import Glibc
import LanguageServer
import Session

/// `marktap language-server`: answers an editor.
struct LanguageServerCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.languageServer.rawValue,
    abstract: "Answer an editor by the Language Server Protocol on standard input and output.",
    discussion: """
      Editors start it. Their initialization options can set "arguments", "tapsets", "kernel" and "guru".
      """)

  /// Answers until the editor ends it.
  func run() throws {
    var server = LanguageServer(version: ToolVersion.text) { options in
      var request = ScriptRequest(source: .text(""))
      request.arguments = options.arguments ?? []
      request.tapsetDirectories = options.tapsets ?? []
      request.kernel = options.kernel
      request.mode = options.guru == true ? .guru : .safe
      return try Session(request).translator(.allowed)
    }
    var buffer = MessageBuffer()
    while true {
      while let message = try next(in: &buffer) {
        try send(server.answer(message))
        if case .ended(let inOrder) = server.state {
          throw inOrder ? ExitStatus.done : ExitStatus.wrongScript
        }
      }
      // While more is coming, what was said of the text would be out of date.
      if server.hasChanges, !isInputWaiting { try send(server.publish()) }
      guard try read(into: &buffer) else { throw ExitStatus.wrongScript }
    }
  }

  /// Returns the next message in `buffer`; `nil` if not all of it is there.
  ///
  /// - Throws: `ExitStatus.refused` if what came is no message, after saying so.
  private func next(in buffer: inout MessageBuffer) throws(ExitStatus) -> [UInt8]? {
    do throws(MessageBuffer.Failure) {
      return try buffer.next()
    } catch {
      Console.complain("the standard input is not what an editor sends")
      throw .refused
    }
  }

  /// Sends `messages`.
  private func send(_ messages: [[UInt8]]) throws(ExitStatus) {
    for message in messages {
      try Console.print(String(decoding: MessageBuffer.framed(message), as: UTF8.self))
    }
  }

  /// `true` iff there is input that has not been read.
  private var isInputWaiting: Bool {
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&input, 1, 0) > 0
  }

  /// Waits for input, adds it to `buffer`, and returns `true`; returns `false` at its end.
  private func read(into buffer: inout MessageBuffer) throws(ExitStatus) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
      if count > 0 { buffer.append(bytes[..<count]) }
      if count >= 0 { return count > 0 }
      guard errno == EINTR else {
        Console.complain("read the standard input: \(String(cString: strerror(errno)))")
        throw .refused
      }
    }
  }
}
