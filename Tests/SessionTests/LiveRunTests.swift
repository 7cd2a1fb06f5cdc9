import Glibc
import Testing

/// Scripts with probes in the running kernel, from text to output.
@Suite(.enabled(if: geteuid() == 0, "probes in the kernel need root"), .serialized)
struct LiveRunTests {
  @Test func `a command is seen from its first system call to its last`() throws {
    let result = try Tool.run(
      """
      -e 'probe kernel.trace("raw_syscalls:sys_enter") { if (pid() == target()) println($id) } \
      probe end { println("end") }' -c /bin/true
      """)
    let lines = result.output.split(separator: "\n")
    // execve is 59 and exit_group 231 on x86_64.
    #expect(lines.first == "59")
    #expect(lines.suffix(2) == ["231", "end"])
    #expect(result.errors == "")
    #expect(result.status == 0)
  }

  @Test func `what stands around many system calls runs in its order`() throws {
    let script = """
      -e 'probe kernel.trace("raw_syscalls:sys_enter") { if (pid() == target() && $id == 110) println("first") } \
      probe syscall.* { if (pid() != target() || !isinstr(name . execname(), "getppid")) next  println(name, strlen(argstr)) } \
      probe kernel.trace("raw_syscalls:sys_enter") { if (pid() == target() && $id == 110) println("last") }'
      """
    // That is more than one program.
    let code = try Tool.run("--dump bpf \(script)")
    #expect(code.output.contains("# p0t1_sys_enter: tp_btf/sys_enter"), "\(code.errors)")
    // A shell asks for its parent once.
    let result = try Tool.run("\(script) -c 'sh -c \"exit 0\"'")
    #expect(result.output == "first\ngetppid0\nlast\n", "\(result.errors)")
  }

  @Test func `the event of one system call has its arguments by their types`() throws {
    let result = try Tool.run(
      """
      -e 'probe kernel.mark("sys_enter_kill") { if (pid() == target()) println($pid == target(), $sig) }' \
      -c 'kill -0 $$'
      """)
    #expect(result.output == "10\n", "\(result.errors)")
  }

  @Test func `events of many system calls are seen at the tracepoints of all`() throws {
    let result = try Tool.run(
      """
      -e 'probe kernel.mark("sys_enter_w*"), kernel.mark("sys_enter_k*"), kernel.mark("sys_exit_kill") { \
      if (pid() != target()) next \
      if (@defined($sig)) println($__syscall_nr, " ", $pid == target(), " ", $sig, " ", $arg1) \
      else if (@defined($ret)) println($ret) }' -c 'kill -0 $$'
      """)
    #expect(result.output == "62 1 0 62\n0\n", "\(result.errors)")
    let script = "-e 'probe kernel.mark(\"sys_enter_s*\") { println(pid()) }'"
    let code = try Tool.run("--dump bpf \(script)")
    #expect(code.output.contains("_sys_enter: "), "\(code.errors)")
  }

  @Test func `counters in the kernel are read by timers and at the end`() throws {
    let result = try Tool.run(
      """
      -e 'global n, byname, h \
      probe kernel.trace("raw_syscalls:sys_enter") \
      { if (pid() == target()) { n++  byname[execname(), $id]++  h[$id] <<< $id } } \
      probe end { printf("%d %d %d\\n", n >= 500, byname["dd", 1] >= 200, @count(h[1]) >= 200) \
      foreach ([name, id] in byname- limit 1) printf("%s\\n", name) \
      foreach (id in h) if (id == 1) printf("%d %d %d\\n", @min(h[id]), @max(h[id]), @avg(h[id])) }' \
      -c 'dd if=/dev/zero of=/dev/null bs=1 count=250 status=none'
      """)
    #expect(result.output == "1 1 1\ndd\n1 1 1\n", "\(result.errors)")
  }

  @Test func `globals of begin probes reach the kernel, and what end deletes is gone`() throws {
    let result = try Tool.run(
      """
      -e 'global wanted, seen, word = "first" \
      probe begin { wanted[110] = 1  word = "second" } \
      probe kernel.trace("raw_syscalls:sys_enter") \
      { if (pid() == target() && wanted[$id]) seen[$id, word]++ } \
      probe end { foreach ([id, text] in seen) printf("%d %s\\n", id, text) \
      delete seen  foreach ([id, text] in seen) println("left") \
      delete wanted[110]  println(110 in wanted) }' -c 'sh -c "exit 0"'
      """)
    // A shell asks for its parent once.
    #expect(result.output == "110 second\n0\n", "\(result.errors)")
  }

  @Test func `what a return probe has of the entry was saved there`() throws {
    let result = try Tool.run(
      """
      -e 'probe syscall.write.return { if (pid() == target()) \
      printf("%d %d %d\\n", @entry(fd), @entry(count), @entry(gettimeofday_ns()) <= gettimeofday_ns()) } \
      probe syscall.*nanosleep.return { if (pid() == target()) \
      println(gettimeofday_us() - @entry(gettimeofday_us()) >= 20000) }' \
      -c 'sh -c "echo hello >/dev/null; exec sleep 0.02"'
      """)
    #expect(result.output == "1 6 1\n1\n", "\(result.errors)")
  }

