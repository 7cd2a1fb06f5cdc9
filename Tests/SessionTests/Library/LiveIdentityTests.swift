import Foundation
import Glibc
import Testing

/// What the tapsets say of who a task is and where it runs, against what `/proc` says.
@Suite(.enabled(if: geteuid() == 0, "probes in the kernel need root"), .serialized)
struct LiveIdentityTests {
  @Test func `the ids of the current task are what proc says`() throws {
    let run = try FunctionRun(
      values: [
        "suid": "task_suid(task_current())", "fsuid": "task_fsuid(task_current())",
        "sgid": "task_sgid(task_current())", "fsgid": "task_fsgid(task_current())",
        "login": "task_loginuid(task_current())", "session": "task_sessionid(task_current())",
        "cgroup": "task_cgroup_id(task_current()) == cgroup_id()",
      ],
      texts: [
        "capabilities": #"sprintf("%016x", task_effective_capabilities(task_current()))"#,
        "group": "task_cgroup_path(task_current())",
        "controller": "task_controller_path(task_current())",
      ],
      shell: """
        while read name a b c d rest; do
          case $name in
            Uid:) echo suid=$c; echo fsuid=$d ;;
            Gid:) echo sgid=$c; echo fsgid=$d ;;
            CapEff:) echo capabilities=$a ;;
          esac
        done < /proc/$$/status
        echo login=$(cat /proc/$$/loginuid 2>/dev/null || echo 4294967295)
        echo session=$(cat /proc/$$/sessionid 2>/dev/null || echo 4294967295)
        while IFS=: read number controllers path; do
          test "$number" = 0 && echo group=$path
          case ,$controllers, in *,cpuset,*) echo controller=$path ;; esac
        done < /proc/$$/cgroup
        """)
    for name in ["suid", "fsuid", "sgid", "fsgid", "login", "session", "capabilities", "group"] {
      #expect(run.said[name] == run.truth[name] && run.said[name] != nil, "\(name)")
    }
    // Without a hierarchy of its own, the first controller is in that of version 2, if it is on there.
    if let path = run.truth["controller"] { #expect(run.said["controller"] == path) }
    #expect(run.said["cgroup"] == "1")
  }

  @Test func `namespaces of the current task are what proc says`() throws {
    let kinds = ["pid", "mnt", "net", "user"]
    let run = try FunctionRun(
      values: Dictionary(
        uniqueKeysWithValues: kinds.map { ($0, "task_\($0)_namespace(task_current())") }),
      shell: "for n in \(kinds.joined(separator: " ")); do echo $n=$(readlink /proc/$$/ns/$n); done"
    )
    for kind in kinds {
      #expect(run.said[kind].map { "\(kind):[\($0)]" } == run.truth[kind], "\(kind)")
    }
  }

  @Test func `a directory that is gone is marked as proc marks it`() throws {
    let run = try FunctionRun(
      texts: ["exe": "task_exe_path(task_current())", "cwd": "task_cwd(task_current())"],
      shell: """
        mkdir /tmp/marktap-gone-$$; cd /tmp/marktap-gone-$$; rmdir /tmp/marktap-gone-$$
        echo exe=$(readlink /proc/$$/exe); echo cwd=$(readlink /proc/$$/cwd)
        """)
    #expect(run.said["exe"] == run.truth["exe"])
    #expect(run.said["cwd"] == run.truth["cwd"])
    #expect(run.said["cwd"]?.hasSuffix(" (deleted)") == true)
  }

  @Test func `the terminal of a task is named as the kernel names it`() throws {
    let probe = """
      probe syscall.kill { if (target_set_pid(pid()) && sig == 0)
        printf("%s %d:%d\\n", task_tty_name(task_current()),
          MAJOR(task_tty_device(task_current())), MINOR(task_tty_device(task_current()))) }
      """
    let path = "/tmp/marktap-terminal-\(getpid())"
    defer { for suffix in [".stp", ".sh"] { unlink(path + suffix) } }
    try probe.write(toFile: path + ".stp", atomically: true, encoding: .utf8)
    // The first shell has no terminal, the second one that `script` makes.
    try """
    setsid -w sh -c 'kill -0 $$'
    script -qc 'tty; kill -0 $$' /dev/null
    """.write(toFile: path + ".sh", atomically: true, encoding: .utf8)
    let result = try Tool.run("\(path).stp -c 'sh \(path).sh' </dev/null")
    let lines = result.output.split(whereSeparator: \.isNewline).map(String.init)
    #expect(lines.contains("(none) 0:0"), "\(result.output)\(result.errors)")
    // Terminals of this kind have the major number 136: Documentation/admin-guide/devices.txt.
    let name = try #require(lines.first { $0.hasPrefix("/dev/pts/") })
    let number = try #require(name.split(separator: "/").last)
    #expect(lines.contains("pts\(number) 136:\(number)"), "\(result.output)\(result.errors)")
  }

  @Test func `control groups name the containers of the usual runtimes`() throws {
    let id = String(repeating: "0123456789abcdef", count: 4)
    let cases = [
      ("/docker/\(id)", "docker \(id)"),
      ("/system.slice/docker-\(id).scope/init", "docker \(id)"),
      ("/user.slice/user-1000.slice/libpod-\(id).scope/container", "podman \(id)"),
      ("/machine.slice/libpod-conmon-\(id).scope", " "),
      ("/kubepods.slice/kubepods-pod1.slice/cri-containerd-\(id).scope", "containerd \(id)"),
      ("/system.slice/kubepods-pod1.slice:cri-containerd:\(id)", "containerd \(id)"),
      ("/kubepods/burstable/pod1-2/\(id)", "kubernetes \(id)"),
      ("/kubepods.slice/crio-\(id).scope", "cri-o \(id)"),
      ("/lxc.payload.web/init.scope", "lxc web"), ("/lxc/web", "lxc web"),
      ("/machine.slice/machine-my\\\\x2dbox.scope/payload", "systemd-nspawn my-box"),
      ("/machine.slice/systemd-nspawn@box.service", "systemd-nspawn box"),
      ("/docker/\(id)/docker/\(String(id.reversed()))", "docker \(String(id.reversed()))"),
      ("/", " "), ("/user.slice/user-0.slice/session-1.scope", " "),
    ]
    let prints = cases.map {
      """
      printf("%s %s\\n", cgroup_container_runtime("\($0.0)"), cgroup_container_id("\($0.0)"));
      """
    }
    let path = "/tmp/marktap-containers-\(getpid()).stp"
    defer { unlink(path) }
    try "probe begin { \(prints.joined(separator: "\n")) exit() }"
      .write(toFile: path, atomically: true, encoding: .utf8)
    let result = try Tool.run(path)
    #expect(
      result.output.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        == cases.map(\.1), "\(result.errors)")
  }
}
