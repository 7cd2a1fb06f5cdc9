import Glibc
import KernelDescription
import Runtime
import Testing

/// What the tool says to command lines and scripts that need nothing of the kernel.
struct CommandLineTests {
  @Test func `a script without probes in the kernel needs no privilege`() throws {
    let result = try Tool.run("-e 'probe begin { println(\"hello\") exit() }'")
    #expect(result.output == "hello\n")
    #expect(result.errors == "")
    #expect(result.status == 0)
  }

  @Test(arguments: [
    ("", "a script is needed"),
    ("-p 9 -e 'probe begin {}'", "there is no pass 9"),
    ("-e 'probe begin {}' -l 'begin'", "exclude each other"),
    ("-G x -e 'probe begin {}'", "-G takes name=value"),
    ("-c true -x 1 -e 'probe begin {}'", "exclude each other"),
    ("-s 0 -e 'probe begin {}'", "-s takes 1 to 4095 megabytes"),
    ("-T 0 -e 'probe begin {}'", "-T takes a number of seconds"),
    ("scan --jsn", "Unknown option '--jsn'"),
    ("scan --json --module-markers", "exclude each other"),
    ("audit --failed --success", "exclude each other"),
    ("audit --follow", "needs a command"),
    ("audit -s 0", "-s takes 1 to 4095 megabytes"),
    ("audit -s x", "the value 'x' is not one that -s <megabytes> takes"),
    ("--help=3", "--help takes no value"),
    ("audit --uid no-such-user", "there is no user 'no-such-user'"),
  ])
  func `a wrong command line is told, with status 2`(line: String, words: String) throws {
    let result = try Tool.run(line)
    #expect(result.status == 2)
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.output == "")
  }

  @Test(arguments: [
    ("--help", "  -e <script>"), ("run -h", "  -e <script>"), ("help run", "  -e <script>"),
    ("help", "audit"), ("audit --help", "  -s <megabytes>"), ("-V", "0."),
    ("-vE 'probe end {}' --help", "  -e <script>"), ("manual --options", "| option |"),
    ("--generate-completion-script bash", "--dump-probe-types"),
  ])
  func `what is asked in place of a run is answered, with status 0`(
    line: String, words: String
  ) throws {
    let result = try Tool.run(line)
    #expect(result.status == 0)
    #expect(result.output.contains(words), "\(result.output)")
    #expect(result.errors == "")
  }

  @Test(arguments: [
    ("/no/such/file.stp", "cannot open '/no/such/file.stp': No such file or directory"),
    ("-e 'probe begin { exit() }' -c no-such-command", "cannot run 'no-such-command'"),
    ("-e 'probe begin { exit() }' -o /no/dir/file", "cannot open '/no/dir/file'"),
    ("-e 'probe begin { println(1) exit() }' -o /dev/full", "No space left on device"),
    ("-r 9.9.9 -e 'probe begin {}'", "no kernel '9.9.9' was scanned here"),
    ("-r /dev/null -e 'probe begin {}'", "cannot use '/dev/null'"),
  ])
  func `what the world refuses is told, with status 3`(line: String, words: String) throws {
    let result = try Tool.run(line)
    #expect(result.status == 3)
    #expect(result.errors.contains(words), "\(result.errors)")
  }

  @Test func `a directory for temporary files has to be there`() throws {
    let result = try Tool.run("-p1 -e 'probe begin {}'", before: "TMPDIR=/dev/null/none")
    #expect(result.status == 3)
    #expect(result.errors.contains("cannot make a temporary directory in '/dev/null/none'"))
  }

  @Test func `tapsets of SystemTap's variable come to those of the tool`() throws {
    let before = """
      d=$(mktemp -d); echo '@define seven %( 7 %)' >$d/seven.stpm; trap 'rm -r $d' EXIT; \
      SYSTEMTAP_TAPSET=$d
      """
    let result = try Tool.run("-e 'probe oneshot { println(@seven) }'", before: before)
    #expect(result.output == "7\n")
  }

  @Test func `several mistakes in a script are told at once, with status 1`() throws {
    let result = try Tool.run("-e 'probe begin { println(\"x\" + 1)  b = nope(2) }'")
    #expect(result.status == 1)
    #expect(result.errors.contains("<input>:1:"))
    #expect(result.errors.components(of: "error:") >= 2, "\(result.errors)")
  }

  @Test func `an error in a handler ends the script with its error probes`() throws {
    let result = try Tool.run(
      """
      -e 'probe begin { println(1 / target()) } probe end { println("end") } \
      probe error { println("error") }'
      """)
    #expect(result.status == 1)
    #expect(result.output == "error\n")
    #expect(result.errors.hasPrefix("ERROR: division by 0 near operator '/' at <input>:1:"))
  }

  @Test func `so many errors are borne as MAXERRORS says`() throws {
    let result = try Tool.run(
      """
      -DMAXERRORS=2 -e 'probe begin { error("one") } probe begin { error("two") } \
      probe begin(1) { exit() } probe end { println("end") }'
      """)
    #expect(result.output == "end\n")
    #expect(
      result.errors.hasPrefix(
        """
        ERROR: one near identifier 'error' at <input>:1:15 in probe begin
        ERROR: two near identifier 'error' at <input>:1:44 in probe begin

        """))
    #expect(result.status == 1)
  }

  @Test func `probes begin and end in the order of their priorities`() throws {
    let result = try Tool.run(
      """
      -e 'probe begin(2) { print("c") } probe begin { print("b") } probe begin(-1) { print("a") } \
      probe timer.ms(1) { exit() } probe end(1) { println("e") } probe end { print("d") }'
      """)
    #expect(result.output == "abcde\n")
  }

  @Test func `arguments, globals and options reach the script`() throws {
    let result = try Tool.run(
      """
      -G count=0x10 -G name=cat -x 77 -e 'global count = 1, name = "dog" \
      probe begin { printf("%d %s %d %s %d\\n", count, name, $1, @2, target()) exit() }' 5 word
      """)
    #expect(result.output == "16 cat 5 word 77\n", "\(result.errors)")
  }

  @Test func `a NUL ends a string that is written with one`() throws {
    let result = try Tool.run(
      """
      -e 'global g = "ab\\0c" probe begin { s = "d\\0e" printf("%s|%d|%s|%d\\n", g, strlen(g), s . "f", \
      "\\0x" == "") exit() }'
      """)
    #expect(result.output == "ab|2|df|1\n", "\(result.errors)")
  }

  @Test func `a global that is only written prints itself at the end`() throws {
    let result = try Tool.run(
      """
      -e 'global a, b, c, d probe begin { a = 42 b = "x" c["p", 1] = 3 c["q", 2] = 5 d <<< 4 d <<< 8 \
      exit() }'
      """)
    #expect(
      result.output == """
        a=42
        b="x"
        c["q",2]=5
        c["p",1]=3
        d @count=2 @min=4 @max=8 @sum=12 @avg=6

        """)
  }

  @Test func `the run ends when its time is over`() throws {
    let result = try Tool.run(
      "-T 1 -e 'probe timer.ms(300) { n++ } probe end { println(n) } global n'")
    #expect(result.output == "3\n")
    #expect(result.status == 0)
  }

  @Test(arguments: ["INT", "TERM", "HUP"])
  func `a signal ends the run as it should end`(signal: String) throws {
    let result = try Tool.run(
      """
      -e 'probe begin { println("begin") } probe end { println("end") }' \
      -c 'kill -\(signal) $PPID; exec sleep 99 >/dev/null 2>&1'
      """, before: "timeout 60")
    #expect(result.output == "begin\nend\n")
    #expect(result.status == 0)
  }

  @Test func `a closed pipe ends the run quietly`() throws {
    let result = try Tool.run(
      "-e 'probe timer.ms(1) { println(\"line\") }' | head -n 2", before: "timeout 20")
    #expect(result.output == "line\nline\n")
    #expect(result.errors == "")
    #expect(result.status == 0)
  }

  @Test func `a command that fails is told, and the status is that of the tool`() throws {
    let exited = try Tool.run("-e 'probe end { println(\"end\") }' -c 'sh -c \"exit 3\"'")
    #expect(exited.errors == "WARNING: Child process exited with status 3\n")
    #expect(exited.output == "end\n")
    #expect(exited.status == 0)
    let killed = try Tool.run("-e 'probe end { println(\"end\") }' -c 'kill -9 $$'")
    #expect(killed.errors == "WARNING: Child process exited with signal 9 (Killed)\n")
    #expect(killed.output == "end\n")
  }

  @Test func `the second run finds the object, and a damaged one is made anew`() throws {
    let cache = "XDG_CACHE_HOME=/tmp/marktap-xdg-test"
    let script = "-v -e 'probe begin { println(\"x\") exit() }'"
    _ = try Tool.run(script, before: "rm -rf /tmp/marktap-xdg-test; \(cache)")
    let cached = try Tool.run(script, before: cache)
    #expect(cached.errors.contains("Pass 4: using cached /tmp/marktap-xdg-test/marktap/objects/"))
    let damage = "for f in /tmp/marktap-xdg-test/marktap/objects/*/*.o; do echo x >$f; done;"
    let remade = try Tool.run(script, before: "\(damage) \(cache)")
    #expect(remade.errors.contains("Pass 4: built "), "\(remade.errors)")
    #expect(remade.output == "x\n")
    let other = try Tool.run(
      "-v -e 'probe begin { println(\"y\") exit() }'", before: cache,
      behind: "; rm -rf /tmp/marktap-xdg-test")
    #expect(other.errors.contains("Pass 4: built "))
  }

  @Test func `passes print what they make`() throws {
    #expect(try Tool.run("-p1 -e 'probe begin { x = 1 }'").output.contains("# parse tree dump"))
    #expect(try Tool.run("-p2 -e 'probe begin { x = 1 println(x) }'").output.contains("x:long"))
    #expect(try Tool.run("-p3 -e 'probe begin { println(1) }'").output.contains("begin"))
    let path = try Tool.run("-p4 -e 'probe begin { println(1) }'").output
    #expect(path.hasSuffix(".o\n"))
  }

  @Test func `a script for another kernel is built and not run`() throws {
    let path = "/tmp/marktap-other-kernel"
    let identity = KernelIdentity(release: "9.9.9-other", buildID: "0123")
    try Files.write(KernelDescriptionBuilder(identity: identity).description().bytes, to: path)
    defer { unlink(path) }
    let result = try Tool.run("-r \(path) -e 'probe begin { println(1) }'")
    #expect(result.output.hasSuffix(".o\n"))
    #expect(
      result.errors
        == "WARNING: kernel release/architecture mismatch with host forces last-pass 4.\n")
    #expect(result.status == 0)
  }

  @Test func `a finished object runs by itself, with its globals set`() throws {
    let directory = "/tmp/marktap-object-test"
    let script = "'global n = 3 probe begin { n = n * 2 println(n) exit() }'"
    let made = try Tool.run(
      "-p4 -m six -e \(script)", before: "mkdir -p \(directory); cd \(directory);")
    #expect(made.output == "six.bo\n", "\(made.errors)")
    #expect(
      try Tool.run("\(directory)/six.bo n=21", name: "marktap-run").output == "42\n")
    let unknown = try Tool.run("\(directory)/six.bo m=1", name: "marktap-run")
    #expect(unknown.status == 3)
    #expect(unknown.errors.contains("no global 'm'"))
    #expect(try Tool.run("", name: "marktap-run").status == 2)
    let damaged = try Tool.run(
      "/etc/hostname", name: "marktap-run", behind: "; rc=$?; rm -r \(directory); exit $rc")
    #expect(damaged.status == 3)
  }
}

