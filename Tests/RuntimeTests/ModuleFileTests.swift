import Glibc
import Testing

@testable import Runtime

/// What is read of modules in files, and how they get another name.
struct ModuleFileTests {
  /// Returns the file that the assembler makes of a module `name` for Linux `release`.
  ///
  /// What the loader of the kernel looks for is there; no code is.
  private func assembled(name: String, release: String, tail: String = "") throws -> [UInt8] {
    let source = """
      .section .modinfo, "a"
      .asciz "vermagic=\(release) SMP preempt mod_unload modversions "
      .asciz "name=\(name)"
      .asciz "license=GPL"
      .section .gnu.linkonce.this_module, "aw"
      .zero 24
      .asciz "\(name)"
      .zero 200
      .section .marktap.manifest, ""
      .ascii "marktap 1\\n"

      """
    let directory = try Files.makeTemporaryDirectory()
    defer { Files.removeDirectory(directory) }
    try Files.write(Array(source.utf8), to: "\(directory)/m.s")
    let status = try ToolRun.status(
      of: ["as", "-o", "\(directory)/m.ko", "\(directory)/m.s"], log: "\(directory)/log")
    try #require(status == 0)
    return try Files.bytes(of: "\(directory)/m.ko") + Array(tail.utf8)
  }

  @Test func `a module says its name and its kernel`() throws {
    let bytes = try assembled(name: "marktap_0123", release: "6.1.0-56-amd64")
    let module = try #require(ModuleFile(bytes))
    #expect(module.name == "marktap_0123")
    #expect(module.release == "6.1.0-56-amd64")
    #expect(module.section(".marktap.manifest") == Array("marktap 1\n".utf8))
    #expect(module.section(".marktap.program") == nil)
    #expect(!module.isSigned)
  }

  @Test func `a module with another name differs in nothing else`() throws {
    let bytes = try assembled(name: "marktap_0123", release: "6.1.0-56-amd64")
    let module = try #require(ModuleFile(bytes))
    let second = try #require(module.renamed("marktap_0123_2"))
    #expect(second.name == "marktap_0123_2")
    let changed = zip(bytes, second.bytes).filter { $0 != $1 }
    #expect(second.bytes.count == bytes.count)
    #expect(changed.map(\.1) == Array("_2".utf8))
    #expect(module.renamed(String(repeating: "x", count: 56)) == nil)
  }

  @Test func `a signed module keeps its name`() throws {
    let bytes = try assembled(
      name: "marktap_0123", release: "6.1.0-56-amd64", tail: "~Module signature appended~\n")
    let module = try #require(ModuleFile(bytes))
    #expect(module.isSigned)
    #expect(module.renamed("marktap_0123_2") == nil)
  }

  @Test func `what is no module is none`() throws {
    #expect(ModuleFile([]) == nil)
    #expect(ModuleFile(Array("\u{7f}ELF".utf8)) == nil)
    #expect(ModuleFile(try Files.bytes(of: "/proc/self/exe")) == nil)
    let bytes = try assembled(name: "marktap_0123", release: "6.1.0-56-amd64")
    for size in stride(from: 0, to: bytes.count, by: 7) {
      _ = ModuleFile(Array(bytes[..<size]))
    }
  }

  @Test func `a module for another kernel is refused before it is loaded`() throws {
    let bytes = try assembled(name: "marktap_0123", release: "2.6.27")
    let module = try #require(ModuleFile(bytes))
    let error = #expect(throws: RunError.self) {
      try LoadedModule(module, on: RunningKernel())
    }
    #expect(error?.description.contains("it is for Linux 2.6.27, and") == true)
  }
}
