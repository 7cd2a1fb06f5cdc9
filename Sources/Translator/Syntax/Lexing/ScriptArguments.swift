/// The words behind the script on the command line, which `$1` and `@1` stand for.
package struct ScriptArguments: Sendable {
  /// The words, in order; `$1` is the first.
  package let words: [[UInt8]]

  /// Creates the arguments `words`.
  package init(_ words: [[UInt8]] = []) { self.words = words }

  /// Creates the arguments `words`.
  package init(_ words: [String]) { self.words = words.map { Array($0.utf8) } }
}
