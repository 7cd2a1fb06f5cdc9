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
  }

  /// The directories, the first to be searched first.
  package let directories: [String]

  /// Creates the path of exactly these `directories`.
  package init(directories: [String]) { self.directories = directories }

  /// Creates the usual path, followed by `additional` directories.
  ///
  /// The usual one is `$MARKTAP_TAPSETS` alone if it is set; else the directory of the installation, or, when
  /// the program runs from its build directory, that of the sources.
  package static func usual(additional: [String]) -> TapsetPath {
    if let variable = Environment.variable("MARKTAP_TAPSETS") {
      let directories = variable.split(separator: ":").map(String.init)
      return TapsetPath(directories: directories + additional)
    }
    return TapsetPath(
      directories: (Installation.directory("tapsets").map { [$0] } ?? []) + additional)
  }

  /// The `.stp` files below the directories, in order, each directory's by path.
  package var files: [File] {
    var files: [File] = []
    for directory in directories { Self.collect(directory, into: &files) }
    return files
  }

  /// Adds the `.stp` files below `directory` to `files`.
  private static func collect(_ directory: String, into files: inout [File]) {
    for name in Files.names(in: directory) {
      let path = "\(directory)/\(name)"
      guard let stamp = Files.stamp(of: path) else { continue }
      if stamp.isDirectory {
        collect(path, into: &files)
      } else if name.hasSuffix(".stp") || name.hasSuffix(".stpm") {
        files.append(File(path: path, stamp: stamp))
      }
    }
  }
}
