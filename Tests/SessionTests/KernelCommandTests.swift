import Glibc
import KernelDescription
import Runtime
import Testing

/// The commands about kernels other than the one that runs: `generate`, `diff`, `check`, `explain`.
struct KernelCommandTests {
  /// A directory with files of kernels, which is removed at the end.
  final class Kernels {
    /// The path.
    let path: String

    /// Makes the directory, with the builds of two kernels that have markers.
    init() throws {
      path = try Files.makeTemporaryDirectory()
      try write(
        "build1/Module.markers", "fs_read\tvmlinux\tfd %u\nnet_dev\tnet/core\tname %s len %d\n")
      try write("build1/include/config/kernel.release", "2.6.27-one\n")
      try write("build2/Module.markers", "fs_read\tvmlinux\tfd %lu flags %x\n")
      try write("build2/include/config/kernel.release", "2.6.28-two\n")
    }

    deinit { _ = try? Tool.run("--version", behind: "; rm -rf \(path)") }

    /// Writes the file `name`.
    func write(_ name: String, _ text: String) throws {
      try write(name, Array(text.utf8))
    }

    /// Writes the file `name`.
    func write(_ name: String, _ bytes: [UInt8]) throws {
      let file = "\(path)/\(name)"
      try Files.makeDirectory(file.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })
      try Files.write(bytes, to: file)
    }

