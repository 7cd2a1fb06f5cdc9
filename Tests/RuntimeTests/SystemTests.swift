import Glibc
import Testing

@testable import IR
@testable import Runtime

/// What handlers ask of the machine that they run on.
@Suite struct SystemTests {
  @Test func `a symbol is found by any address in it`() {
    let table = SymbolTable([
      .init(address: 100, size: 0, name: "first"), .init(address: 110, size: 5, name: "second"),
      .init(address: 110, size: 5, name: "alias"), .init(address: 120, size: 0, name: "last"),
    ])
    func text(_ address: UInt64) -> String? {
      table.symbol(at: address).map { "\($0.symbol.name)+\($0.distance)/\($0.size)" }
    }
    #expect(text(99) == nil)
    #expect(text(100) == "first+0/10")
    #expect(text(109) == "first+9/10")
    #expect(text(114) == "second+4/5")
    #expect(text(115) == nil)
    #expect(text(120) == "last+0/0")
    #expect(text(121) == nil)
  }

  @Test func `the functions of this process are found by their addresses`() throws {
    let system = LiveSystem()
    let address = try #require(dlsym(nil, "getpid"))
    let place = Int64(Int(bitPattern: address))
    let text = String(
      decoding: system.userSymbol(ofProcess: Int64(getpid()), at: place + 1), as: UTF8.self)
    let parts = text.split(separator: "\t", omittingEmptySubsequences: false)
    #expect(parts.count == 5)
    #expect(parts[0].hasSuffix("getpid"))
    #expect(parts[1] == "1")
    #expect(parts[3].hasSuffix("libc.so.6"))
    #expect(system.userSymbol(ofProcess: Int64(getpid()), at: 8) == [])
  }

  @Test func `files below proc are read, and no others`() {
    let system = LiveSystem()
    let text = system.procfsText(Array("self/comm".utf8))
    #expect(text == (try? Files.bytes(of: "/proc/self/comm")))
    #expect(system.procfsText(Array("../etc/passwd".utf8)) == [])
    #expect(system.procfsText(Array("no such file".utf8)) == [])
  }

  @Test(.enabled(if: geteuid() == 0, "reading kernel memory needs root"))
  func `kernel memory is read outside of probes`() throws {
    let system = LiveSystem()
    let task = try #require(system.currentTask)
    #expect(task < 0, "an address of the kernel has its highest bit set")
    var byte: UInt8 = 0
    #expect(withUnsafeMutableBytes(of: &byte) { system.read(.kernel, task, into: $0) })
    #expect(withUnsafeMutableBytes(of: &byte) { !system.read(.kernel, 0x10, into: $0) })
    // More than one run of the program reads.
    let own = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    var copy = [UInt8](repeating: 0, count: own.count)
    own.withUnsafeBytes { source in
      let address = Int64(Int(bitPattern: source.baseAddress))
      #expect(copy.withUnsafeMutableBytes { system.read(.user, address, into: $0) })
    }
    #expect(copy == own)
  }

  @Test(.enabled(if: geteuid() == 0, "addresses of the kernel are secret for others"))
  func `addresses of the kernel have names`() throws {
    let lines = String(decoding: try Files.bytes(of: "/proc/kallsyms"), as: UTF8.self)
      .split(separator: "\n")
    let line = try #require(lines.first { $0.hasSuffix(" T do_exit") })
    let address = try #require(UInt64(line.prefix(16), radix: 16))
    let text = LiveSystem().kernelSymbol(at: Int64(bitPattern: address + 3))
    #expect(String(decoding: text, as: UTF8.self).hasPrefix("do_exit\t3\t"))
    #expect(String(decoding: text, as: UTF8.self).hasSuffix("\tkernel"))
  }

  @Test func `output goes on in numbered files`() throws {
    let path = "/tmp/marktap-switch-\(getpid())"
    defer { for suffix in ["", ".1", ".2"] { unlink(path + suffix) } }
    let output = try Output(to: OutputFiles(pattern: path, rotation: nil))
    for text in ["first", "second", "third"] {
      if text != "first" { try output.switchFile() }
      Array(text.utf8).withUnsafeBytes { output.write($0) }
    }
    #expect(try Files.bytes(of: path) == Array("first".utf8))
    #expect(try Files.bytes(of: path + ".1") == Array("second".utf8))
    #expect(try Files.bytes(of: path + ".2") == Array("third".utf8))
  }
}
