import Diagnostics
import Testing

@testable import Translator

/// What SystemTap accepts and refuses in places that are easily forgotten.
@Suite struct ElaborationAcceptanceTests {
  /// What scripts are elaborated against.
  private let sample: ElaborationSample

  /// Creates the suite.
  init() throws { sample = try ElaborationSample() }

  /// Returns what elaboration with the tapset file `tapset` makes of `script`.
  private func elaborate(
    _ script: String, tapset: String = "", arguments: [String] = [], version: String? = nil,
    options: ElaborationOptions = ElaborationOptions()
  ) -> ElaborationSample.Result {
    var environment = PreprocessorEnvironment(
      kernelRelease: "6.1.0", arguments: ScriptArguments(arguments))
    if let version { environment.languageVersion = version }
    let library = TapsetLibrary(
      TapsetCatalog(of: [SourceText(name: "tapset.stp", text: tapset, isTapset: true)]))
    var sources = SourceMap()
    var log = DiagnosticLog()
    let file = sources.add(SourceText(name: "<input>", text: script))
    let tree = parse(file, in: sources, environment: environment, macros: MacroTable(), log: &log)
    let program = Translator.elaborate(
      [tree], library: library, kernel: sample.kernel, options: options, environment: environment,
      sources: &sources, log: &log)
    return ElaborationSample.Result(program: program, log: log, sources: sources)
  }

  @Test(arguments: [
    "probe begin { x = 5  println(@defined(x->no)) }",
    "probe begin { x = pid()  if (@defined(x->no)) println(x->no) else println(2) }",
    "probe begin { x = pid()  if (0) println(x) else println(2) }",
    "function f(x) { y = x  println(@defined(y->no)) } probe begin { f(1) }",
  ])
  func `what this kernel alone makes needless is dropped without a warning`(_ script: String) {
    #expect(sample.diagnostics(of: script) == [])
  }

