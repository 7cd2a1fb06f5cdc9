import Glibc

/// A cpio archive in the format that the kernel unpacks at its start: `newc`, see
/// Documentation/driver-api/early-userspace/buffer-format.rst of the kernel.
struct Archive {
  /// The bytes so far.
  private var bytes: [UInt8] = []
  /// The number of the next inode.
  private var inode = 1
  /// The directories that are there.
  private var directories: Set<String> = []

  /// Adds a file with `contents`; the directories above it are added when they are missing.
  mutating func add(_ path: String, _ contents: [UInt8], mode: Int = 0o755) {
    addDirectories(above: path)
    append(path, contents, mode: 0o100000 | mode)
  }

  /// Adds an empty directory.
  mutating func addDirectory(_ path: String) { addDirectories(above: path + "/.") }

  /// The whole archive.
  var finished: [UInt8] {
    var copy = self
    copy.append("TRAILER!!!", [], mode: 0)
    return copy.bytes
  }

  /// Adds the directories above `path` that are missing.
  private mutating func addDirectories(above path: String) {
    var directory = ""
    for part in path.split(separator: "/").dropLast() {
      directory += directory.isEmpty ? String(part) : "/\(part)"
      if directories.insert(directory).inserted { append(directory, [], mode: 0o040755) }
    }
  }

  /// Appends an entry: thirteen numbers of eight digits, the name, the contents; both padded to four bytes.
  private mutating func append(_ path: String, _ contents: [UInt8], mode: Int) {
    let name = String(path.drop { $0 == "/" })
    let links = 1
    let numbers = [
      inode, mode, 0, 0, links, 0, contents.count, 0, 0, 0, 0, name.utf8.count + 1, 0,
    ]
    inode += 1
    bytes += Array("070701".utf8)
    for number in numbers { bytes += Self.hexadecimal(number) }
    bytes += Array(name.utf8) + [0]
    pad()
    bytes += contents
    pad()
  }

  /// Fills up with zeros to four bytes.
  private mutating func pad() { while bytes.count % 4 != 0 { bytes.append(0) } }

  /// Returns `number` as eight digits.
  private static func hexadecimal(_ number: Int) -> [UInt8] {
    let digits = Array(String(number, radix: 16).utf8)
    return Array(repeating: UInt8(ascii: "0"), count: 8 - digits.count) + digits
  }
}
