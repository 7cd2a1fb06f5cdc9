import Glibc

/// Why a figure could not be taken.
struct BenchmarkError: Error, CustomStringConvertible {
  /// What went wrong, in words.
  let description: String

  /// Creates an error of these words.
  init(_ description: String) { self.description = description }

  /// Returns the error of the call to the system that just failed while the driver tried to `action`.
  static func current(_ action: String) -> BenchmarkError {
    BenchmarkError("cannot \(action): \(String(cString: strerror(errno)))")
  }
}
