import Glibc

/// A program from elsewhere that judges what we write.
enum Witness {
  /// The disassembler of a toolchain that knows the fourth instruction set, or nil.
  static let objdump = firstExecutable([
    "/opt/swift/usr/bin/llvm-objdump", "/usr/bin/llvm-objdump-21", "/usr/bin/llvm-objdump-20",
  ])
  /// The reader of ELF files, or nil.
  static let readelf = firstExecutable(["/usr/bin/readelf"])
  /// The tool of the kernel developers, or nil.
  static let bpftool = firstExecutable(["/usr/sbin/bpftool", "/usr/local/sbin/bpftool"])

  /// The C compiler of a toolchain that knows the machine, or nil.
  static let clang = firstExecutable(["/opt/swift/usr/bin/clang", "/usr/bin/clang"])

  /// Returns the first of `paths` that can be executed.
  private static func firstExecutable(_ paths: [String]) -> String? {
    paths.first { access($0, X_OK) == 0 }
  }

  /// Returns the bytes of the file at `path`; none if it cannot be read.
  static func contents(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    return contents(of: file)
  }

  /// Returns what is left to read of `file`.
  private static func contents(of file: UnsafeMutablePointer<FILE>) -> [UInt8] {
    var bytes: [UInt8] = []
    var byte = fgetc(file)
    while byte != EOF {
      bytes.append(UInt8(truncatingIfNeeded: byte))
      byte = fgetc(file)
    }
    return bytes
  }

  /// Returns what `command` prints on both of its outputs, and its exit status.
  static func output(of command: String) -> (text: String, status: Int32) {
    guard let pipe = popen("exec 2>&1; " + command, "r") else { return ("", -1) }
    let bytes = contents(of: pipe)
    let status = pclose(pipe)
    return (String(decoding: bytes, as: UTF8.self), status >> 8 & 0xff)
  }

  /// Returns the result of `body`, which is given the path of a file with the contents `bytes`.
  static func withFile<Result>(
    _ bytes: [UInt8], _ body: (String) throws -> Result
  ) rethrows -> Result {
    var path = Array("/tmp/marktap-object-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    precondition(descriptor >= 0 && write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
    let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(name) }
    return try body(name)
  }
}