  @Test func `what nothing needs is dropped with a warning`() {
    #expect(
      Set(sample.diagnostics(of: "probe begin { x = 5  if (0) y = x  println(1) }"))
        == ["elided-statement", "elided-assignment"])
  }

  @Test(arguments: [
    "probe begin if (x > 1) { print(1) }", "global a probe begin if (a[x]) { print(1) }",
  ])
  func `a condition that reads a local is refused, and nothing more comes of it`(_ script: String) {
    #expect(sample.diagnostics(of: script).contains("impure-condition"))
  }

  @Test func `a tapset may follow any address as a task, and scripts only in guru mode`() {
    let tapset = """
      function task_ns_pid(task) { return task }
      function ns_pid() { return task_ns_pid(1) }
      """
    let direct = elaborate("probe begin { println(task_ns_pid(1)) }", tapset: tapset)
    #expect(direct.log.diagnostics.map(\.id) == ["guru-function"])
    #expect(elaborate("probe begin { println(ns_pid()) }", tapset: tapset).messages == "")
    let own = "function task_ns_pid(task) { return 1 } probe begin { println(task_ns_pid(1)) }"
    #expect(elaborate(own, tapset: tapset).messages == "")
  }

  @Test func `the message of a catch may go to a variable of another type if nothing is tried`() {
    let start = "global e = 10 probe end { println(e) } "
    #expect(
      sample.diagnostics(of: start + "probe begin { try { error(\"x\") } catch (e) {} }")
        == ["type-mismatch"])
    #expect(!sample.elaborate(start + "probe begin { try { } catch (e) {} }").log.hasErrors)
    #expect(
      sample.diagnostics(
        of: "probe begin { try {} catch (e) { println(e + 2) } }",
        options: ElaborationOptions(elision: .nothing)) == ["type-mismatch"])
  }

  @Test(arguments: [
    "probe begin { println(@defined(@entry(1))) }",
    "probe begin { if (@defined(@entry($x))) println(@entry($x)) else println(1) }",
  ])
  func `what was at the entry cannot even be asked for where there is none`(_ script: String) {
    #expect(sample.diagnostics(of: script) == ["entry-outside-return"])
  }

  @Test func `a cast looks for its type along a list of modules`() {
    let script = "probe begin { println(@cast(1, \"task_struct\", \"MODULE\")->pid) }"
    for module in ["foo:kernel:bar", "kernel<linux/sched.h>", "kernel"] {
      #expect(
        sample.elaborate(script.replacing("MODULE", with: module)).messages == "", "\(module)")
    }
    #expect(sample.elaborate(script.replacing("MODULE", with: "foo:bar")).log.hasErrors)
  }

  @Test func `the address of what lies at an address is that address`() {
    let start = "probe timer.s(1) { x = 4096 println("
    let result = sample.elaborate(start + "&@cast(x, \"task_struct\") == x) }")
    #expect(result.messages == "")
    #expect(
      sample.elaborate(start + "(&@cast(x, \"task_struct\"))->pid) }").messages == "")
  }

  @Test func `an event of the session's process needs one`() {
    let script = "probe perf.type(0).config(0).process { println(1) }"
    #expect(sample.diagnostics(of: script) == [])
    var options = ElaborationOptions()
    options.targetProcess = .absent
    #expect(sample.diagnostics(of: script, options: options) == ["no-target-process"])
    let named = script.replacing("process", with: "process(\"/bin/true\")")
    #expect(sample.diagnostics(of: named, options: options) == [])
  }

  @Test func `the probes of a tapset file come with what a script uses of it`() {
    let tapset = "global a probe begin(-1) { a[1] = 2 } function unused() { return 1 }"
    let user = elaborate("probe begin { println(a[1]) }", tapset: tapset)
    #expect(user.messages == "")
    #expect(user.program.probes.map(\.name) == ["begin", "begin(-1)"])
    #expect(
      elaborate("probe begin { println(1) }", tapset: tapset).program.probes.map(\.name)
        == ["begin"])
  }

  @Test func `the probes of a tapset alone are no script`() {
    let tapset = "global a probe begin(-1) { println(a++) } function f() { a++ return 1 }"
    let result = elaborate("probe begin { if (0) f() }", tapset: tapset)
    #expect(result.log.diagnostics.last?.id == "no-probes")
  }

  @Test func `first values can be given to the globals of a tapset, too`() throws {
    var options = ElaborationOptions()
    options.globals = [.init("argc", "7")]
    let result = elaborate(
      "probe begin { println(argc) }", tapset: "global argc = $#", arguments: ["x"],
      options: options)
    #expect(result.messages == "")
    #expect(result.program.globals.first?.initializer == .long(7))
  }

  @Test func `what has no counterpart among the limits is told with its reason`() {
    let options = ElaborationOptions(
      definitions: [
        .init("MAPHASHBIAS", "5"), .init("MAXTRYLOCK", "7"), .init("MAXSKIPPED", "3"),
        .init("MY_OWN", "1"),
      ])
    let result = sample.elaborate("probe begin { println(1) }", options: options)
    #expect(result.log.diagnostics.map(\.id) == ["idle-definition"])
    #expect(result.messages.contains("'-D MAPHASHBIAS'"))
    #expect(result.program.limits.maximumSkipped == 3)
    #expect(result.program.limits.maximumLockTries == 7)
  }

  @Test(arguments: [
    "1 ? \"a\" : 2", "(2 > 1 && !0) ? \"a\" : 2", "\"a\" . \"b\" == \"ab\" ? \"a\" : 2",
    "(1 ? 0 : 1) ? 2 : \"a\"", "0 && pid() ? nothing() : \"a\"", "-(~0) % 2 ? \"a\" : gone[1]",
  ])
  func `a branch that literals exclude is not looked at`(_ value: String) {
    #expect(elaborate("probe begin { x = \(value); print(x . \"\") }").messages == "")
  }

  @Test(arguments: [
    "pid() ? \"a\" : 2", "1 / 0 ? \"a\" : 2", "\"\" ? \"a\" : 2", "(x = 1) ? \"a\" : 2",
  ])
  func `a branch that something else excludes is looked at`(_ value: String) {
    #expect(elaborate("probe begin { print(\(value)) }").messages.contains("type"))
  }

  @Test func `functions come and go with the version of the language`() {
    let tapset = "%( systemtap_v <= \"1.4\" %? function cpuid() { return 1 } %)"
    let script = "probe begin { println(cpuid()) }"
    #expect(elaborate(script, tapset: tapset, version: "1.4").messages == "")
    #expect(
      elaborate(script, tapset: tapset).log.diagnostics.map(\.id) == ["unresolved-function"])
    let abort = "probe begin { abort() }"
    #expect(elaborate(abort, version: "4.0").messages == "")
    #expect(
      elaborate(abort, version: "3.9").log.diagnostics.map(\.id) == ["unresolved-function"])
  }

  @Test(arguments: [
    ("if (f()) print(1)", "f:long ()"), ("print(\"a\" . f())", "f:string ()"),
    ("printf(\"%s\", f())", "f:string ()"), ("f() f()", "f:unknown ()"),
  ])
  func `the use of a function that says nothing of a value tells its type`(
    _ use: String, _ function: String
  ) throws {
    let result = sample.elaborate("function f() { print(2) } probe begin { \(use) }")
    #expect(result.messages == "")
    #expect(result.program.listing().contains(function))
  }

  @Test func `a function without a value is no value where nothing tells the type`() {
    let script = "function f() { print(1) } probe begin { x = f() print(x) }"
    #expect(sample.diagnostics(of: script).contains("no-value"))
  }

  @Test func `a return without a value is the mistake where a value is made use of`() {
    let start = "function f() { print(1) "
    let result = sample.elaborate("\(start)return } probe begin { if (f()) print(2) }")
    #expect(result.log.diagnostics.map(\.id) == ["missing-result"])
    #expect(result.log.diagnostics.first?.range?.start == UInt32(start.utf8.count))
  }

  @Test(arguments: [
    "process(\"/bin/true\").begin ?", "kernel.data(4096).write !", "netfilter.*.* ?",
    "process.begin !, begin",
  ])
  func `optional points that no engine has are passed over`(_ points: String) {
    let result = sample.elaborate("probe \(points) { print(pn()) } probe begin { print(1) }")
    #expect(result.messages == "")
    #expect(result.program.probes.allSatisfy { $0.point == "begin" })
  }

  @Test func `patterns of points that no engine has are refused with the reason`() {
    #expect(
      sample.diagnostics(of: "probe netfilter.*.* { print(1) }") == ["unavailable-netfilter-probe"])
  }

  @Test func `a bucket may be looked for by one number`() {
    let start = "global s probe begin { s <<< 1 if ("
    #expect(sample.diagnostics(of: start + "1 in @hist_log(s)) print(1) }") == [])
    #expect(
      sample.diagnostics(of: start + "[1, 2] in @hist_log(s)) print(1) }") == ["bucket-number"])
    #expect(sample.diagnostics(of: start + "[*] in @hist_log(s)) print(1) }") == ["bucket-number"])
  }

  @Test(arguments: [
    "kernel.data(4096).write", "kernel.data(4096).length(8).rw", "process.begin",
    "process(1).thread.end", "process(\"/bin/ls\").syscall.return",
    "netfilter.pf(\"NFPROTO_IPV4\").hook(\"NF_INET_LOCAL_IN\").priority(\"1\")",
  ])
  func `what only the module engine has is analyzed`(_ point: String) {
    #expect(sample.elaborate("probe \(point) { print(pid()) }").messages == "")
  }

  @Test func `a statistic or what printing yields may stand where nothing is made of it`() {
    #expect(
      !sample.elaborate("global x probe begin { x <<< 1; x == 10; print(@sum(x)) }").log.hasErrors)
    #expect(
      sample.diagnostics(of: "global x probe begin { x <<< 1; print(x == 10) }")
        == ["statistic-as-value"])
    let result = sample.elaborate("probe begin { print(1 + println(2)) }")
    #expect(result.messages == "")
  }
}
