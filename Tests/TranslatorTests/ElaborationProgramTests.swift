import Diagnostics
import IR
import KernelDescription
import Testing

@testable import Translator

/// What stands in a typed program apart from its bodies.
@Suite struct ElaborationProgramTests {
  /// What scripts are elaborated against.
  private let sample: ElaborationSample

  /// Creates the suite.
  init() throws { sample = try ElaborationSample() }

  // MARK: Sites

  @Test(arguments: [
    ("begin", Site.begin(priority: 0)),
    ("begin(-3)", .begin(priority: -3)),
    ("end(7)", .end(priority: 7)),
    ("error", .error(priority: 0)),
    ("never", .never),
    ("timer.s(2)", .timer(nanoseconds: 2_000_000_000, randomization: 0)),
    ("timer.msec(5).randomize(2)", .timer(nanoseconds: 5_000_000, randomization: 2_000_000)),
    ("timer.us(100)", .timer(nanoseconds: 100_000, randomization: 0)),
    ("timer.hz(1000)", .timer(nanoseconds: 1_000_000, randomization: 0)),
    ("timer.jiffies(3).randomize(1)", .ticks(count: 3, randomization: 1)),
    ("timer.profile.freq.hz(99)", .profile(.frequency(hertz: 99))),
    (
      "kernel.event(\"sched:sched_wakeup\")",
      .event(EventSite(system: "sched", name: "sched_wakeup", recordSize: 84))
    ),
    (
      "kernel.trace(\"sched_switch\")",
      .tracepoint(
        TracepointSite(
          system: "sched", name: "sched_switch", module: nil, typeID: 77, argumentCount: 3))
    ),
  ])
  func `a point leads to its site`(_ point: String, _ site: Site) {
    let result = sample.elaborate("probe \(point) { exit() }")
    #expect(result.messages == "")
    #expect(result.program.probes.map(\.site) == [site])
  }

  @Test(arguments: [("pair.*", ["a"]), ("pair.second", ["a", "b"]), ("*.second", ["a", "b"])])
  func `a pattern passes over aliases of aliases that it matches`(
    _ pattern: String, _ printed: [String]
  ) {
    let result = sample.elaborate(
      """
      probe pair.first = timer.s(1) { print("a") }
      probe pair.second = pair.first { print("b") }
      probe \(pattern) { exit() }
      """)
    #expect(result.messages == "")
    #expect(result.program.probes.count == 1)
    let listing = result.program.listing(.bodies)
    #expect(["a", "b"].filter { listing.contains("\"\($0)\"") } == printed)
  }

  @Test(arguments: ["timer.us(99)", "timer.s(86401)", "timer.hz(0)", "timer.profile.freq.hz(0)"])
  func `periods out of range are refused`(_ point: String) {
    #expect(sample.diagnostics(of: "probe \(point) { exit() }") == ["invalid-probe-argument"])
  }

