import Glibc

/// The environment of the process.
package enum Environment {
  /// Returns the value of the variable `name`; `nil` if it is not set or empty.
  package static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
