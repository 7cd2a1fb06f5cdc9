import Glibc
import Runtime
import Testing

/// The options that say how a script runs.
struct RunOptionTests {
  /// Returns `body` of the path of a new directory, which is removed then.
  private func withDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let directory = try Files.makeTemporaryDirectory()
    defer {
      for name in Files.names(in: directory) { unlink("\(directory)/\(name)") }
      rmdir(directory)
    }
    return try body(directory)
  }

  @Test func `a script can have further ones added`() throws {
    let result = try Tool.run(
      """
      -E 'probe begin(1) { println("added " . @1) exit() }' \
      -e 'probe begin { println("main " . @2) }' one two
      """)
    #expect(result.output == "main two\nadded one\n", "\(result.errors)")
    let parsed = try Tool.run("-p1 -E 'probe end {}' -E 'probe error {}' -e 'probe begin {}'")
    let names = parsed.output.split(separator: "\n").filter { $0.hasPrefix("# file") }
    #expect(names == ["# file <input>", "# file <input1>", "# file <input2>"])
  }

  @Test func `options may follow the script, and end at two hyphens`() throws {
    let result = try Tool.run(
      "-e 'probe begin { printf(\"%d %s\\n\", $#, @1) exit() }' -w -- -v", before: "")
    #expect(result.output == "1 -v\n", "\(result.errors)")
    #expect(result.errors == "")
  }

  @Test func `a script names the tool as its interpreter, with options`() throws {
    try withDirectory { directory in
      for (name, line) in [
        ("whole", "\(Tool.path()) -g -DMAXSTRINGLEN=16"),
        ("split", "/usr/bin/env -S \(Tool.path()) -g -DMAXSTRINGLEN=16"),
      ] {
        let path = "\(directory)/\(name).stp"
        let text = """
          #!\(line)
          probe begin {
            println(%( guru_mode == 1 %? "guru " %: "safe " %) . @1 . "_123456789_123456789")
            exit()
          }
          """
        try Files.write(Array(text.utf8), to: path)
        chmod(path, 0o755)
        let result = try Tool.run("-c '\(path) word' -e 'probe never { exit() }'")
        #expect(result.output == "guru word_12345\n", "\(name): \(result.errors)")
      }
    }
  }

  @Test func `the options of the file of options stand in front`() throws {
    try withDirectory { directory in
      try Files.write(Array("# remark\n'-g' -v -w\n".utf8), to: "\(directory)/rc")
      let result = try Tool.run(
        "-e 'probe begin { println(%( guru_mode == 1 %? 1 %: 0 %)) exit() }'",
        before: "MARKTAP_DIR=\(directory)")
      #expect(result.output == "1\n")
      #expect(result.errors.contains("Pass 5: starting run."), "\(result.errors)")
      try Files.write(Array("-b\n".utf8), to: "\(directory)/rc")
      #expect(
        try Tool.run("-e 'probe begin {}'", before: "MARKTAP_DIR=\(directory)").status == 2)
      try Files.write(Array("'open\n".utf8), to: "\(directory)/rc")
      let damaged = try Tool.run("-e 'probe begin {}'", before: "MARKTAP_DIR=\(directory)")
      #expect(damaged.errors.contains("rc:1: the line cannot be taken apart"))
    }
  }

  @Test func `passes say what they made and took`() throws {
    let errors = try Tool.run("-v --poison-cache -e 'global n probe begin { n++ exit() }'").errors
    let lines = errors.split(separator: "\n").map(String.init)
    let starts = [
      "Pass 1: parsed user script and ",
      "Pass 2: analyzed script: 1 probe, 0 functions, 0 embeds, 1 global using ",
      "Pass 3: translated to IR with 0 handlers in the kernel using ", "Pass 4: built ",
      "Pass 5: starting run.", "Pass 5: run completed in ",
    ]
    #expect(lines.count == starts.count, "\(errors)")
    for (line, start) in zip(lines, starts) { #expect(line.hasPrefix(start)) }
    #expect(
      lines[0].contains(#/ using \d+virt/\d+res/\d+shr/\d+data kb, in \d+usr/\d+sys/\d+real ms\.$/#)
    )
    let second = try Tool.run("--vp 01 --poison-cache -e 'probe begin { exit() }'").errors
    #expect(second.hasPrefix("Pass 2: analyzed"))
    #expect(second.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    ("probe begin {", "Pass 1: parse failed.\n"), ("probe nope {}", "Pass 2: analysis failed.\n"),
    ("probe begin { error(\"x\") }", "Pass 5: run failed.\n"),
  ])
  func `the pass that failed is named last`(script: String, words: String) throws {
    let result = try Tool.run("-e '\(script)'")
    #expect(result.errors.hasSuffix(words), "\(result.errors)")
    #expect(result.status == 1)
  }

  @Test func `a run with errors tells their number and its status before it is named`() throws {
    let script = "-e 'probe begin { error(\"x\") }'"
    let lines = try Tool.run(script).errors.split(separator: "\n").dropFirst()
    #expect(
      lines == [
        "WARNING: Number of errors: 1, skipped probes: 0",
        "WARNING: the run exited with status: 1", "Pass 5: run failed.",
      ])
    #expect(try Tool.run("-w \(script)").errors.split(separator: "\n").count == 2)
  }

  @Test func `what was made is kept where it is asked for`() throws {
    try withDirectory { directory in
      let result = try Tool.run(
        "-k -p4 --tmpdir=\(directory) -e 'probe kernel.trace(\"sched_switch\") { exit() }'")
      #expect(result.errors == "Keeping temporary directory \"\(directory)\"\n")
      #expect(Files.names(in: directory) == ["script.bo", "script.bpf", "script.split"])
      let code = try Files.bytes(of: "\(directory)/script.bpf")
      #expect(String(decoding: code, as: UTF8.self).contains("sched_switch"))
    }
  }

  @Test func `the cache is used as it is asked for`() throws {
    try withDirectory { directory in
      let before = "XDG_CACHE_HOME=\(directory)/cache"
      let script = "-v -e 'probe begin { exit() }'"
      let none = try Tool.run("--disable-cache \(script)", before: before)
      #expect(none.errors.contains("Pass 4: built an object in"), "\(none.errors)")
      _ = try Tool.run(script, before: before)
      let poisoned = try Tool.run("--poison-cache \(script)", before: before)
      #expect(poisoned.errors.contains("Pass 4: built \(directory)/cache/"))
      let cached = try Tool.run(script, before: before)
      #expect(cached.errors.contains("Pass 4: using cached \(directory)/cache/"))
      let cleaned = try Tool.run(
        "--clean-cache", before: before, behind: "; rc=$?; rm -r \(directory)/cache; exit $rc")
      #expect(cleaned.status == 0)
    }
  }

  @Test func `diagnostics are colored when and as it is asked for`() throws {
    let script = "-e 'probe begin { x }'"
    #expect(!(try Tool.run(script).errors.contains("\u{1b}[")))
    #expect(try Tool.run("--color \(script)").errors.contains("\u{1b}[31;1merror:\u{1b}[0m"))
    let changed = try Tool.run("--color=always \(script)", before: "MARKTAP_COLORS=error=07")
    #expect(changed.errors.contains("\u{1b}[07merror:\u{1b}[0m"))
    let off = try Tool.run("--color=always \(script)", before: "MARKTAP_COLORS=")
    #expect(!off.errors.contains("\u{1b}["))
  }

  @Test func `preprocessing sees what the command line says`() throws {
    let script =
      "'probe begin { %( systemtap_v < \"4.0\" %? println(\"old\") %: println(\"new\") %) exit() }'"
    #expect(try Tool.run("--compatible=3.2 -e \(script)").output == "old\n")
    #expect(try Tool.run("-e \(script)").output == "new\n")
    let level =
      "'probe begin { println(%( systemtap_privilege == \"stapsys\" %? 1 %: 0 %)) exit() }'"
    #expect(try Tool.run("--privilege=stapsys -e \(level)").output == "1\n")
  }

  @Test(arguments: [
    ("--compatible=99.0 -e 'probe begin {}'", "--compatible takes a version up to"),
    ("--privilege=stapsys -g -e 'probe begin {}'", "exclude each other"),
    ("--unprivileged -e 'probe begin {}'", "--privilege=stapusr is not possible here"),
    ("--runtime=dyninst -e 'probe begin {}'", "--runtime=dyninst is not possible here"),
    ("--runtime=fast -e 'probe begin {}'", "runtimes are bpf, module and interpreter"),
    ("--dump=c -e 'probe begin {}'", "--dump=c needs --runtime=module"),
    ("--runtime=module --dump=bpf -e 'probe begin {}'", "exclude each other"),
    ("-B V=1 -e 'probe begin {}'", "need --runtime=module"),
    ("--build-root=/nowhere -e 'probe begin {}'", "the value '/nowhere' is not one"),
    ("--suppress-time-limits -e 'probe begin {}'", "needs -g"),
    ("-S 3 -e 'probe begin {}'", "-S needs -o"),
    ("-S x -o y -e 'probe begin {}'", "-S takes a size"),
    ("--vp 1x -e 'probe begin {}'", "--vp takes one to five digits"),
    ("-p2 -l begin", "exclude each other"),
    ("-l begin -L end", "exclude each other"),
    ("--monitor=0 -e 'probe begin {}'", "--monitor takes"),
    ("--monitor -F -e 'probe begin {}'", "exclude each other"),
    ("-m a/b -p4 -e 'probe begin {}'", "-m takes a name"),
    ("-m 'x^y' -p4 -e 'probe begin {}'", "-m takes a name"),
    ("-e 'probe begin {}' -e 'probe end {}'", "-e gives the one script"),
    ("--prologue-searching= -e 'probe begin {}'", "takes never, always, auto"),
    ("--color=sometimes -e 'probe begin {}'", "takes never, always, auto"),
    ("--monitor -l begin", "exclude each other"),
    ("-E 'probe begin {}'", "a script is needed"),
  ])
  func `what does not go together is told, with status 2`(line: String, words: String) throws {
    let result = try Tool.run(line)
    #expect(result.status == 2)
    #expect(result.errors.contains(words), "\(result.errors)")
  }

  @Test func `lists are sorted, and an empty one has status 1`() throws {
    let timers = try Tool.run("-l 'timer.s(1)'")
    #expect(timers.output == "timer.s(1)\n")
    #expect(timers.status == 0)
    let none = try Tool.run("-l 'no_such_probe*'")
    #expect(none.output == "" && none.errors == "" && none.status == 1)
    let added = try Tool.run("-E 'probe mine.b = end {} probe mine.a = begin {}' -l 'mine.*'")
    #expect(added.output == "mine.a\nmine.b\n", "\(added.errors)")
    for option in ["--dump-probe-types", "--dump-probe-aliases", "--dump-functions"] {
      let result = try Tool.run(option)
      let lines = result.output.split(separator: "\n").map { Array($0.utf8) }
      #expect(result.status == 0 && lines.count > 10, "\(option)")
      #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
    }
    let types = try Tool.run("--dump-probe-types").output
    #expect(types.contains("timer.ms(number).randomize(number)\n"))
    let functions = try Tool.run("--dump-functions").output
    #expect(functions.contains("errno_name:string (number:long)\n"))
  }

  @Test func `errors in handlers are passed over if that is asked for`() throws {
    let result = try Tool.run(
      """
      --suppress-handler-errors -e 'probe begin { error("x") } \
      probe begin(1) { println("on") exit() } probe end { println("end") }'
      """)
    #expect(result.output == "on\nend\n")
    #expect(result.errors == "WARNING: Number of suppressed errors: 1\n")
    #expect(result.status == 0)
  }

  @Test func `globals are not printed if that is asked for`() throws {
    let script = "-e 'global n probe begin { n = 3 exit() }'"
    #expect(try Tool.run(script).output == "n=3\n")
    #expect(try Tool.run("--no-global-var-display \(script)").output == "")
  }

  @Test func `a handler runs for as long as it likes if that is asked for`() throws {
    let script =
      "-DMAXACTION_INTERRUPTIBLE=100 -e 'probe begin { while (i < 1000) i++ println(i) exit() }'"
    #expect(try Tool.run(script).errors.hasPrefix("ERROR: MAXACTION exceeded"))
    #expect(try Tool.run("-g --suppress-time-limits \(script)").output == "1000\n")
  }

  @Test func `the times of handlers are told at the end`() throws {
    let output = try Tool.run(
      """
      -t -e 'probe begin { println("x") } probe timer.ms(1) { if (n++ > 2) exit() } global n \
      probe never { exit() }'
      """
    ).output
    let lines = output.split(separator: "\n").map(String.init)
    #expect(lines.count == 4, "\(output)")
    #expect(lines[1] == "----- probe hit report: ")
    #expect(
      lines[2].contains(
        #/^begin, \(<input>:1:1\), hits: 1, ns: \d+min/\d+avg/\d+max, variance: 0, index: 0$/#))
    #expect(lines[3].contains(#/^timer\.ms\(1\), .*, hits: 4, .*, index: 1$/#))
  }

  @Test func `output goes to another file at a signal`() throws {
    try withDirectory { directory in
      let result = try Tool.run(
        """
        -o \(directory)/out -e 'probe begin { println("one") } probe end { println("two") }' \
        -c 'kill -USR2 $PPID; sleep 0.2'
        """)
      #expect(result.status == 0, "\(result.errors)")
      #expect(try Files.bytes(of: "\(directory)/out") == Array("one\n".utf8))
      #expect(try Files.bytes(of: "\(directory)/out.1") == Array("two\n".utf8))
    }
  }
}
