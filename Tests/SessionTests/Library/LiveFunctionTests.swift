import Foundation
import Glibc
import Testing

/// The functions of the tapsets, against what others say of the same.
@Suite(.enabled(if: geteuid() == 0, "probes in the kernel need root"), .serialized)
struct LiveFunctionTests {
  @Test func `functions of their arguments yield the same in begin and at an event`() throws {
    let prints =
      PureCases.numbers.map { "printf(\"%d\\001\", \($0.expression))" }
      + PureCases.strings.map { "printf(\"%s\\001\", \($0.expression))" }
    let expected = PureCases.numbers.map { String($0.result) } + PureCases.strings.map(\.result)
    let path = "/tmp/marktap-pure-\(getpid()).stp"
    defer { unlink(path) }
    for (site, filter) in [
      ("begin", ""), ("kernel.trace(\"sys_enter\")", "if (pid() != target()) next;"),
    ] {
      var said: [String] = []
      // Not all at once: what one handler captures has bounds.
      for start in stride(from: 0, to: prints.count, by: 24) {
        let some = prints[start..<min(start + 24, prints.count)]
        let script = "probe \(site) { \(filter) \(some.joined(separator: "\n")) exit() }"
        try script.write(toFile: path, atomically: true, encoding: .utf8)
        let result = try Tool.run("\(path) -c true")
        #expect(result.status == 0, "\(result.errors)")
        said += result.output.split(separator: "\u{1}", omittingEmptySubsequences: false)
          .map(String.init).prefix(some.count)
      }
      #expect(said.count == expected.count)
      for (index, pair) in zip(said, expected).enumerated() {
        let expression =
          index < PureCases.numbers.count
          ? PureCases.numbers[index].expression
          : PureCases.strings[index - PureCases.numbers.count].expression
        #expect(pair.0 == pair.1, "\(expression) at \(site)")
      }
    }
  }

