import Glibc
import Runtime
import Testing

/// Scripts over recorded traces: what they print is what they printed live.
@Suite(.enabled(if: geteuid() == 0, "recording needs root"), .serialized)
struct ReplayTests {
  /// A directory for the files of one test.
  final class Directory {
    /// The path.
    let path: String

    /// Makes it.
    init() throws { path = try Files.makeTemporaryDirectory() }

    deinit {
      for name in Files.names(in: path) { unlink("\(path)/\(name)") }
      rmdir(path)
    }
  }

  /// The program that runs live and is recorded at the same time.
  private static let command = "sh -c 'echo a | cat >/dev/null; (ls /etc/passwd; true) >/dev/null'"

  @Test(arguments: [
    // Each call of one process, in order. What it does before it becomes the command, only the recording sees.
    """
    probe begin { println("target ", target()) }
    probe kernel.mark("audit_syscall_entry") { if (pid() == target() && execname() != "marktap")
      printf("%s %d %d %x %x\\n", execname(), tid() == pid(), $arg2, $arg3, $arg4) }
    probe kernel.mark("audit_syscall_exit") { if (pid() == target() && execname() != "marktap") printf("%d %d\\n", $arg1, $arg2) }
    """,
    // Counters and statistics, printed at the end.
    """
    global calls, results, first[64] probe begin { println("target ", target()) }
    probe syscall.m*, syscall.r*, syscall.c* { if (pid() != target() || execname() == "marktap") next  calls[name]++  if (!([name] in first)) first[name] = syscall_number() }
    probe syscall.m*.return, syscall.r*.return { if (pid() == target() && execname() != "marktap" && retval >= 0) results <<< retval }
    probe end { foreach ([name+] in calls) println(name, " ", calls[name], " ", first[name])
      println(@count(results), " ", @max(results), " ", @sum(results)) }
    """,
    // Names and processes of children.
    """
    global family probe begin { family[target()] = 1  println("target ", target()) }
    probe kernel.mark("task_newtask") { if (!([pid()] in family)) next
      family[$arg1] = 1  printf("%s starts %s\\n", execname(), $arg2) }
    probe kernel.mark("sched_process_exec") { if ([pid()] in family) printf("%s %d\\n", execname(), $arg2 == $arg3) }
    probe kernel.mark("sched_process_exit") { if ([pid()] in family) println(execname()) }
    """,
    // Decoded arguments, without those that point to memory.
    """
    probe begin { println("target ", target()) }
    probe syscall.mmap, syscall.close, syscall.mprotect { if (pid() == target() && execname() != "marktap") println(name, " ", argstr) }
    """,
    // The examples that a recording is enough for, of one process.
    """
    global failures probe begin { println("target ", target()) }
    probe syscall.a*.return, syscall.r*.return, syscall.o*.return { if (pid() != target() || execname() == "marktap" || retval >= 0 || retval < -4095) next
      failures[name, errno_name(-retval)]++ }
    probe end { foreach ([call, error] in failures-) printf("%6d %s: %s\\n", failures[call, error], call, error) }
    """,
    // State from entry to return, statistics by two keys, a histogram.
    """
    global started, reads, sizes probe begin { println("target ", target()) }
    probe syscall.read { if (pid() == target() && execname() != "marktap") started[tid()] = count }
    probe syscall.read.return { if (!([tid()] in started)) next
      reads[execname(), started[tid()]] <<< retval  sizes <<< retval  delete started[tid()] }
    probe end { foreach ([name, size] in reads)
        printf("%s %d: %d %d\\n", name, size, @count(reads[name, size]), @max(reads[name, size]))
      print(@hist_log(sizes)) }
    """,
    // Texts at the end of records, functions, sorted arrays.
    """
    global family, events, files[10] probe begin { family[target()] = 1  println("target ", target()) }
    function told:string(name:string) { return substr(name, 0, 40) . ":" . sprintf("%d", strlen(name)) }
    probe kernel.mark("sched_process_fork") { if ([$parent_pid] in family) family[$child_pid] = 1 }
    probe kernel.mark("sched_process_exec") { if (!([pid()] in family)) next
      files[$filename]++  println(execname(), " ", told($filename)) }
    probe kernel.mark("sched_process_exit"), kernel.mark("task_newtask") { if ([pid()] in family) events[$name, pid() == tid()]++ }
    probe end { foreach ([what, first] in events) println(what, " ", first, " ", events[what, first])
      foreach (file+ in files) println(file, " ", files[file]) }
    """,
    // The run ends before the recording does.
    """
    global count probe begin { println("target ", target()) }
    probe kernel.mark("audit_syscall_entry") { if (pid() != target() || execname() == "marktap") next
      printf("%3d %-8s %5d %016x %s\\n", count, execname(), $arg2, $arg3, ($arg2 == 257 ? "open" : "other"))
      if (++count == 40) exit() }
    probe end, error { println("calls ", count) }
    """,
    // Names, numbers and signs of record fields.
    """
    global signals probe begin { println("target ", target()) }
    probe kernel.mark("sched_wakeup_new") { if (pid() == target()) printf("%s %d %d\\n", $comm, $pid > pid(), $prio) }
    probe kernel.mark("task_rename") { if (pid() == target() && $oldcomm != "marktap")
      printf("%s %s %d\\n", $oldcomm, $newcomm, $oom_score_adj) }
    probe kernel.mark("signal_generate") { if (pid() == target()) signals[$sig, $comm]++ }
    probe kernel.mark("audit_syscall_exit") { if (pid() == target() && execname() == "sh" && $arg2 < 0)
      printf("%d %s\\n", $arg2, errno_name(-$arg2)) }
    probe end { foreach ([signal, name] in signals) printf("%d %s %d\\n", signal, name, signals[signal, name]) }
    """,
    // A name is the old one while it changes.
    """
    global count[20] probe begin { println("target ", target()) }
    probe kernel.mark("task_rename"), kernel.mark("sched_process_exec") { if (pid() == target()) println($name, " ", execname()) }
    probe kernel.mark("task_rename") { if (pid() == target()) { println($oldcomm == execname())  count[$newcomm] = 1 } }
    probe kernel.mark("audit_syscall_entry") { if (pid() == target() && execname() in count) count[execname()]++ }
    probe end { foreach (name+ in count) println(name, " ", count[name]) }
    """,
    // Arrays that live in the kernel, with equal counters, and first values of user space.
    """
    global calls, names, sizes probe begin { println("target ", target())  calls[9999] = 1  calls[3] = 1 }
    probe kernel.mark("sys_enter") { if (pid() != target() || execname() == "marktap") next
      calls[$id]++  names[execname(), $id]++  sizes[$id % 3] <<< $id }
    probe end { foreach (number in calls-) println(number, " ", calls[number])  foreach (number in calls limit 6) println(number)
      foreach ([name, number] in names) println(name, " ", number)  foreach (rest in sizes @count-) println(@sum(sizes[rest])) }
    """,
    // Several handlers at one event, errors that are caught, and an end by one that is not.
    """
    global hits, caught probe begin { println("target ", target()) } probe begin(1) { println("second") }
    function risky:long(x:long) { try { return 60 / (x % 4) } catch (words) { caught[words]++ return -1 } }
    probe kernel.mark("sys_enter") { if (pid() == target() && execname() == "sh") { hits++  print(hits, " ") } }
    probe kernel.mark("sys_enter") { if (pid() == target() && execname() == "sh") println(risky($id), " ", substr(execname(), 1, 9)) }
    probe kernel.mark("sys_exit") { if (pid() == target() && execname() == "sh" && hits == 12) println(1 / (hits - 12)) }
    probe error { println("error")  foreach (words in caught) println(words, " ", caught[words] > 0) }
    """,
  ])
  func `a replay prints what the live run printed`(script: String) throws {
    let directory = try Directory()
    let (file, trace) = ("\(directory.path)/script.stp", "\(directory.path)/trace.dat")
    try Files.write(Array(script.utf8), to: file)
    let live = "\(directory.path)/live.txt"
    let inner = "\(directory.path)/inner.sh"
    let line = "\(Tool.path()) -o \(live) -c \"\(Self.command)\" \(file)\n"
    try Files.write(Array(line.utf8), to: inner)
    let recording = try Tool.run("record -o \(trace) -c 'sh \(inner)' \(file)")
    #expect(recording.status == 0, "\(recording.errors)")
    let printed = String(decoding: try Files.bytes(of: live), as: UTF8.self)
    let words = try #require(printed.split(separator: "\n").first).split(separator: " ")
    let target = try #require(words.last.flatMap { Int32($0) })
    let replay = try Tool.run("run --input \(trace) -x \(target) \(file)")
    #expect(replay.status == (script.contains("probe error {") ? 1 : 0), "\(replay.errors)")
    #expect(printed.utf8.count > 30)
    #expect(replay.output == printed)
  }

