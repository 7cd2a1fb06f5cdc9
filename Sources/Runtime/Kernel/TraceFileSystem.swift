import Glibc

/// The tracefs that is mounted.
package struct TraceFileSystem {
  /// Where it is mounted.
  package let path: String

  /// Finds the tracefs: at its usual places, or wherever else it is mounted; `nil` if it is not.
  package init?() {
    for usual in ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"]
    where access("\(usual)/events", F_OK) == 0 {
      path = usual
      return
    }
    guard let mounts = try? Files.bytes(of: "/proc/self/mounts") else { return nil }
    for line in mounts.split(separator: UInt8(ascii: "\n")) {
      // Device, mount point, type and more, with blanks between.
      let words = line.split(separator: UInt8(ascii: " "))
      if words.count > 2, words[2].elementsEqual("tracefs".utf8) {
        path = String(decoding: words[1], as: UTF8.self)
        return
      }
    }
    return nil
  }

  /// Returns the bytes of the file `file` of the event `system:name`.
  ///
  /// - Throws: `RunError` if the event does not exist or the file cannot be read.
  package func bytes(
    of file: String, system: String, name: String
  ) throws(RunError) -> [UInt8] {
    do throws(SystemError) {
      return try Files.bytes(of: "\(path)/events/\(system)/\(name)/\(file)")
    } catch {
      if error.code == ENOENT { throw .missingMarker("\(system):\(name)") }
      throw .system(error)
    }
  }

  /// Returns the number of the event `system:name`.
  ///
  /// - Throws: `RunError` if there is none.
  package func eventID(system: String, name: String) throws(RunError) -> Int {
    let bytes = try bytes(of: "id", system: system, name: name)
    let text = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    guard let id = Int(text) else { throw .missingMarker("\(system):\(name)") }
    return id
  }
}
