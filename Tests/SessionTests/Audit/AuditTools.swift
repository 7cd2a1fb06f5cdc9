import Foundation
import Testing

/// The tools of auditd, as `make audit-tools` unpacks them.
enum AuditTools {
  /// The directory that they are in.
  private static let directory = ".build/guest/bookworm/auditd"

  /// `true` iff they are there.
  static let isThere = FileManager.default.isExecutableFile(atPath: "\(directory)/sbin/ausearch")

  /// The directory of the rule files that come with auditd.
  static let rules = "\(directory)/usr/share/doc/auditd/examples/rules"

  /// What a run of a tool wrote, and its exit status.
  struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs `line`, which starts with the name of a tool, in a shell.
  static func run(_ line: String) throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "exec \(directory)/sbin/\(line)"]
    process.environment = [
      "LD_LIBRARY_PATH": "\(directory)/lib/x86_64-linux-gnu", "LC_ALL": "C", "TZ": "UTC",
    ]
    let output = Pipe()
    let errors = Pipe()
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    // What a tool says wrong is little, so it can wait in its pipe.
    let written = output.fileHandleForReading.readDataToEndOfFile()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: written, as: UTF8.self),
      errors: String(decoding: said, as: UTF8.self))
  }

  /// Returns the records of type SYSCALL that `ausearch` finds in `file` by `arguments`.
  static func calls(in file: String, _ arguments: String) throws -> [String] {
    try run("ausearch -if \(file) \(arguments)").output.split(separator: "\n")
      .filter { $0.hasPrefix("type=SYSCALL ") }.map(String.init)
  }
}
