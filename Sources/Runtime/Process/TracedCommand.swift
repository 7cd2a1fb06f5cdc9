import Glibc

/// A command that is to run under observation: the words of `-c` or those behind `--`.
package struct TracedCommand: Hashable, Sendable {
  /// The program and its arguments.
  package let words: [String]

  /// Creates the command of exactly these `words`.
  ///
  /// - Requires: there is at least one.
  package init(words: [String]) {
    precondition(!words.isEmpty)
    self.words = words
  }

  /// Creates the command that `line` says: split into words as a shell does, or handed to `sh` if it has
  /// characters that only a shell understands.
  ///
  /// - Throws: `RunError.emptyCommand` if there is no word in `line`.
  package init(line: String) throws(RunError) {
    // A shell knows more of what a dollar sign can mean, and `$$` is not to be this process.
    if line.contains("$") {
      self.init(words: ["sh", "-c", line])
      return
    }
    var expansion = wordexp_t()
    defer { wordfree(&expansion) }
    switch wordexp(line, &expansion, CInt(WRDE_NOCMD)) {
    case 0:
      let words = (0..<expansion.we_wordc).compactMap { index in
        expansion.we_wordv[index].map { String(cString: $0) }
      }
      guard !words.isEmpty else { throw .emptyCommand }
      self.init(words: words)
    default:
      self.init(words: ["sh", "-c", line])
    }
  }

  /// Returns the path of the program: looked up along `PATH` unless the first word has a slash.
  ///
  /// - Throws: `RunError` if there is no such program.
  package func program() throws(RunError) -> String {
    let name = words[0]
    if name.contains("/") {
      if access(name, X_OK) == 0 { return name }
      throw .system(.current("run '\(name)'"))
    }
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    for directory in path.split(separator: ":", omittingEmptySubsequences: false) {
      let candidate = directory.isEmpty ? "./\(name)" : "\(directory)/\(name)"
      if access(candidate, X_OK) == 0, Files.stamp(of: candidate)?.isDirectory == false {
        return candidate
      }
    }
    throw .system(SystemError("run '\(name)'", code: ENOENT))
  }
}
