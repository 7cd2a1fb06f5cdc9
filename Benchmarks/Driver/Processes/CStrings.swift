import Glibc

/// Texts in the form in which C passes arguments and environments: an array that ends with a null pointer.
final class CStrings {
  /// The texts, and the null pointer behind them.
  let pointers: [UnsafeMutablePointer<CChar>?]

  /// Copies `texts`.
  init(_ texts: [String]) { pointers = texts.map { strdup($0) } + [nil] }

  deinit { for pointer in pointers { free(pointer) } }

  /// Returns the environment that the driver was started with, changed by `variables` (NAME=value).
  static func environment(with variables: [String]) -> [String] {
    let inherited = (TextFile.contents(of: "/proc/self/environ") ?? "").split(separator: "\0")
    let names = variables.map { $0.prefix { $0 != "=" } + "=" }
    let kept = inherited.filter { variable in !names.contains { variable.hasPrefix($0) } }
    return kept.map(String.init) + variables
  }
}
