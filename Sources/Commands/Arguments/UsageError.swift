/// Why a command line cannot be followed.
struct UsageError: Error, CustomStringConvertible {
  /// What is wrong, in one sentence.
  let description: String

  /// Says `description`.
  init(_ description: String) { self.description = description }
}
