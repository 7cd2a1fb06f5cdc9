import Glibc
import Runtime

/// The directories that tapsets are read from, and the files in them.
package struct TapsetPath: Sendable {
  /// A file of a tapset.
  package struct File: Hashable, Sendable {
    /// The path.
    package let path: String
    /// What tells whether it is still the file it was.
    package let stamp: Files.Stamp
    /// `true` iff a user adds the file to those of the tool.
    package let isAdded: Bool
  }

  /// The directories, the first to be searched first.
  package let directories: [String]
  /// How many of them, the last ones, a user adds.
  private let additionalCount: Int

  /// Creates the path of exactly these `directories`, of which a user adds the last `additionalCount`.
  package init(directories: [String], additionalCount: Int = 0) {
    self.directories = directories
    self.additionalCount = additionalCount
  }

  /// Creates the usual path, followed by the directories that a user adds: `$SYSTEMTAP_TAPSET` and `additional`.
  ///
  /// The usual one is `$MARKTAP_TAPSETS` alone if it is set; else the directory of the installation, or, when
  /// the program runs from its build directory, that of the sources.
  package static func usual(additional: [String]) -> TapsetPath {
    let own = directories(in: "MARKTAP_TAPSETS") ?? Installation.directory("tapsets").map { [$0] }
    let added = (directories(in: "SYSTEMTAP_TAPSET") ?? []) + additional
    return TapsetPath(directories: (own ?? []) + added, additionalCount: added.count)
  }

  /// Returns the directories that an environment variable names, with colons between; `nil` if it is not set.
  private static func directories(in variable: String) -> [String]? {
    Environment.variable(variable).map { $0.split(separator: ":").map(String.init) }
  }

  /// The `.stp` files below the directories, in order, each directory's by path.
  package var files: [File] {
    var files: [File] = []
    for (index, directory) in directories.enumerated() {
      let isAdded = index >= directories.count - additionalCount
      Self.collect(directory, isAdded: isAdded, into: &files)
    }
    return files
  }

  /// Adds the `.stp` files below `directory` to `files`.
  private static func collect(_ directory: String, isAdded: Bool, into files: inout [File]) {
    for name in Files.names(in: directory) {
      let path = "\(directory)/\(name)"
      guard let stamp = Files.stamp(of: path) else { continue }
      if stamp.isDirectory {
        collect(path, isAdded: isAdded, into: &files)
      } else if name.hasSuffix(".stp") || name.hasSuffix(".stpm") {
        files.append(File(path: path, stamp: stamp, isAdded: isAdded))
      }
    }
  }
}