  @Test func `a pattern gives one probe for each site`() {
    let program = sample.elaborate("probe kernel.trace(\"raw_syscalls:*\") { exit() }").program
    #expect(
      program.probes.map(\.point) == [
        "kernel.trace(\"raw_syscalls:sys_enter\")", "kernel.trace(\"raw_syscalls:sys_exit\")",
      ])
  }

  // MARK: Lists

  @Test func `lists show aliases by their names and markers in full`() {
    var options = ElaborationOptions()
    options.emptyScript = .allowed
    let program = sample.elaborate(
      "probe call.op*, kernel.mark(\"entry\"), kernel.trace(\"sched:*\") {}", options: options
    ).program
    #expect(
      program.pointListing == """
        call.open
        kernel.mark("entry").format("%d %p %s")
        kernel.trace("sched:sched_switch")

        """)
    #expect(
      program.variableListing == """
        call.open name:string path:string argstr:string $regs:struct pt_regs* $id:long
        kernel.mark("entry").format("%d %p %s") $name:string $format:string $arg1:long $arg2:long $arg3:string
        kernel.trace("sched:sched_switch") $preempt:bool $prev:struct task_struct* $next:struct task_struct*

        """)
  }

  // MARK: Globals

  @Test func `what is written and never read prints itself at the end`() {
    let program = sample.elaborate(
      """
      global counter, sum, table, statistic, shown, looked
      probe begin {
        counter++; sum += 2; table[1] = 3; statistic <<< 4; shown = looked++; println(shown)
      }
      """
    ).program
    let printed = program.globals.filter(\.printsAtEnd).map(\.name)
    #expect(printed == ["counter", "sum", "table", "statistic"])
  }

  @Test func `capacities, wrapping and first values are those of the declaration`() throws {
    var options = ElaborationOptions()
    options.definitions = [.init("MAXMAPENTRIES", "77"), .init("NOBODY_KNOWS", "x")]
    let program = sample.elaborate(
      "global a[5], b%, c = -1, d = \"x\"; probe begin { a[1] = b[2] = c; println(d, a[1], b[2]) }",
      options: options
    ).program
    let globals = Dictionary(uniqueKeysWithValues: program.globals.map { ($0.name, $0) })
    #expect(try #require(globals["a"]).capacity == 5)
    #expect(try #require(globals["b"]).capacity == 77)
    #expect(try #require(globals["b"]).wraps)
    #expect(try #require(globals["c"]).initializer == .long(-1))
    #expect(try #require(globals["d"]).initializer == .string([UInt8(ascii: "x")]))
    #expect(program.limits.maximumMapEntries == 77)
  }

  @Test func `module arguments set first values`() {
    var options = ElaborationOptions()
    options.globals = [.init("n", "-0x10"), .init("text", "5")]
    let program = sample.elaborate(
      "global n, text = \"a\"; probe begin { println(n + 1, text) }", options: options
    ).program
    #expect(program.globals.map(\.initializer) == [.long(-16), .string([UInt8(ascii: "5")])])
  }

  @Test(arguments: [
    ("m", "1", "unknown-global"), ("n", "one", "bad-global-value"),
    ("array", "1", "bad-global-value"), ("s", "1", "bad-global-value"),
  ])
  func `impossible module arguments are refused`(_ name: String, _ value: String, _ id: String) {
    var options = ElaborationOptions()
    options.globals = [.init(name, value)]
    let script =
      "global n, array, s; probe begin { n = array[1] + n; s <<< n; array[2] = @count(s) }"
    #expect(sample.diagnostics(of: script, options: options) == [id])
  }

  @Test func `a limit that is no number is refused`() {
    var options = ElaborationOptions()
    options.definitions = [.init("MAXACTION", "many")]
    #expect(sample.diagnostics(of: "probe begin { exit() }", options: options) == ["bad-limit"])
  }

  // MARK: Scopes

  @Test func `tapsets neither see nor disturb what a script declares`() {
    let result = sample.elaborate(
      """
      global name = 5, path = 6
      function hidden(x) { return 0 }
      probe call.open { println(name + path, twice(2)) }
      """)
    #expect(result.messages.contains("error") == false)
    #expect(result.program.functions.map(\.name) == ["twice", "hidden"])
    #expect(result.program.globals.map(\.name) == ["name", "path"])
  }

  @Test func `a tapset's private functions and globals are its own`() {
    #expect(
      sample.diagnostics(of: "probe begin { println(hidden(1), table[\"a\"]) }")
        == ["unresolved-function", "unresolved-array"])
  }

  @Test func `a script without probes is a mistake`() {
    #expect(sample.diagnostics(of: "global x = 1") == ["no-probes"])
    #expect(sample.diagnostics(of: "probe kernel.trace(\"nothing\")? {}") == ["no-probes"])
  }

  @Test func `functions that nothing calls are not looked at`() {
    let result = sample.elaborate("function f(x) { return g(x) . 1 } probe begin { exit() }")
    #expect(result.messages == "")
    #expect(result.program.functions.isEmpty)
  }

  @Test func `a branch that depends on an absent variable is not looked at`() {
    let script = """
      probe kernel.trace("sched:sched_switch") {
        if (@defined($gone)) println($gone->x); else println($prev->pid)
        println(@choose_defined($gone, 7), @defined($gone) && $gone == 1, !@defined($prev) || 1)
      }
      """
    #expect(sample.diagnostics(of: script) == [])
  }
}
