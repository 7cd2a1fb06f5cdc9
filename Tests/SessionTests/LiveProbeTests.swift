import Glibc
import Testing

/// Probes in the running kernel that are neither markers nor tracepoints.
@Suite(.enabled(if: geteuid() == 0, "probes in the kernel need root"), .serialized)
struct LiveProbeTests {
  @Test func `the clock of a process ticks while it computes`() throws {
    let result = try Tool.run(
      """
      -e 'global own, other probe perf.sw.cpu_clock.sample(1000000).process \
      { if (pid() == target()) own++ else other++ } \
      probe end { println(own > 0, " ", other) }' -c 'dd if=/dev/zero of=/dev/null bs=1M count=500 status=none'
      """)
    #expect(result.output == "1 0\n", "\(result.errors)")
  }

  @Test func `page faults and context switches of a program are counted one by one`() throws {
    let result = try Tool.run(
      """
      -e 'global faults, switches \
      probe perf.type(1).config(2).sample(1).process { faults++ } \
      probe perf.type(1).config(3).sample(1).process { switches++ } \
      probe end { println(faults > 20, " ", switches > 0) }' -c 'sleep 0.05'
      """)
    #expect(result.output == "1 1\n", "\(result.errors)")
  }

  @Test func `a clock can be asked for so many times a second`() throws {
    let result = try Tool.run(
      """
      -e 'global n probe perf.sw.cpu_clock.hz(1000).process("dd") { n++ } \
      probe end { println(n > 0) }' -c 'dd if=/dev/zero of=/dev/null bs=1M count=2000 status=none'
      """)
    #expect(result.output == "1\n", "\(result.errors)")
  }

  @Test func `a performance event that the machine does not have is named`() throws {
    let result = try Tool.run("-e 'global n probe perf.type(1).config(4711) { n++ }'")
    #expect(result.status == 3)
    #expect(
      result.errors
        == "marktap: error: this machine does not have the performance event of type 1, configuration 4711\n"
    )
  }

  @Test func `events of a process need one`() throws {
    let result = try Tool.run("-e 'global n probe perf.sw.page_faults.process { n++ }'")
    #expect(result.status == 1)
    #expect(result.errors.contains("start one with -c or name one with -x"))
  }

  @Test func `files of a session answer readers and take what is written`() throws {
    let script = """
      global n = 5, seen \
      probe procfs("n").read { $value = sprintf("n is %d\\n", n)  $value .= "more\\n" } \
      probe procfs("n").write { n = strtol($value, 10) } \
      probe procfs("below/cut").umask(0022).read.maxsize(3) { $value = "abcdef" } \
      probe procfs.write { seen = seen . $value } \
      probe end { printf("%s%d\\n", seen, n) }
      """
    // The shell's parent is the tool, whose process names the directory.
    let commands = """
      directory=/run/marktap/$PPID; cat $directory/n; echo 42 > $directory/n; \
      cat $directory/n $directory/n $directory/below/cut; echo; \
      stat -c %a $directory/n $directory/below/cut; echo some > $directory/command; sleep 0.2
      """
    let result = try Tool.run("-e '\(script)' -c '\(commands)'")
    #expect(
      result.output == "n is 5\nmore\nn is 42\nmore\nn is 42\nmore\nabc\n600\n444\nsome\n42\n",
      "\(result.errors)")
  }

  @Test(arguments: ["printf 'one\\ntwo\\nq' |", "printf 'one\\ntwo\\nq' >$TMP; <$TMP"])
  func `what comes at the standard input is read by characters and by lines`(_ input: String) throws
  {
    let script = """
      global n \
      probe input.line { printf("%d: %s", n, line) } \
      probe input.char { n++  if (char == "q") exit() } \
      probe end { println(n) }
      """
    let file = "/tmp/marktap-input-\(getpid())"
    defer { unlink(file) }
    let result = try Tool.run("-e '\(script)'", before: input.replacing("$TMP", with: file))
    #expect(result.output == "3: one\n7: two\n9\n", "\(result.errors)")
  }

  @Test func `probes that cannot be attached in functions end the run with the reason`() throws {
    let result = try Tool.run("-e 'probe kprobe.function(\"no_such_symbol\") { println(1) }'")
    #expect(result.status == 3)
    #expect(result.output == "")
    #expect(result.errors.contains("no kprobes") || result.errors.contains("No such file"))
  }
}
