/// Why a token is not well formed.
enum LexicalError: Sendable, Hashable {
  /// A byte, or a run of bytes beyond ASCII, that no token starts with.
  case unknownCharacter(String)
  /// A string without closing quote; what was read of it.
  case unclosedString([UInt8])
  /// `\x` without hexadecimal digits; what was read of the string.
  case emptyHexadecimalEscape([UInt8])
  /// Digits that are no number of 64 bits.
  case invalidNumber(String)
  /// `%{` without `%}`; what was read.
  case unclosedEmbeddedCode(String)
  /// A script argument that was not given.
  case missingArgument(Int)
  /// A script argument inside a script argument.
  case nestedArgument
}