    /// Runs the tool with `arguments`, in which `K` is the directory, with a store in it.
    func run(_ arguments: String, name: String = "marktap") throws -> Tool.Result {
      try Tool.run(
        arguments.replacing("K/", with: "\(path)/"), name: name,
        before: "MARKTAP_STORE=\(path)/store XDG_CACHE_HOME=\(path)/cache")
    }
  }

  @Test func `markers of an old kernel are listed with their arguments`() throws {
    let kernels = try Kernels()
    let list = try kernels.run("-r K/build1 -L 'kernel.mark(\"*\").format(\"*\")'")
    #expect(
      list.output == """
        kernel.mark("fs_read").format("fd %u") $name:string $format:string $arg1:long
        kernel.mark("net_dev").format("name %s len %d") $name:string $format:string $arg1:string $arg2:long

        """)
    let module = try kernels.run("--kernel K/build1 -l 'module(\"c*\").mark(\"net*\")'")
    #expect(module.output == "module(\"core\").mark(\"net_dev\").format(\"name %s len %d\")\n")
    let missing = try kernels.run("-r K/build1 -p2 -e 'probe kernel.mark(\"fs_raed\") {}'")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("did you mean 'fs_read'?"))
  }

  @Test func `a script that asks for markers of an old kernel is told that BPF has none`() throws {
    let kernels = try Kernels()
    let result = try kernels.run(
      "-r K/build1 -p4 -e 'probe kernel.mark(\"net_dev\") { println($arg1, $len, $$vars) }'")
    #expect(result.status == 1)
    #expect(result.errors.contains("[other-engine]"), "\(result.errors)")
  }

  @Test func `a tapset is generated into a directory, and only it is left there`() throws {
    let kernels = try Kernels()
    #expect(try kernels.run("generate --kernel K/build1 -o K/out").status == 0)
    #expect(Files.names(in: "\(kernels.path)/out") == ["core_markers.stp", "kernel_markers.stp"])
    try kernels.write("out/mine.stp", "// mine\n")
    #expect(try kernels.run("generate --kernel K/build2 -o K/out").status == 0)
    #expect(Files.names(in: "\(kernels.path)/out") == ["kernel_markers.stp", "mine.stp"])
  }

  @Test func `a program without markers has no tapset, and a kernel is none`() throws {
    let kernels = try Kernels()
    let none = try kernels.run("generate --program \(Tool.path("marktap-run"))")
    #expect(none.status == 3)
    #expect(none.errors.contains("has no markers"), "\(none.errors)")
    for file in ["K/build1/Module.markers", "/dev/zero"] {
      let result = try kernels.run("generate --program \(file)")
      #expect(result.status == 3)
      #expect(result.errors.contains("is no program"), "\(result.errors)")
    }
    #expect(try kernels.run("generate --program x --kernel y").status == 2)
  }

  @Test func `what is neither a file nor a kernel is told as such`() throws {
    let kernels = try Kernels()
    let unknown = try kernels.run("scan 9.9.9-none")
    #expect(unknown.status == 3)
    #expect(unknown.errors.contains("'9.9.9-none' is neither a file nor the release"))
    let program = try kernels.run("scan \(Tool.path("marktap-run"))")
    #expect(program.status == 3)
    #expect(program.errors.contains("neither a kernel nor a program with markers"))
    // The root of a file system may have whatever else.
    try kernels.write("root/usr/share/x", "")
    try kernels.write("root/proc/1/vmlinux", "no kernel")
    chmod("\(kernels.path)/root/proc/1", 0)
    let root = try kernels.run("scan K/root")
    #expect(root.errors.contains("there is no kernel image in it"), "\(root.errors)")
    let output = try kernels.run("scan K/build1 -o K/none/x")
    #expect(output.errors.contains("cannot write '\(kernels.path)/none/x'"), "\(output.errors)")
  }

  @Test func `a kernel that is kept is found by its release`() throws {
    let kernels = try Kernels()
    #expect(try kernels.run("-r 2.6.27-one -l 'kernel.mark(\"*\")'").status == 3)
    #expect(try kernels.run("generate --kernel K/build1 --store").status == 0)
    #expect(try kernels.run("-r 2.6.27-one -l 'kernel.mark(\"fs*\")'").status == 0)
    let store = "\(kernels.path)/store"
    #expect(Files.names(in: "\(store)/kernels") == ["2.6.27-one"])
    #expect(Files.names(in: "\(store)/tapsets/2.6.27-one").count == 2)
    // What others may write is not believed.
    chmod("\(store)/kernels/2.6.27-one/no-build-id", 0o666)
    #expect(try kernels.run("-r 2.6.27-one -l 'kernel.mark(\"fs*\")'").status == 3)
  }

  @Test func `kernels are compared, by description or tapset`() throws {
    let kernels = try Kernels()
    #expect(try kernels.run("scan K/build1 -o K/one").status == 0)
    #expect(try kernels.run("generate --kernel K/build2 -o K/two").status == 0)
    for (old, new) in [("build1", "build2"), ("one", "build2"), ("build1", "two")] {
      let result = try kernels.run("diff K/\(old) K/\(new)")
      #expect(result.status == 1)
      #expect(result.output.contains("Linux 2.6.27-one -> Linux 2.6.28-two"), "\(result.output)")
      #expect(result.output.contains("fd has type 'unsigned long', not 'unsigned int'"))
      #expect(result.output.contains("+ $arg2 flags: unsigned int"))
      #expect(result.output.contains("removed: 1\n  marker core:net_dev("), "\(result.output)")
    }
    let same = try kernels.run("diff K/build1 K/one")
    #expect(same.status == 0)
    #expect(same.output.contains("nothing has changed"))
    let json = try kernels.run("diff --json K/build1 K/build2")
    #expect(json.output.contains(#"{"change": "retyped", "name": "fd""#), "\(json.output)")
    #expect(try kernels.run("diff K/build1 K/absent").status == 3)
    #expect(try kernels.run("diff K/build1").status == 2)
  }

  /// Writes two descriptions of kernels with BPF, of which only the second has the event `b:y`.
  private func writeModern(to kernels: Kernels) throws {
    for (file, release, names) in [("old", "6.1.0", ["x"]), ("new", "6.2.0", ["x", "y"])] {
      var builder = KernelDescriptionBuilder(identity: KernelIdentity(release: release))
      builder.events = names.map {
        TraceEvent(
          system: "b", name: $0,
          fields: [EventField(name: "pid", typeText: "int", offset: 8, size: 4, isSigned: true)])
      }
      builder.configuration = KernelConfiguration(text: "CONFIG_TRACEPOINTS=y\n")
      try kernels.write(file, builder.description().bytes)
    }
  }

  @Test func `scripts are checked for several kernels at a time`() throws {
    let kernels = try Kernels()
    try writeModern(to: kernels)
    try kernels.write("good.stp", "probe kernel.event(\"b:x\") { println($pid) }\n")
    try kernels.write(
      "bad.stp", "probe begin { exit() }\nprobe kernel.event(\"b:y\") { println($pid) }\n")
    let result = try kernels.run("check --kernel K/old --kernel K/new K/good.stp K/bad.stp")
    #expect(result.status == 1)
    let lines = result.output.split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    #expect(lines[0].suffix(2) == ["6.1.0", "6.2.0"])
    #expect(lines[1].suffix(2) == ["ok", "ok"], "\(result.output)")
    #expect(lines[2].suffix(2) == ["fails", "ok"], "\(result.output)")
    #expect(result.output.contains("bad.stp on 6.1.0:\n"))
    #expect(result.output.contains("bad.stp:2:14: error: no event is named 'b:y'"))
    let json = try kernels.run("check --json --kernel K/old K/bad.stp")
    #expect(json.output.contains(#""id": "unknown-event""#) && json.output.contains(#""line": 2"#))
    #expect(try kernels.run("check --kernel K/new K/good.stp K/bad.stp").status == 0)
    #expect(try kernels.run("check --kernel K/none K/good.stp").status == 3)
    #expect(try kernels.run("check --kernel K/new K/none.stp").status == 3)
    #expect(try kernels.run("check --kernel K/new").status == 2)
  }

  @Test func `it is explained why a probe point does not resolve`() throws {
    let kernels = try Kernels()
    try writeModern(to: kernels)
    let good = try kernels.run("explain --kernel K/new 'kernel.event(\"b:*\")'")
    #expect(good.status == 0)
    #expect(good.output.contains("resolves to 2 sites"), "\(good.output)")
    #expect(try kernels.run("generate --kernel K/new --store").status == 0)
    let bad = try kernels.run("explain --kernel K/old 'kernel.event(\"b:y\")'")
    #expect(bad.status == 1)
    #expect(bad.output.contains("no event is named 'b:y'"), "\(bad.output)")
    #expect(bad.output.contains("Linux 6.2.0 has it"), "\(bad.output)")
    #expect(bad.output.contains("CONFIG_EVENT_TRACING"), "\(bad.output)")
    #expect(!bad.output.contains("CONFIG_TRACEPOINTS:"), "\(bad.output)")
    let format = try kernels.run("explain --kernel K/new 'kernel.mark(\"y\").format(\"%s\")'")
    #expect(format.status == 1)
    #expect(format.output.contains("no marker 'y' has this format; it has \""), "\(format.output)")
  }
}

