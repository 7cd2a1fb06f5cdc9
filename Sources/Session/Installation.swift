import Glibc
import Runtime

/// The files that are installed with the tool.
enum Installation {
  /// Returns the directory `name` that belongs to the running program, below its installation or, when it runs
  /// from its build directory, below the sources; `nil` if there is none.
  static func directory(_ name: String) -> String? {
    guard let resolved = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(resolved) }
    let directories = String(cString: resolved).split(separator: "/").dropLast().map(String.init)
    let prefix = "/" + directories.dropLast().joined(separator: "/")
    var candidates = ["\(prefix)/share/marktap/\(name)"]
    if let build = directories.lastIndex(of: ".build") {
      candidates.insert("/" + (directories[..<build] + [name]).joined(separator: "/"), at: 0)
    }
    return candidates.first { Files.stamp(of: $0)?.isDirectory == true }
  }

  /// Returns the path of the file `name` in the directory `directory` or below it; `nil` if there is none.
  static func file(named name: String, below directory: String) -> String? {
    for entry in Files.names(in: directory) {
      let path = "\(directory)/\(entry)"
      if Files.stamp(of: path)?.isDirectory == true {
        if let found = file(named: name, below: path) { return found }
      } else if entry == name {
        return path
      }
    }
    return nil
  }
}
