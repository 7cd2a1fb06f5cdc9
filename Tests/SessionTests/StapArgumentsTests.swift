import Glibc
import Runtime
import Testing

@testable import Commands

/// Command lines as people write them for `stap`.
struct StapArgumentsTests {
  /// Returns the parts of `arguments` as text: options with their values behind `=`, words as they are.
  private func parts(
    of arguments: [String], with reader: StapArguments = StapArguments()
  ) throws -> [String] {
    try reader.parts(of: arguments).map { part in
      switch part {
      case .option(let option, let value): option.spelling + (value.map { "=\($0)" } ?? "")
      case .command(let name): "command \(name.rawValue)"
      case .word(let word): word
      case .end: "--"
      }
    }
  }

  @Test(arguments: [
    (["-gp4", "a.stp"], ["-g", "-p=4", "a.stp"]),
    (["-DMAXERRORS=3"], ["-D=MAXERRORS=3"]),
    (["-vv"], ["-v", "-v"]),
    (["-vvk"], ["-v", "-v", "-k"]),
    (["-oout", "-o", "out"], ["-o=out", "-o=out"]),
    (["-e", "-1"], ["-e=-1"]),
    (["-c", "-x 1", "-v"], ["-c=-x 1", "-v"]),
    (["-c-x", "-v"], ["-c=-x", "-v"]),
    (["-vx", "7"], ["-v", "-x=7"]),
    (["-", "-v"], ["-", "-v"]),
    (["--dump=ir", "-k"], ["--dump=ir", "-k"]),
    (["--dump", "ir", "a"], ["--dump=ir", "a"]),
    (["--vp", "002"], ["--vp=002"]),
    (["--tmpdir", "--vp"], ["--tmpdir=--vp"]),
    (["--color", "--colour=never"], ["--color=always", "--color=never"]),
    (["--monitor", "2"], ["--monitor=1", "2"]),
    (["--dump-f", "--runt=bpf"], ["--dump-functions", "--runtime=bpf"]),
    (["--unprivileged", "--bpf"], ["--privilege=stapusr", "--runtime=bpf"]),
    (["-uP", "--prologue-searching", "--ldd"], ["-u"]),
    (["-V"], ["--version"]),
    (["--language-server"], ["command language-server"]),
    (["a.stp", "-v", "--", "-v", "--x", "--"], ["a.stp", "-v", "--", "-v", "--x", "--"]),
  ])
  func `options are taken apart and spelt out`(written: [String], expected: [String]) throws {
    #expect(try parts(of: written) == expected)
  }

  @Test(arguments: [
    (["-Z"], "there is no option '-Z'"),
    (["--colr"], "did you mean '--color'?"),
    (["--dump-"], "there is no option '--dump-'"),
    (["--example=x"], "--example takes no value"),
    (["--dump=zz"], "--dump takes split, halves, ir, bpf, c, not 'zz'"),
    (["-e"], "the value of -e <script> is missing"),
    (["-gx"], "the value of -x <pid> is missing"),
    (["--tmpdir"], "the value of --tmpdir <directory> is missing"),
    (["-gb"], "-b is not possible here"),
    (["--remote", "host"], "--remote is not possible here"),
    (["-p", "two"], "the value 'two' is not one that -p <pass> takes"),
    (["-x", "9999999999"], "the value '9999999999' is not one that -x <pid> takes"),
    (["--monitor=often"], "the value 'often' is not one that --monitor <seconds> takes"),
    (["--rlimit-as=-1"], "the value '-1' is not one that --rlimit-as <bytes> takes"),
  ])
  func `what is not known, not complete or refused is a mistake`(
    written: [String], words: String
  ) throws {
    let error = #expect(throws: UsageError.self) { try RunOptions(written) }
    #expect(error?.description.contains(words) == true, "\(error as Any)")
  }

  @Test func `other commands keep what only they know`() throws {
    let reader = StapArguments(StapOption.outputOptions + [.verbosity], strangers: .kept)
    #expect(
      try parts(of: ["--pid", "1", "-vo", "x", "-Z", "-s", "--", "ls", "-la", "-o"], with: reader)
        == ["--pid", "1", "-v", "-o=x", "-Z", "-s=--", "ls", "-la", "-o"])
    #expect(
      try parts(of: ["--pid", "1", "-Z", "--", "ls", "-vo"], with: reader)
        == ["--pid", "1", "-Z", "--", "ls", "-vo"])
  }

  @Test func `each option says what it says`() throws {
    let options = try RunOptions([
      "-gutvvF", "-p", "2", "-Da=1", "-D", "b", "-I/x", "script", "-G", "n=3", "one", "-s16", "-x7",
      "--vp", "12", "--color", "two", "--", "-v",
    ])
    #expect(options.script.isGuru && options.script.keepsUnusedCode)
    #expect(options.running.tellsTiming && options.running.runsInBackground)
    #expect(options.running.output.verbosity == 2)
    #expect(options.passes.lastPass == 2)
    #expect(options.script.macros == ["a=1", "b"])
    #expect(options.script.tapsetDirectories == ["/x"])
    #expect(options.script.words == ["script", "one", "two", "-v"])
    #expect(options.running.globals == ["n=3"])
    #expect(options.running.output.bufferMegabytes == 16)
    #expect(options.running.target == 7)
    #expect(options.passes.passVerbosity == "12")
    #expect(options.passes.color == .always)
    #expect(options.question == nil)
  }

  @Test func `each honored option changes something`() throws {
    for option in StapOption.all {
      guard case .honored = option.treatment else { continue }
      let value: String?
      switch option.value {
      case .none: value = nil
      case .required("directory"), .optional("directory", _): value = "/"
      case .required, .optional: value = "3"
      case .choice(let words, _): value = words[0]
      }
      var options = RunOptions()
      try option.note(value, in: &options)
      #expect("\(options)" != "\(RunOptions())", "\(option.spelling)")
    }
  }

  @Test func `of a value that is said twice the last one counts`() throws {
    #expect(try RunOptions(["-l", "a", "-lb"]).listing.point == "b")
    #expect(try RunOptions(["-V", "-h"]).question == .version)
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
