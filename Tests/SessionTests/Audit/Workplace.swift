import Foundation
import Testing

/// A directory that is removed with the test.
final class Workplace {
  /// Its path.
  let path = "/tmp/marktap-audit-\(getpid())-\(UInt32.random(in: 0 ... .max))"

  /// Makes it.
  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Compiles the C program `source` and returns its path.
  func program(_ name: String, _ source: String) throws -> String {
    try source.write(toFile: "\(path)/\(name).c", atomically: true, encoding: .utf8)
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = ["cc", "-O1", "-pthread", "-o", "\(path)/\(name)", "\(path)/\(name).c"]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
    return "\(path)/\(name)"
  }

  /// Audits `command` in `format`, and returns the path of the file with the events.
  func audit(_ command: String, format: String, options: String = "") throws -> String {
    let file = "\(path)/events.\(format)"
    let result = try Tool.run("audit --format \(format) \(options) -o \(file) -- \(command)")
    #expect(result.errors.contains(" 0 records lost"), "\(result.errors)")
    return file
  }

  /// Returns the lines of the file `name`, whatever their bytes are.
  func lines(of name: String) throws -> [String] {
    let bytes = try Data(contentsOf: URL(filePath: name))
    return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}
