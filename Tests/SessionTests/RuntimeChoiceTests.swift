import Glibc
import Runtime
import Testing

/// The same scripts with their handlers in the kernel as far as that pays, and in user space as far as that goes.
@Suite(.enabled(if: geteuid() == 0, "probes in the kernel need root"), .serialized)
struct RuntimeChoiceTests {
  @Test(arguments: [
    // Decisions, counters and statistics that the kernel would keep.
    """
    global n, sizes, names probe syscall.write { if (pid() != target()) next
    n++  sizes <<< count  names[execname(), fd] += count }
    probe end { println(n, " ", @sum(sizes), " ", @max(sizes))
    foreach ([name, file] in names-) println(name, file, names[name, file]) }
    """,
    // A loop over memory, and what depends on a decision.
    """
    probe kernel.trace("sched:sched_process_exec") { if (pid() != target()) next
    t = task_current()  for (i = 0; i < 2; i++) { println(task_execname(t), i)  t = task_parent(t) }
    where = i > 1 ? t : 0  if (where) println(task_pid(where) > 0) }
    """,
    // Failures and how they are caught.
    """
    probe syscall.write { if (pid() != target()) next
    try { n = fd - 1  println(7 / n) } catch (text) { println(text) }
    try { println(kernel_string(fd)) } catch { println("no string") } }
    """,
  ])
  func `output does not depend on the runtime`(script: String) throws {
    let command = "-c 'sh -c \"echo one >/dev/null; echo two >/dev/null\"' -e '\(script)'"
    let split = try Tool.run(command)
    let whole = try Tool.run("--runtime=interpreter \(command)")
    #expect(split.output.utf8.count > 8, "\(split.errors)")
    #expect(whole.output == split.output)
    #expect(whole.errors == split.errors)
    #expect(whole.status == 0)
  }

  @Test func `nothing but reads is left to the kernel for the interpreter`() throws {
    let script = "'global n probe syscall.write { if (pid() == target()) n += count }'"
    let whole = try Tool.run("--runtime=interpreter --dump=split -e \(script)")
    #expect(whole.output.contains("global n: user space, because probe 0 uses it"))
    #expect(whole.output.contains("record: for each event"))
    #expect(!whole.output.contains("kernel: decides"))
    #expect(!whole.output.contains("kernel: computes"))
    let split = try Tool.run("--runtime=bpf --dump=split -e \(script)")
    #expect(split.output.contains("global n: kernel"))
  }

  @Test func `what the verifier refuses is told, and runs in user space`() throws {
    var random = RandomKernelScript(seed: RandomKernelScript.seedOfRefusal)
    let path = "/tmp/marktap-refusal-\(getpid()).stp"
    defer { unlink(path) }
    try Files.write(Array((random.next() + "probe begin { exit() }\n").utf8), to: path)
    let result = try Tool.run("\(path)")
    #expect(result.errors.contains("\(path):"))
    #expect(result.errors.contains("the kernel's verifier rejects the probe"))
    #expect(result.errors.contains("runs in user space"))
    #expect(result.status == 0)
  }
}