  /// Records a few calls in `directory` and returns the path of the file.
  private func record(in directory: Directory) throws -> String {
    let trace = "\(directory.path)/trace.dat"
    let script =
      "'probe kernel.mark(\"audit_syscall_entry\"), kernel.mark(\"sched_process_exec\") {}'"
    let result = try Tool.run("record -o \(trace) -c 'ls /etc/passwd' -e \(script)")
    #expect(result.status == 0, "\(result.errors)")
    return trace
  }

  @Test func `time, timers and the end are those of the recording`() throws {
    let directory = try Directory()
    let trace = "\(directory.path)/trace.dat"
    let event = "kernel.mark(\"audit_syscall_entry\")"
    let began = Clock.realTime() / 1_000_000_000
    let recording = try Tool.run(
      "record -o \(trace) -c 'sh -c \"sleep 0.3; true\"' -e 'probe \(event) {}'")
    #expect(recording.status == 0, "\(recording.errors)")
    let script = """
      global ticks, last probe \(event) { if (gettimeofday_ns() < last) println("back")  last = gettimeofday_ns() }
      probe timer.ms(50) { ticks++ }  probe begin { println(gettimeofday_s()) }  probe end { println(ticks) }
      """
    let result = try Tool.run("run --input \(trace) -e '\(script)'")
    let lines = result.output.split(separator: "\n").compactMap { Int64($0) }
    #expect(result.status == 0, "\(result.errors)")
    #expect(!result.output.contains("back"))
    #expect(lines.count == 2)
    #expect(abs(try #require(lines.first) - began) < 60)
    #expect(try #require(lines.last) >= 5)
  }

