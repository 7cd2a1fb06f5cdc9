import Foundation
import Testing

/// The tapset of the running kernel.
@Suite(.enabled(if: geteuid() == 0, "a scan needs root"), .serialized)
struct LiveGenerationTests {
  @Test func `every generated file parses, and every marker in it elaborates`() throws {
    let folder = "/tmp/marktap-generated-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try Tool.run("generate -o \(folder)").status == 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(files.count > 50)
    var markers = 0
    for file in files {
      let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
      #expect(text.split(separator: "\n")[0].contains("build id"), "\(file)")
      markers += text.split(separator: "\n").count { $0.hasPrefix("probe kernel.mark(") }
      let parsed = try Tool.run("-p1 \(folder)/\(file)")
      #expect(parsed.status == 0, "\(file): \(parsed.errors)")
    }
    let listed = try Tool.run("-L 'kernel.mark(\"*\")'")
    #expect(listed.status == 0, "\(listed.errors)")
    #expect(listed.output.split(separator: "\n").count == markers)
  }

  @Test func `the same kernel gives the same bytes`() throws {
    let folders = ["a", "b"].map { "/tmp/marktap-generated-\(getpid())-\($0)" }
    defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder) } }
    for folder in folders { #expect(try Tool.run("generate -o \(folder)").status == 0) }
    let result = try Tool.run("--version", behind: "; diff -r \(folders[0]) \(folders[1])")
    #expect(result.status == 0)
  }
}
