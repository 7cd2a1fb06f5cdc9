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

  /// Returns the first of `paths` that can be executed.
  private static func firstExecutable(_ paths: [String]) -> String? {
    paths.first { access($0, X_OK) == 0 }
  }

  /// Returns what `command` prints on both of its outputs, and its exit status.
  static func output(of command: String) -> (text: String, status: Int32) {
    guard let pipe = popen("exec 2>&1; " + command, "r") else { return ("", -1) }
    var bytes: [UInt8] = []
    var byte = fgetc(pipe)
    while byte != EOF {
      bytes.append(UInt8(truncatingIfNeeded: byte))
      byte = fgetc(pipe)
    }
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