  @Test func `what threads have saved that end before the return is freed`() throws {
    // Each `true` leaves a value behind, of which the array holds 256; the kernel lets go of a thread a moment later.
    let result = try Tool.run(
      """
      -DMAXMAPENTRIES=256 -e 'global opens, saved \
      probe syscall.exit_group.return, syscall.openat.return \
      { if (pid() == target()) { opens++; if (@entry(pid()) == pid()) saved++ } } \
      probe end { println(opens > 1, opens == saved) }' \
      -c 'for i in 1 2 3 4 5 6 7 8 9 10; do for j in 1 2 3 4 5 6 7 8 9 10; do /bin/true; /bin/true; /bin/true; \
      done; done; sleep 1; : < /dev/null; exec cat /dev/null'
      """)
    #expect(result.output == "11\n", "\(result.errors)")
  }

  @Test func `arguments of system calls are had by their types and positions`() throws {
    let result = try Tool.run(
      """
      -e 'probe nd_syscall.kill { if (pid() == target()) println(int_arg(2), " ", uint_arg(1) == target()) } \
      probe nd_syscall.kill.return { if (pid() == target()) println(@entry(long_arg(2)), returnval()) }' \
      -c 'kill -0 $$; kill -0 $$'
      """)
    #expect(result.output == "0 1\n00\n0 1\n00\n", "\(result.errors)")
  }

  @Test func `the words behind a script are in variables of the tapset`() throws {
    let result = try Tool.run(
      "-e 'probe begin { println(argc, \" \", argv[2], argv_1, argv_3) exit() }' one 2")
    #expect(result.output == "2 2one\n", "\(result.errors)")
    #expect(result.errors == "")
  }

  @Test func `exit in a handler ends the run at that record`() throws {
    let result = try Tool.run(
      """
      -e 'global n probe kernel.trace("raw_syscalls:sys_enter") \
      { println(++n) if (n == 3) exit() } probe end { println("end") }'
      """)
    #expect(result.output == "1\n2\n3\nend\n", "\(result.errors)")
  }

  @Test func `an error in a kernel half is told at its place`() throws {
    let result = try Tool.run(
      """
      -e 'global n probe kernel.trace("raw_syscalls:sys_enter") { n += 1 / ($id - $id) } \
      probe error { println("error") } probe end { println(n) }'
      """)
    #expect(result.output == "error\n")
    #expect(result.errors.hasPrefix("ERROR: division by 0 near operator '/' at <input>:1:"))
    #expect(result.status == 1)
  }

  @Test func `events are probed by their records without a mounted tracefs`() throws {
    let result = try Tool.run(
      """
      -e 'probe kernel.mark("sched_process_exit") { if (tid() == target()) printf("%s\\n", $arg1) }' \
      -c /bin/true
      """)
    #expect(result.output == "true\n", "\(result.errors)")
  }

  @Test func `ticks of a clock are counted on each CPU`() throws {
    let result = try Tool.run(
      "-T 1 -e 'global n probe timer.profile { n++ } probe end { println(n > 50) }'")
    #expect(result.output == "1\n", "\(result.errors)")
  }

  @Test func `records that do not fit are counted, and are an error in strict mode`() throws {
    // A timer that works for long keeps the reader from a buffer of one megabyte.
    let script = """
      -s 1 -DMAXACTION_INTERRUPTIBLE=10000000 -e 'global n, sum \
      probe kernel.trace("raw_syscalls:sys_enter") \
      { if (pid() == target()) { n++  printf("%d\\n", $id) } } \
      probe timer.ms(20) { for (i = 0; i < 3000000; i++) sum += i } \
      probe end { printf("%d lost of %d\\n", lost_records() > 0, n > 0) }' \
      -c 'dd if=/dev/zero of=/dev/null bs=1 count=300000 status=none'
      """
    let lenient = try Tool.run(script)
    #expect(lenient.status == 0)
    #expect(lenient.output.contains("\n1 lost of 1\n"))
    #expect(
      lenient.errors.contains(" records of 'kernel.trace(\"raw_syscalls:sys_enter\")' were lost"))
    let strict = try Tool.run("--strict \(script)")
    #expect(strict.status == 3)
    #expect(strict.errors.contains("were lost"))
  }

  @Test func `many lines arrive whole and in order`() throws {
    let result = try Tool.run(
      """
      -e 'global n probe kernel.trace("raw_syscalls:sys_enter") \
      { if (pid() == target() && $id == 1) printf("%d\\n", ++n) }' \
      -c 'dd if=/dev/zero of=/dev/null bs=1 count=50000 status=none'
      """)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count >= 50000, "\(result.errors)")
    #expect(zip(lines, 1...).allSatisfy { Int($0) == $1 })
  }

  @Test(arguments: [
    ("kernel.trace(\"sched_switch\")", "needs root, or CAP_BPF and CAP_PERFMON"),
    // Whether tracefs is mounted or not, the words say what to do.
    ("kernel.mark(\"sched_switch\")", "run as root"),
  ])
  func `without privileges the kernel says no`(point: String, words: String) throws {
    // Where the tests are built may be out of reach for others.
    let copy = "/tmp/marktap-unprivileged"
    let result = try Tool.run(
      """
      >/dev/null; cd /; cp \(Tool.path()) \(copy); chmod 755 \(copy); \
      setpriv --reuid=65534 --regid=65534 --clear-groups env XDG_CACHE_HOME= HOME= \
      \(copy) -e 'probe \(point) { println(1) }'
      """, behind: "; rc=$?; rm -rf \(copy) /tmp/marktap-65534; exit $rc")
    #expect(result.status == 3)
    #expect(result.errors.contains(words), "\(result.errors)")
  }
}