/// Objects that were made for another kernel.
@Suite(.enabled(if: geteuid() == 0, "loading BPF needs root"), .serialized)
struct LiveCrossTranslationTests {
  /// Returns a description of a kernel that is another one and has an event of this one, as `change` makes it.
  private func description(
    in kernels: KernelCommandTests.Kernels, change: (inout TraceEvent) -> Void
  ) throws -> [UInt8] {
    #expect(try kernels.run("scan -o K/own").status == 0)
    let own = try KernelDescription(bytes: Files.bytes(of: "\(kernels.path)/own"))
    var event = try #require(own.event(system: "sched", name: "sched_switch"))
    change(&event)
    var builder = KernelDescriptionBuilder(
      identity: KernelIdentity(release: "9.9.9-other", buildID: "0123"))
    builder.events = [event]
    return builder.description().bytes
  }

  /// The script, which needs the event.
  private let script =
    "'probe kernel.event(\"sched:sched_switch\") { println($prev_pid >= 0); exit() }'"

  @Test func `an object for another kernel is made, and not run by itself`() throws {
    let kernels = try KernelCommandTests.Kernels()
    try kernels.write("other", try description(in: kernels) { _ in })
    let result = try Tool.run(
      "--kernel \(kernels.path)/other -m made -e \(script)", before: "cd \(kernels.path);")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("mismatch"))
    let run = try kernels.run("-T 20 K/made.bo", name: "marktap-run")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == "1\n")
  }

  @Test func `an object is refused where a field of a marker is elsewhere`() throws {
    let kernels = try KernelCommandTests.Kernels()
    let bytes = try description(in: kernels) { event in
      let index = event.fields.firstIndex { $0.name == "prev_pid" }
      if let index { event.fields[index].offset += 4 }
    }
    try kernels.write("other", bytes)
    #expect(
      try Tool.run(
        "-r \(kernels.path)/other -p4 -m made -e \(script)", before: "cd \(kernels.path);"
      ).status == 0)
    let run = try kernels.run("-T 20 K/made.bo", name: "marktap-run")
    #expect(run.status == 3)
    #expect(run.errors.contains("the marker 'sched:sched_switch' is not what"), "\(run.errors)")
    #expect(run.errors.contains("prev_pid"), "\(run.errors)")
  }
}
