import Glibc

// Runs cases in a guest with a given kernel, and says which of them did as expected:
//
//     guest-tests KERNEL-IMAGE CASE-OR-DIRECTORY… [MODULE.ko…] [events.formats]
//
// The last is what a scan said of the formats of events, for the case that compares them.
//
// Scripts of the directory `$OBJECTS` are run as the objects that were made of them: `NAME.bo` by BPF, and `NAME.ko` as a
// module. Cases below a directory `Engines` are run in no other way.
//
// The directory `$FILES` is `/files` in the guest, if there is one.
//
// Cases that need auditd run if `$AUDITD` is the directory that it is unpacked in.
//
// The tool is `$MARKTAP`, or the one beside this program; the tapsets are `$MARKTAP_TAPSETS`, or `tapsets`; the
// shell of the guest is `$BUSYBOX`, or `/bin/busybox`.

/// Returns the value of the environment variable `name`, or `usual`.
func setting(_ name: String, _ usual: String) -> String {
  getenv(name).map { String(cString: $0) } ?? usual
}

/// Returns the ways to run the case in the file `path`, with what is there of the directories of auditd and of objects.
func runs(of path: String, auditd: String?, objects: String) throws -> [GuestCase] {
  let test = try GuestCase(path: path)
  let missing =
    switch test.need {
    case "auditd" where auditd == nil: "AUDITD does not say where auditd is unpacked"
    case "objects" where objects.isEmpty: "OBJECTS does not say where objects are"
    case "files" where getenv("FILES") == nil: "FILES does not say where its files are"
    default: ""
    }
  if !missing.isEmpty {
    print("skipped \(test.name): \(missing)")
    return []
  }
  guard path.hasSuffix(".stp") else { return [test] }
  let isForEngines = path.split(separator: "/").dropLast().last == "Engines"
  return (isForEngines ? [] : [test]) + test.variants(in: objects)
}

/// Runs the cases that `arguments` name, and returns `true` iff all did as expected.
func run(_ arguments: [String]) throws -> Bool {
  guard arguments.count >= 2 else {
    throw GuestError("usage: guest-tests KERNEL-IMAGE CASE-OR-DIRECTORY… [MODULE.ko…]")
  }
  let paths = arguments.dropFirst().flatMap(File.all(below:))
  let auditd = getenv("AUDITD").map { String(cString: $0) }
  let scripts = paths.filter { $0.hasSuffix(".stp") || $0.hasSuffix(".sh") }
  let cases = try scripts.flatMap {
    try runs(of: $0, auditd: auditd, objects: setting("OBJECTS", ""))
  }
  let beside = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false)
  let tool = (beside.dropLast() + ["marktap"]).joined(separator: "/")
  let image = try GuestImage(
    tool: setting("MARKTAP", tool), tapsets: setting("MARKTAP_TAPSETS", "tapsets"),
    shell: setting("BUSYBOX", "/bin/busybox"), modules: paths.filter { $0.hasSuffix(".ko") },
    formats: paths.first { $0.hasSuffix(".formats") }, auditd: auditd,
    files: getenv("FILES").map { String(cString: $0) }, cases: cases)
  let path = "/tmp/marktap-guest-\(getpid()).cpio"
  defer { unlink(path) }
  try image.write(to: path)
  let start = GuestRun.now
  var run = GuestRun(cases)
  try GuestMachine(kernel: arguments[0], image: path).run { line in
    run.take(line)
    // Whoever watches a slow machine wants to see how far it is.
    fflush(nil)
  }
  print(
    "Linux \(run.release): \(run.passCount) passed, \(run.failureCount) failed, "
      + "\(run.skipCount) skipped in \(Int(GuestRun.now - start)) s")
  if !run.isComplete { throw GuestError("the guest stopped before its end") }
  return run.failureCount == 0
}

do {
  exit(try run(Array(CommandLine.arguments.dropFirst())) ? 0 : 1)
} catch {
  print("guest-tests: \(error)")
  exit(3)
}