  @Test func `the current task is what proc says`() throws {
    let run = try FunctionRun(
      values: [
        "pid": "task_pid(task_current())", "tid": "task_tid(task_current())",
        "ppid": "task_pid(task_parent(task_current()))", "found": "task_pid(pid2task(pid()))",
        "none": "pid2task(4194303)", "uid": "task_uid(task_current())",
        "euid": "task_euid(task_current())", "gid": "task_gid(task_current())",
        "egid": "task_egid(task_current())", "prio": "task_prio(task_current())",
        "nice": "task_nice(task_current())", "state": "task_state(task_current())",
        "oncpu": "task_cpu(task_current()) == cpu()",
        "nspid": "ns_pid()", "nstid": "ns_tid()", "nsppid": "ns_ppid()", "nspgrp": "ns_pgrp()",
        "nssid": "ns_sid()", "nsuid": "ns_uid()", "nseuid": "ns_euid()", "nsgid": "ns_gid()",
        "nsegid": "ns_egid()", "tnspid": "task_ns_pid(task_current())",
        "tnstid": "task_ns_tid(task_current())", "tnsuid": "task_ns_uid(task_current())",
        "tnseuid": "task_ns_euid(task_current())", "tnsgid": "task_ns_gid(task_current())",
        "tnsegid": "task_ns_egid(task_current())", "myproc": "is_myproc()",
        "blocked": "is_sig_blocked(task_current(), 10)", "narrow": "probing_32bit_app()",
        "bytes": "uarch_bytes()",
      ],
      texts: [
        "name": "task_execname(task_current())", "init": "pid2execname(1)",
        "nobody": "pid2execname(4194303)", "ancestry": "task_ancestry(task_current(), 0)",
        "trace": "pstrace(task_current())",
      ],
      shell: """
        set -- $(cat /proc/$$/stat)
        echo pid=$1; echo ppid=$4; echo pgrp=$5; echo sid=$6; echo prio=${18}; echo nice=${19}
        echo uid=$(id -ru); echo gid=$(id -rg); echo name=$(cat /proc/$$/comm)
        echo init=$(cat /proc/1/comm); echo parent=$(cat /proc/$PPID/comm)
        """)
    let (said, truth) = (run.said, run.truth)
    for name in ["pid", "tid", "found", "nspid", "nstid", "tnspid", "tnstid"] {
      #expect(said[name] == truth["pid"], "\(name)")
    }
    for name in ["ppid", "nsppid"] { #expect(said[name] == truth["ppid"], "\(name)") }
    for name in ["uid", "euid", "nsuid", "nseuid", "tnsuid", "tnseuid"] {
      #expect(said[name] == truth["uid"], "\(name)")
    }
    for name in ["gid", "egid", "nsgid", "nsegid", "tnsgid", "tnsegid"] {
      #expect(said[name] == truth["gid"], "\(name)")
    }
    for name in ["prio", "nice", "name", "init"] { #expect(said[name] == truth[name], "\(name)") }
    #expect(said["nspgrp"] == truth["pgrp"])
    #expect(said["nssid"] == truth["sid"])
    #expect(said["none"] == "0" && said["nobody"] == "")
    #expect(said["state"] == "0" && said["oncpu"] == "1" && said["myproc"] == "1")
    #expect(said["blocked"] == "0" && said["narrow"] == "0" && said["bytes"] == "8")
    let parent = try #require(truth["parent"])
    #expect(said["ancestry"]?.hasSuffix("=>\(parent)=>sh") == true)
    #expect(said["trace"]?.hasPrefix(" sh(\(truth["pid"] ?? ""))") == true)
  }

  @Test func `files and paths of the current task are what proc says`() throws {
    let run = try FunctionRun(
      values: [
        "open": "task_open_file_handles(task_current())",
        "max": "task_max_file_handles(task_current()) >= 16",
        "closed": "task_fd_lookup(task_current(), 1 << 20) + task_fd_lookup(task_current(), -1)",
        "same": "current_exe_file() == task_exe_file(task_current())",
      ],
      texts: [
        "exe": "fullpath_struct_file(task_current(), current_exe_file())",
        "cwd": "fullpath_struct_path(task_cwd_path(task_current()))",
        "null": "fullpath_struct_file(task_current(), task_fd_lookup(task_current(), 0))",
        "pipe": "fullpath_struct_file(task_current(), task_fd_lookup(task_current(), 9))",
        "inode": #"inode_path(@cast(current_exe_file(), "file")->f_inode)"#,
        "tail": #"inode_name(@cast(current_exe_file(), "file")->f_inode)"#,
        "entry": #"d_name(@cast(current_exe_file(), "file")->f_path->dentry)"#,
        "walk": #"reverse_path_walk(@cast(current_exe_file(), "file")->f_path->dentry)"#,
      ],
      shell: """
        cd /proc/self/root/usr/share
        mkfifo /tmp/marktap-fifo-$$; rm /tmp/marktap-fifo-$$
        exec 9<<end
        text
        end
        echo exe=$(readlink /proc/$$/exe); echo cwd=$(readlink /proc/$$/cwd)
        echo null=$(readlink /proc/$$/fd/0); echo pipe=$(readlink /proc/$$/fd/9)
        printf fds=; ls -m -w 0 /proc/$$/fd
        """)
    let open = run.truth["fds"]?.split(separator: ",").count
    #expect(Int(run.said["open"] ?? "") == open)
    for name in ["exe", "cwd", "null", "pipe"] {
      #expect(run.said[name] == run.truth[name], "\(name)")
    }
    let program = try #require(run.truth["exe"])
    #expect(run.said["inode"] == program)
    #expect(run.said["entry"] == program.split(separator: "/").last.map(String.init))
    #expect(program.hasSuffix("/" + (run.said["tail"] ?? "-")))
    #expect(run.said["walk"] == run.said["tail"])
    #expect(run.said["max"] == "1" && run.said["closed"] == "0" && run.said["same"] == "1")
  }

  @Test func `arguments and environment are those that the process was started with`() throws {
    let run = try FunctionRun(
      texts: [
        "all": "cmdline_str()", "third": "cmdline_arg(3)", "some": #"cmdline_args(2, 3, ",")"#,
        "rest": #"cmdline_args(2, -1, "|")"#, "none": "cmdline_arg(9)",
        "set": #"env_var("MARKTAP_A")"#, "unset": #"env_var("MARKTAP")"#,
      ],
      before: "MARKTAP_A='x=y z' LONG=$(head -c 3000 /dev/zero | tr '\\0' x)")
    #expect(run.said["all"]?.hasSuffix(".sh one two 2 three") == true)
    #expect(run.said["third"] == "two 2")
    #expect(run.said["some"] == "one,two 2")
    #expect(run.said["rest"] == "one|two 2|three")
    #expect(run.said["none"] == "")
    #expect(run.said["set"] == "x=y z")
    #expect(run.said["unset"] == "")
  }

  @Test func `memory, time and limits are what proc says`() throws {
    let run = try FunctionRun(
      values: [
        "size": "proc_mem_size()", "size_pid": "proc_mem_size_pid(pid())",
        "txt": "proc_mem_txt()", "txt_pid": "proc_mem_txt_pid(pid())", "data": "proc_mem_data()",
        "data_pid": "proc_mem_data_pid(pid())", "rss": "proc_mem_rss()",
        "rss_pid": "proc_mem_rss_pid(pid())", "shr": "proc_mem_shr()",
        "shr_pid": "proc_mem_shr_pid(pid())", "nobody": "proc_mem_size(4194303)",
        "started": "task_start_time(tid())",
        "nofile": #"task_rlimit(task_current(), "RLIMIT_NOFILE")"#,
        "nofile2": "task_rlimit_nofile(task_current())",
        "stack": "task_rlimit_stack(task_current())",
        "core": "task_rlimit_core(task_current())", "utime": "task_utime() + task_stime()",
        "utime_tid": "task_utime_tid(tid()) + task_stime_tid(tid())",
        "nothing": "task_utime(4194303) + task_stime(4194303) + task_start_time(4194303)",
      ],
      texts: [
        "memory": "proc_mem_string()", "memory_pid": "proc_mem_string_pid(pid())",
        "times": "task_time_string()", "times_tid": "task_time_string_tid(tid())",
      ],
      shell: """
        ulimit -S -n 123; ulimit -S -c 0
        i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done
        set -- $(cat /proc/$$/statm); echo size=$1; echo rss=$2; echo shr=$3; echo txt=$4; echo data=$6
        set -- $(cat /proc/$$/stat); echo started=${22}
        echo stack=$(ulimit -S -s)
        """)
    let (said, truth) = (run.said, run.truth)
    for name in ["size", "txt", "data"] {
      #expect(said[name] == truth[name], "\(name)")
      #expect(said["\(name)_pid"] == truth[name], "\(name)")
    }
    // The kernel counts resident pages on each CPU and adds them up now and then: 32 per CPU may be missing.
    for name in ["rss", "shr"] {
      let (own, other) = (Int(said[name] ?? "") ?? 0, Int(truth[name] ?? "") ?? 0)
      #expect(abs(own - other) <= 32 * 3 * sysconf(Int32(_SC_NPROCESSORS_CONF)), "\(name)")
      #expect(said[name] == said["\(name)_pid"])
    }
    let ticks = try #require(Int(truth["started"] ?? ""))
    #expect(Int(said["started"] ?? "").map { $0 / 10_000_000 } == ticks)
    #expect(said["nofile"] == "123" && said["nofile2"] == "123" && said["core"] == "0")
    #expect(Int(said["stack"] ?? "").map { String($0 / 1024) } ?? "" == truth["stack"])
    #expect(said["nobody"] == "0" && said["nothing"] == "0")
    #expect((Int(said["utime"] ?? "") ?? 0) > 0)
    #expect((Int(said["utime_tid"] ?? "") ?? 0) > 0)
    #expect(said["memory"]?.hasPrefix("size: ") == true && said["memory_pid"] == said["memory"])
    #expect(said["times"]?.hasPrefix("usr: 0m0.") == true)
    #expect(said["times_tid"]?.contains(", sys: 0m0.") == true)
  }

  @Test func `stacks name the functions that lead to the probe`() throws {
    let run = try FunctionRun(
      values: [
        "own": "ustack(0) == uaddr()", "ip": #"u_register("rip") == uaddr()"#,
        "call": #"u_register("orig_rax")"#, "signal": #"u_register("rsi")"#,
        "modname": #"modname(stack(0)) == "kernel""#, "caller": "caller_addr() == stack(1)",
      ],
      texts: [
        "callers": "callers(1)", "list": "backtrace()",
        "short": #"tokenize(sprint_backtrace(), "\n")"#,
        "name": "symname(stack(0))",
        "caller_text": "caller()",
        "users": "ucallers(0)", "all_users": "ubacktrace()",
      ],
      body: #"print_backtrace() printf("probe:printed=1\n") print_stack(callers(0))"#)
    let said = run.said
    #expect(
      said["own"] == "1" && said["ip"] == "1" && said["modname"] == "1" && said["caller"] == "1")
    // kill(pid, 0) is system call 62.
    #expect(said["call"] == "62" && said["signal"] == "0")
    let list = try #require(said["list"])
    #expect(list.split(separator: " ").prefix(2).joined(separator: " ") == said["callers"])
    #expect(said["name"]?.contains("syscall") == true || said["name"]?.contains("trace") == true)
    #expect(said["short"]?.contains(" [kernel]") == true)
    #expect(
      said["caller_text"]?.hasSuffix(said["callers"]?.split(separator: " ").last ?? "-") == true)
    #expect(said["all_users"]?.hasPrefix(said["users"] ?? "-") == true)
    #expect(said["printed"] == "1")
  }

  @Test func `clocks agree with those of others`() throws {
    let run = try FunctionRun(
      values: [
        "s": "gettimeofday_s()", "ms": "gettimeofday_ms() / 1000",
        "us": "gettimeofday_us() / 1000000",
        "local_ns": "local_clock_ns() / 1000000000", "local_us": "local_clock_us() / 1000000",
        "local_ms": "local_clock_ms() / 1000", "local_s": "local_clock_s()",
        "cpu_ns": "cpu_clock_ns(0) / 1000000000", "cpu_us": "cpu_clock_us(0) / 1000000",
        "cpu_ms": "cpu_clock_ms(0) / 1000", "cpu_s": "cpu_clock_s(0)", "west": "tz_gmtoff()",
        "load": "get_loadavg_index(0)", "hz": "HZ()",
      ],
      texts: [
        "zone": "tz_name()", "now": "ctime()", "local": "tz_ctime(gettimeofday_s())",
        "loads": "sprint_loadavg()",
      ],
      shell: """
        export TZ=America/New_York
        echo s=$(date +%s); echo zone=$(date +%Z); echo offset=$(date +%z)
        echo up=$(cut -d. -f1 /proc/uptime); echo day=$(date -u '+%a %b %e'); echo local=$(date '+%a %b %e')
        echo load=$(cut -d' ' -f1 /proc/loadavg)
        """, before: "export TZ=America/New_York;")
    let (said, truth) = (run.said, run.truth)
    let seconds = try #require(Int(truth["s"] ?? ""))
    for name in ["s", "ms", "us"] {
      #expect(abs((Int(said[name] ?? "") ?? 0) - seconds) <= 5, "\(name)")
    }
    let up = try #require(Int(truth["up"] ?? ""))
    for name in [
      "local_ns", "local_us", "local_ms", "local_s", "cpu_ns", "cpu_us", "cpu_ms", "cpu_s",
    ] {
      #expect(abs((Int(said[name] ?? "") ?? 0) - up) <= 5, "\(name)")
    }
    let west = try #require(Int(said["west"] ?? ""))
    #expect(truth["offset"] == String(format: "-%02d00", west / 3600))
    #expect(said["zone"] == truth["zone"])
    #expect(said["now"]?.hasPrefix(truth["day"] ?? "-") == true)
    #expect(said["local"]?.hasPrefix(truth["local"] ?? "-") == true)
    #expect(said["local"]?.hasSuffix(" " + (truth["zone"] ?? "-")) == true)
    let load = try #require(Double(truth["load"] ?? ""))
    #expect(abs(Double(said["load"] ?? "-9")! - load) <= 1)
    #expect(said["loads"]?.split(separator: " ").count == 3)
    #expect([100, 250, 300, 1000].contains(Int(said["hz"] ?? "")))
  }
}
