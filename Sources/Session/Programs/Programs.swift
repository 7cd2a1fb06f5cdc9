import Glibc
import KernelDescription
import MarkerScan
import Runtime

/// Finds the programs that scripts name.
enum Programs {
  /// Returns what is known of the programs whose paths match the glob `path`; without a slash in it, of the first
  /// in the directories of `$PATH`, or else the one in the current directory. Each file comes once; scripts, and what
  /// cannot be read, are passed over.
  static func descriptions(at path: String) -> [ProgramDescription] {
    var found: [ProgramDescription] = []
    guard path.contains("/") else {
      return commands(path).lazy.compactMap { try? ProgramScan.ofFile($0) }.prefix(1).map(\.self)
    }
    for file in files(matching: path) {
      guard let program = try? ProgramScan.ofFile(file),
        !found.contains(where: { $0.path == program.path })
      else { continue }
      found.append(program)
    }
    return found
  }

  /// Returns the paths that match `pattern`, in byte order.
  private static func files(matching pattern: String) -> [String] {
    guard !Glob(pattern).isLiteral else { return [pattern] }
    var matches = glob_t()
    defer { globfree(&matches) }
    guard glob(pattern, GLOB_NOSORT, nil, &matches) == 0 else { return [] }
    return (0..<Int(matches.gl_pathc)).compactMap { index in
      matches.gl_pathv[index].map { String(cString: $0) }
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Returns the paths that the command `name` may have: in the directories of `$PATH`, and in the current one.
  private static func commands(_ name: String) -> [String] {
    let directories = Environment.variable("PATH")?.split(separator: ":").map(String.init) ?? []
    let candidates = (directories.map { "\($0)/\(name)" } + [name])
    return candidates.filter { path in
      access(path, X_OK) == 0 && Files.stamp(of: path)?.isDirectory == false
    }
  }
}