extension String {
  /// Returns how often `word` is in the text.
  fileprivate func components(of word: String) -> Int {
    var count = 0
    var rest = self[...]
    while let found = rest.firstRange(of: word) {
      count += 1
      rest = rest[found.upperBound...]
    }
    return count
  }
}

/// The limits that `-D` sets, at their edges.
struct LimitTests {
  // Each place is the one that SystemTap 5.6 names in the C that it makes of the script.
  @Test(arguments: [
    ("probe begin { while (1) i++ }", "identifier 'i' at <input>:1:25"),
    ("probe begin { while (1) { i++ j++ } println(i, j) }", "operator '{' at <input>:1:25"),
    (
      "probe begin { for (i = 0; i < 6000; i++) s += i println(s) }",
      "identifier 's' at <input>:1:42"
    ),
    ("probe begin { while (1) if (i++ > 9999) println(i) }", "keyword at <input>:1:25"),
    (
      "probe begin { try { while (1) i++ } catch { println(i) } }", "identifier 'i' at <input>:1:31"
    ),
    (
      "function two(x) { y = x * 2 return y } probe begin { while (1) n += two(n) println(n) }",
      "identifier 'two' at <input>:1:69"
    ),
    (
      "global n probe kernel.trace(\"sys_enter\") { for (i = 0; i < 999; i++) n += i }",
      "identifier 'n' at <input>:1:70"
    ),
    (
      "probe kernel.trace(\"sys_enter\") { for (i = 0; i < 999; i++) n += i println(n) }",
      "identifier 'n' at <input>:1:61"
    ),
  ])
  func `too many statements are told where SystemTap tells them`(script: String, place: String)
    throws
  {
    let result = try Tool.run("-w -e '\(script)'")
    #expect(result.errors.hasPrefix("ERROR: MAXACTION exceeded near \(place) in probe "))
    #expect(result.status == 1)
  }

