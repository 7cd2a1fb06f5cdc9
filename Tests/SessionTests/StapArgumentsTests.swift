import Glibc
import Runtime
import Testing

@testable import Commands

/// Command lines as people write them for `stap`.
struct StapArgumentsTests {
  @Test(arguments: [
    (["-gp4", "a.stp"], ["-g", "-p", "4", "a.stp"]),
    (["-DMAXERRORS=3"], ["-D", "MAXERRORS=3"]),
    (["-vv"], ["-v", "-v"]),
    (["-vvk"], ["-v", "-v", "-k"]),
    (["-oout", "-o", "out"], ["-o", "out", "-o", "out"]),
    (["-e", "-1"], ["-e", "-1"]),
    (["-c", "-x 1", "-v"], ["-c", "-x 1", "-v"]),
    (["-c-x", "-v"], ["-c", "-x", "-v"]),
    (["-vx", "7"], ["-v", "-x", "7"]),
    (["-", "-v"], ["-", "-v"]),
    (["--dump=ir", "-k"], ["--dump=ir", "-k"]),
    (["--vp", "002"], ["--vp=002"]),
    (["--color", "--colour=never"], ["--color=always", "--color=never"]),
    (["--dump-f", "--runt=bpf"], ["--dump-functions", "--runtime=bpf"]),
    (["--unprivileged", "--bpf"], ["--privilege=stapusr", "--runtime=bpf"]),
    (["-uP", "--prologue-searching", "--ldd"], ["-u"]),
    (["-V"], ["--version"]),
    (["a.stp", "-v", "--", "-v", "--x"], ["a.stp", "-v", "--", "-v", "--x"]),
  ])
  func `options are taken apart and spelt out`(written: [String], expected: [String]) throws {
    #expect(try StapArguments().separated(written) == expected)
  }

  @Test(arguments: [
    (["-Z"], "there is no option '-Z'"),
    (["--colr"], "did you mean '--color'?"),
    (["--dump-"], "there is no option '--dump-'"),
    (["--example=x"], "--example takes no value"),
    (["-gb"], "-b is not possible here"),
    (["--remote", "host"], "--remote is not possible here"),
  ])
  func `what is not known or refused is a mistake`(written: [String], words: String) {
    let error = #expect(throws: (any Error).self) { try StapArguments().separated(written) }
    #expect("\(error as Any)".contains(words))
  }

  @Test func `other commands keep what only they know`() throws {
    let arguments = StapArguments([.output, .verbosity], strangers: .kept)
    #expect(
      try arguments.separated(["--pid", "1", "-vo", "x", "-Z", "--", "ls", "-la"])
        == ["--pid", "1", "-v", "-o", "x", "-Z", "--", "ls", "-la"])
  }

  @Test func `the one word of an interpreter line is taken apart`() throws {
    let path = "/tmp/marktap-interpreter-\(getpid()).stp"
    defer { unlink(path) }
    try Files.write(Array("#!/usr/bin/marktap -g  -v \nprobe begin {}\n".utf8), to: path)
    #expect(InterpreterLine.separated(["-g  -v", path, "x y"]) == ["-g", "-v", path, "x y"])
    #expect(InterpreterLine.separated(["-e probe begin {}", path]) == ["-e probe begin {}", path])
    #expect(InterpreterLine.separated(["a b"]) == ["a b"])
  }
}
