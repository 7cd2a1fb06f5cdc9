import Runtime
import Testing

@testable import Session

@Suite struct BuildCommandsTests {
  /// The name of a module that is made of its contents.
  private static let name = "marktap_0123456789abcdef"

  /// Returns the commands for what kbuild leaves of the module `name`, without the file `missing`.
  private func commands(of name: String, without missing: String = "") throws -> BuildCommands? {
    let directory = try Files.makeTemporaryDirectory()
    defer { Files.removeDirectory(directory) }
    let files = [
      "Makefile": "",
      "environment": "export ARCH='x86'\n",
      "modules.order": "\(directory)/\(name).ko\n",
      "\(name).mod": "\(directory)/\(name).o\n",
      ".\(name).o.cmd":
        "savedcmd_\(directory)/\(name).o := gcc -DN='\"\(name)\"' -o \(directory)/\(name).o\n\nrest := x\n",
      ".Module.symvers.cmd": "cmd_x := sed 's/ko$$/o/' \(directory)/modules.order | modpost\n",
      ".\(name).mod.o.cmd": "cmd_x := gcc $(pound)1\n",
      ".\(name).ko.cmd": "cmd_x := ld -o \(directory)/\(name).ko\n",
    ]
    for (file, text) in files where file != missing {
      try Files.write(Array(text.utf8), to: "\(directory)/\(file)")
    }
    return BuildCommands(in: directory, of: name, tree: try BuildTree(of: "0", at: directory))
  }

  @Test func `the commands of one module make another one elsewhere`() throws {
    let commands = try #require(try commands(of: Self.name))
    let lines = commands.script(for: "mine", in: "/there").split(separator: "\n")
    #expect(
      lines.suffix(4) == [
        " gcc -DN='\"mine\"' -o /there/mine.o", " sed 's/ko$/o/' /there/modules.order | modpost",
        " gcc #1", " ld -o /there/mine.ko",
      ])
    #expect(lines.contains("export ARCH='x86'"))
    #expect(lines.contains("printf %s '/there/mine.ko"))
    #expect(!commands.text.contains(Self.name))
  }

  @Test func `what may be part of other words is not taken for the name`() throws {
    #expect(try commands(of: "gcc") == nil)
  }

  @Test func `a build that left too little is not repeated`() throws {
    #expect(try commands(of: Self.name, without: ".Module.symvers.cmd") == nil)
    #expect(try commands(of: Self.name, without: "environment") == nil)
  }
}
