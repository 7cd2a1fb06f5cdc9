import Glibc

/// Runs another program to its end.
package enum ToolRun {
  /// Runs the program and arguments `words`, looked up along `PATH`, with what it says in the file `log`, and returns
  /// its exit status; 128 and the signal's number if one ended it.
  ///
  /// - Throws: `SystemError` if it cannot be started.
  package static func status(of words: [String], log: String) throws(SystemError) -> CInt {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, words[0], &actions, nil, arguments, environ)
    guard code == 0 else { throw SystemError("run '\(words[0])'", code: code) }
    var status: CInt = 0
    guard retrying({ waitpid(process, &status, 0) }) == process else {
      throw .current("wait for '\(words[0])'")
    }
    // The low seven bits are the signal that ended the process, the next eight its exit status: wait(2).
    let signal = status & 0x7f
    return signal == 0 ? status >> 8 & 0xff : 128 + signal
  }
}