  @Test(arguments: [
    (
      "probe kernel.mark(\"audit_syscall_entry\") { println(uid()) }",
      "'uid()' is not in a recording"
    ),
    (
      "probe kernel.mark(\"audit_syscall_entry\") { println(user_string($arg3)) }",
      "'user_string()' is not in a recording"
    ),
    (
      "probe kernel.mark(\"audit_syscall_entry\") { println(ppid()) }",
      "'ppid()' is not in a recording"
    ),
    ("probe kernel.trace(\"sched:sched_process_exec\") { println($p->pid) }", "$p"),
    ("probe timer.profile { println(1) }", "is at no event"),
    ("probe kernel.function(\"vfs_read\") { }", "no calls of functions"),
    ("probe kernel.mark(\"timer_start\") { }", "'trace-cmd record -e timer_start' records it"),
    // The tapset that leads to the event is right; the script is told.
    ("probe kernel.mark(\"audit_syscall_exit\") { }", "<input>:1:14: error: no event"),
    ("probe syscall.close.return { }", "'trace-cmd record -e raw_syscalls:sys_exit' records it"),
  ])
  func `what a recording does not hold is told at its place`(
    script: String, words: String
  ) throws {
    let directory = try Directory()
    let result = try Tool.run("run --input \(try record(in: directory)) -e '\(script)'")
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.status == 1)
  }

  @Test func `files of trace-cmd, old and new, are read, and it reads those of this tool`() throws {
    let directory = try Directory()
    let trace = try record(in: directory)
    let listing = "\(directory.path)/report.txt"
    let report = try Tool.run("--version", before: "trace-cmd report -i \(trace) >\(listing);")
    #expect(report.status == 0, "\(report.errors)")
    let reported = String(decoding: try Files.bytes(of: listing), as: UTF8.self)
    let script = "-e 'probe kernel.mark(\"audit_syscall_entry\") { println($arg2, execname()) }'"
    let old = try Tool.run("run --input \(trace) \(script)")
    let lines = reported.split(separator: "\n").count { $0.contains("sys_enter:") }
    #expect(lines > 20)
    #expect(old.output.split(separator: "\n").count == lines)
    let compressed = "\(directory.path)/compressed.dat"
    let new = try Tool.run(
      "run --input \(compressed) \(script)",
      before: "trace-cmd convert -i \(trace) -o \(compressed) >/dev/null 2>&1;")
    #expect(new.output == old.output, "\(new.errors)")
    for path in [trace, compressed] {
      let target = try Tool.run("run --input \(path) -e 'probe begin { println(target()) }'")
      #expect(Int(target.output.filter(\.isNumber)) ?? 0 > 1, "\(target.errors)")
      let other = try Tool.run("run --input \(path) -x 7 -e 'probe begin { println(target()) }'")
      #expect(other.output == "7\n", "\(other.errors)")
    }
  }

  @Test func `recordings that zlib has compressed are read, and others told`() throws {
    let directory = try Directory()
    let path = "Tests/SessionTests/Recordings/ls.zlib.dat"
    let script = "-e 'probe kernel.mark(\"sys_*\") { println(ktime_get_ns(), $$parms) }'"
    let zlib = try Tool.run("run --input \(path) \(script)")
    let zstd = try Tool.run("run --input examples/recordings/ls.dat \(script)")
    #expect(zlib.status == 0, "\(zlib.errors)")
    #expect(zlib.output.split(separator: "\n").count == 366)
    #expect(zlib.output == zstd.output)
    // The head: the version, the order of bytes, the size of a `long`, and the compression.
    for (place, byte, words) in [
      (10, UInt8(ascii: "8"), "is of version 8 of trace.dat"), (12, 1, "a big-endian machine"),
      (13, 4, "a 32-bit machine"), (18, UInt8(ascii: "x"), "compressed by 'xlib'"),
    ] {
      var bytes = try Files.bytes(of: path)
      bytes[place] = byte
      let other = "\(directory.path)/other.dat"
      try Files.write(bytes, to: other)
      let refused = try Tool.run("run --input \(other) \(script)")
      #expect(refused.status == 3)
      #expect(refused.errors.contains("'\(other)'") && refused.errors.contains(words))
    }
  }

  @Test func `what was not recorded is told`() throws {
    let input = "run --input examples/recordings/ls.dat -e"
    let none = try Tool.run("\(input) 'probe kernel.mark(\"sched_process_fork\") { println(1) }'")
    #expect(none.status == 0)
    #expect(none.errors.contains("holds none of the events"), "\(none.errors)")
    let unknown = try Tool.run("\(input) 'probe kernel.mark(\"timer_start\") { println(1) }'")
    #expect(unknown.status == 1)
    #expect(
      unknown.errors.contains("'marktap record -o <file>' with the script"), "\(unknown.errors)")
  }

  @Test func `anybody can audit the recording that comes with the tool`() throws {
    let audit = "audit --input examples/recordings/ls.dat"
    let text = try Tool.run(audit, before: "setpriv --reuid=65534 --clear-groups")
    #expect(text.status == 0, "\(text.errors)")
    let lines = text.output.split(separator: "\n")
    #expect(lines.count == 183)
    #expect(lines.first?.hasPrefix("767 ls execve(0x") == true)
    #expect(
      lines.contains {
        $0.contains(" ls mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, ")
      })
    #expect(lines.last == "767 ls exit_group(0) = ?")
    // A few calls are translated in a moment.
    let failed = try Tool.run("\(audit) --format json --failed --syscall openat,access")
    #expect(failed.output.split(separator: "\n").count > 1, "\(failed.output)")
    #expect(failed.output.contains("\"error\":\"ENOENT\""))
    let refused = try Tool.run("\(audit) --format auditd")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("a recording does not tell"))
  }

  @Test func `a recording that fails leaves what was there`() throws {
    let directory = try Directory()
    let script = "'probe kernel.mark(\"sched_process_exit\") {}'"
    let device = try Tool.run("record -o /dev/null -c true -e \(script)")
    #expect(device.status == 3)
    #expect(device.errors.contains("'/dev/null', which is no regular file"), "\(device.errors)")
    let trace = "\(directory.path)/trace.dat"
    let full = try Tool.run(
      "record -o \(trace) -c 'ls /etc' -e \(script)", before: "ulimit -f 4; trap '' XFSZ;")
    #expect(full.status == 3)
    #expect(full.errors.contains("cannot write '\(trace)"), "\(full.errors)")
    #expect(Files.names(in: directory.path) == [])
    let failed = try Tool.run("record -o \(trace) -c 'sh -c \"exit 3\"' -e \(script)")
    #expect(failed.status == 0)
    #expect(failed.errors.contains("Child process exited with status 3"), "\(failed.errors)")
  }

  @Test func `a recorder that is killed leaves nothing behind`() throws {
    let directory = try Directory()
    let trace = "\(directory.path)/trace.dat"
    let script = "'probe kernel.mark(\"audit_syscall_entry\") {}'"
    _ = try Tool.run(
      "record -o \(trace) -c 'sleep 20' -e \(script)",
      behind: "& p=$!; echo $p >\(directory.path)/pid; sleep 2; kill -9 $p; sleep 1.5")
    let pid = String(decoding: try Files.bytes(of: "\(directory.path)/pid"), as: UTF8.self)
      .filter(\.isNumber)
    #expect(access("/sys/kernel/tracing/instances/marktap-\(pid)", F_OK) != 0)
    #expect(access(trace, F_OK) != 0)
  }

  @Test func `damaged files are refused, and nothing crashes`() throws {
    let directory = try Directory()
    let trace = try record(in: directory)
    let whole = try Files.bytes(of: trace)
    let damaged = "\(directory.path)/damaged.dat"
    var random = SystemRandomNumberGenerator()
    let script =
      "-e 'global n probe kernel.mark(\"sys_enter\") { n++ } probe end { println(n) }'"
    for attempt in 0..<24 {
      var bytes = whole
      if attempt % 2 == 0 {
        bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
      } else {
        for _ in 0..<20 {
          let place = Int.random(
            in: 0..<min(bytes.count, attempt % 4 == 1 ? 4096 : .max), using: &random)
          bytes[place] = .random(in: 0 ... .max, using: &random)
        }
      }
      try Files.write(bytes, to: damaged)
      let result = try Tool.run("run --input \(damaged) \(script)", before: "timeout 60")
      #expect([0, 1, 3].contains(result.status), "\(attempt): \(result.status) \(result.errors)")
      if result.status == 3 { #expect(result.errors.contains("'\(damaged)'"), "\(result.errors)") }
    }
    let empty = try Tool.run("run --input /dev/null \(script)")
    #expect(empty.status == 3)
    #expect(empty.errors.contains("'/dev/null' cannot be read"))
  }

  @Test func `what is no recording is refused at once`() throws {
    let directory = try Directory()
    let (pipe, none, perf) = (
      "\(directory.path)/pipe", "\(directory.path)/none", "\(directory.path)/perf.data"
    )
    mkfifo(pipe, 0o600)
    try Files.write([], to: none)
    try Files.write(Array("PERFILE2".utf8) + [UInt8](repeating: 0, count: 200), to: perf)
    for (path, words) in [
      (pipe, "no regular file"), (directory.path, "no regular file"), (none, "it is empty"),
      (perf, "a recording of perf, which is not read; record with 'marktap record'"),
      ("/etc/passwd", "it is no trace of trace-cmd"), ("/nowhere", "No such file"),
    ] {
      let result = try Tool.run("run --input \(path) -e 'probe begin {}'", before: "timeout 20")
      #expect(result.status == 3)
      #expect(result.errors.contains("'\(path)'"), "\(result.errors)")
      #expect(result.errors.contains(words), "\(result.errors)")
    }
    for command in ["run -e 'probe begin {}'", "audit"] {
      let two = try Tool.run("\(command) --input \(none) --input \(perf)")
      #expect(two.status == 2)
      #expect(two.errors.contains("recordings are not merged"), "\(two.errors)")
    }
  }

  @Test func `texts that a recording lacks are told once, at the probe`() throws {
    let input = "run --input examples/recordings/ls.dat -e"
    let texts = try Tool.run("\(input) 'probe syscall.openat { println(filename) }'")
    #expect(texts.status == 0)
    #expect(texts.output.hasPrefix("0x"))
    #expect(texts.errors.contains("<input>:1:1: warning: a recording has no memory of tasks"))
    let numbers = try Tool.run("\(input) 'probe syscall.close { println(argstr) }'")
    #expect(numbers.errors == "")
  }

  @Test func `timers alone run for as long as the recording is`() throws {
    let script = "'probe timer.us(100) { println(gettimeofday_us()) }'"
    let result = try Tool.run("run --input examples/recordings/ls.dat -e \(script)")
    let times = result.output.split(separator: "\n").compactMap { Int64($0) }
    #expect(times.count > 10, "\(result.errors)")
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == 100 })
  }
}
