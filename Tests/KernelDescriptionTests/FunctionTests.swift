import Testing

@testable import KernelDescription

/// Tests how functions are kept and found.
struct FunctionTests {
  /// Returns a description with functions of these names, of which the last is also in a module.
  private static func description(of names: [String]) throws -> KernelDescription {
    var builder = KernelDescriptionBuilder(identity: KernelIdentity(release: "6.18.0-test"))
    try builder.declare("struct file { unsigned int f_flags; };")
    for name in names {
      try builder.addFunction(
        name, isExported: name.hasPrefix("vfs"), result: "long",
        parameters: [("file", "struct file *"), ("size of \(name)", "unsigned long")])
    }
    if let last = names.last {
      try builder.addFunction(last, module: "ext4", result: "void", parameters: [])
    }
    return builder.description()
  }

  @Test func `a function has its prototype`() throws {
    let description = try Self.description(of: ["vfs_read", "vfs_readv", "__x64_sys_read"])
    let function = try #require(description.functions(named: "vfs_read").first)
    #expect(function.isExported)
    #expect(function.module == nil)
    #expect(function.prototype.parameters.map(\.name) == ["file", "size of vfs_read"])
    #expect(
      function.prototype.parameters.map { description.types.text(of: $0.type) } == [
        "struct file*", "unsigned long",
      ])
    #expect(description.types.text(of: function.prototype.result) == "long")
    #expect(description.functions(named: "vfs_rea").isEmpty)
    #expect(description.functions(named: "vfs_reads").isEmpty)
  }

  @Test func `a name can belong to the image and to a module`() throws {
    let found = try Self.description(of: ["a", "cleanup"]).functions(named: "cleanup")
    #expect(found.map(\.module) == [nil, "ext4"])
    #expect(found.map(\.prototype.parameters.count) == [2, 0])
  }

  @Test(arguments: [
    ("vfs_*", ["vfs_read", "vfs_readv"]),
    ("*read*", ["__x64_sys_read", "vfs_read", "vfs_readv"]),
    ("vfs_read?", ["vfs_readv"]),
    ("[_v]*_read", ["__x64_sys_read", "vfs_read"]),
    ("x*", []),
  ])
  func `functions are found by pattern`(pattern: String, names: [String]) throws {
    let description = try Self.description(of: ["vfs_read", "vfs_readv", "__x64_sys_read", "zap"])
    #expect(description.functions(matching: pattern).map(\.name) == names)
  }

  @Test func `every function of many is found, whatever block it is in`() throws {
    var names: Set<String> = []
    var random = SystemRandomNumberGenerator()
    let words = ["a", "_", "ab_", "b__", "read", "_sys_", "x"]
    while names.count < 300 {
      let count = Int.random(in: 1...6, using: &random)
      names.insert((0..<count).map { _ in words.randomElement(using: &random) ?? "" }.joined())
    }
    let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let description = try Self.description(of: sorted)
    #expect(description.functionCount == 301)
    #expect(Set(description.functions(matching: "*").map(\.name)) == names)
    for name in sorted {
      let found = description.functions(named: name)
      #expect(found.first?.name == name)
      #expect(found.first?.prototype.parameters.last?.name == "size of \(name)")
    }
  }

  @Test func `names that begin alike are listed, each once`() throws {
    let description = try Self.description(of: ["vfs_read", "vfs_readv", "zap"])
    #expect(
      description.functionNames(startingWith: "vfs", limit: 9) == ["vfs_read", "vfs_readv"])
    #expect(description.functionNames(startingWith: "vfs", limit: 1) == ["vfs_read"])
    #expect(description.functionNames(startingWith: "zap", limit: 9) == ["zap"])
    #expect(description.functionNames(startingWith: "y", limit: 9).isEmpty)
  }

  @Test func `damaged numbers lead nowhere, and to no crash`() throws {
    let bytes = try Self.description(of: ["vfs_read", "vfs_readv", "zap"]).bytes
    for position in stride(from: DescriptionLayout.contentOffset, to: bytes.count, by: 1) {
      var damaged = bytes
      damaged[position] = 0xff
      let checksum = damaged.withUnsafeBytes { Checksum.ofFile($0) }.littleEndian
      withUnsafeBytes(of: checksum) {
        damaged.replaceSubrange(
          DescriptionLayout.checksumOffset..<DescriptionLayout.checksumOffset + 8, with: $0)
      }
      _ = try? KernelDescription(bytes: damaged).functions(matching: "*")
    }
  }
}
