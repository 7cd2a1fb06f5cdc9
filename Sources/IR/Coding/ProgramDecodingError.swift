/// Why bytes could not be decoded as a program.
package enum ProgramDecodingError: Error, Hashable, Sendable {
  /// The bytes are no program at all.
  case foreign
  /// They are a program of another version of the format.
  case version(Int)
  /// They end too early, or some of them have changed.
  case damaged
}