  @Test func `statements that cannot be too many are not counted`() throws {
    let prints = (1...6).map { "println(\($0))" }.joined(separator: " ")
    let few = "-D MAXACTION_INTERRUPTIBLE=8 -e 'probe begin { if (1) { \(prints) } exit() }'"
    #expect(try Tool.run(few).output == "1\n2\n3\n4\n5\n6\n")
    let many = "-D MAXACTION_INTERRUPTIBLE=6 -e 'probe begin { if (1) { \(prints) } exit() }'"
    let result = try Tool.run(many)
    #expect(result.output == "" && result.errors.hasPrefix("ERROR: MAXACTION exceeded"))
  }

  @Test(arguments: [
    ("MAXACTION_INTERRUPTIBLE=500", "for (i = 0; i < 498; i++) {}", "MAXACTION exceeded"),
    ("MAXACTION_INTERRUPTIBLE=503", "for (i = 0; i < 498; i++) {}", nil),
    ("MAXACTION=50", "for (i = 0; i < 498; i++) {}", "MAXACTION exceeded"),
    ("MAXACTION=51", "for (i = 0; i < 498; i++) {}", nil),
    ("MAXMAPENTRIES=2", "a[1] = a[2] = 3", nil),
    ("MAXMAPENTRIES=1", "a[1] = a[2] = 3", "Array overflow, check MAXMAPENTRIES"),
    ("MAXNESTING=3", "deep(2)", nil), ("MAXNESTING=2", "deep(2)", "MAXNESTING exceeded"),
    ("MAXSTRINGLEN=10", "s = \"0123456789\" if (strlen(s) != 9) error(s)", nil),
    ("MAXSTRINGLEN=11", "s = \"0123456789\" if (strlen(s) != 10) error(s)", nil),
  ])
  func `a limit holds at its edge`(limit: String, body: String, failure: String?) throws {
    let result = try Tool.run(
      """
      -w -D \(limit) -e 'global a function deep(n) { print("") if (n > 0) deep(n - 1) } \
      probe begin { \(body) exit() } probe never { a[1] = 1 print(a[1]) deep(1) }'
      """)
    if let failure {
      #expect(result.errors.hasPrefix("ERROR: \(failure)"))
      #expect(result.status == 1)
    } else {
      #expect(result.errors == "")
      #expect(result.status == 0)
    }
  }

  @Test func `a warning that repeats is shown once`() throws {
    let script = "-e 'probe begin { warn(\"a\") warn(\"b\") warn(\"a\") exit() }'"
    #expect(try Tool.run(script).errors == "WARNING: a\nWARNING: b\n")
  }
}
