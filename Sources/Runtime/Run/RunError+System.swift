extension RunError {
  /// Returns what `body` returns.
  ///
  /// - Throws: `RunError.system` if it fails.
  static func wrapping<Result: ~Copyable>(
    _ body: () throws(SystemError) -> Result
  ) throws(RunError) -> Result {
    do throws(SystemError) { return try body() } catch { throw .system(error) }
  }
}
