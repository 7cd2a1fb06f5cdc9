import Foundation
import Glibc
import Testing

/// Each function that scripts can call, called once with arguments of the right types.
@Suite(.enabled(if: geteuid() == 0, "probes in the kernel need root"), .serialized)
struct LiveCallTests {
  /// Where functions are called.
  private enum Site {
    /// In the kernel, as a system call returns.
    case event
    /// In user space, at the start.
    case start
  }

  /// The functions that end the run, act on the machine, or need what a run does not have.
  private static let excluded: Set<String> = [
    "exit", "error", "abort", "assert", "printk", "ftrace", "system", "switch_file",
  ]

  /// Returns statements of which each calls one of the functions that `site` has, fails or not, and counts.
  private func calls(in site: Site) throws -> [String] {
    let tapsets = try DocumentedFunction.ofTapsets()
    let places = FunctionPlaces(tapsets)
    let functions = try DocumentedFunction.builtIn() + tapsets.filter(\.isPublic)
    return functions.filter { function in
      !Self.excluded.contains(function.name) && !function.name.hasPrefix("__")
        && places.place(of: function) != .module
        && (site == .event || !function.isAboutSystemCall)
    }.map { "try { \($0.call) } catch { failures++ }  calls++" }
  }

  /// The start of a script.
  private static let head = "global number = 0, text = \"\", failures = 0, calls = 0\n"
  /// The end of a script.
  private static let tail =
    "probe end { printf(\"calls %d %d\\n\", calls, failures)  println(number, text) }\n"

  /// Runs `script` with `options`, and expects that it makes `count` calls of which not all fail.
  private func run(_ script: String, count: Int, _ options: String) throws {
    let path = "/tmp/marktap-calls-\(getpid()).stp"
    defer { unlink(path) }
    try script.write(toFile: path, atomically: true, encoding: .utf8)
    let result = try Tool.run("-w -g \(path) \(options)")
    #expect(result.status == 0, "\(result.errors)")
    let numbers =
      result.output.split(separator: "\n").last { $0.hasPrefix("calls ") }?
      .split(separator: " ").compactMap { Int($0) } ?? []
    try #require(numbers.count == 2, "\(result.errors)")
    #expect(numbers[0] == count)
    // Most addresses that are made up cannot be read.
    #expect(numbers[1] < count / 2)
  }

  @Test func `all functions can be called as the script starts`() throws {
    let calls = try calls(in: .start)
    let handler = "probe begin {\n\(calls.joined(separator: "\n"))\nexit()\n}\n"
    try run(Self.head + handler + Self.tail, count: calls.count, "-DMAXACTION=100000")
  }

  @Test func `all functions can be called at an event`() throws {
    let calls = try calls(in: .event)
    // Each in a probe of its own: together they would be more than the verifier follows.
    let probes = calls.map { call in
      """
      probe kernel.trace("raw_syscalls:sys_exit") { if (pid() == target() && syscall_number() == 62) { \(call) } }

      """
    }
    try run(Self.head + probes.joined() + Self.tail, count: calls.count, "-c 'kill -0 $$'")
  }
}

extension DocumentedFunction {
  /// `true` iff it is about the system call of the event.
  fileprivate var isAboutSystemCall: Bool {
    ["returnval", "returnstr"].contains(name)
      || name.hasPrefix("syscall_") && name != "syscall_name"
  }

  /// A call with plausible arguments, whose result is kept.
  fileprivate var call: String {
    let arguments = parameters.map { parameter -> String in
      let parts = parameter.split(separator: ":")
      if parts.last == "string" { return #""12 ab""# }
      let name = parts.count > 1 ? parts[0] : ""
      return name == "task" ? "task_current()" : name == "pid" ? "pid()" : "1"
    }.joined(separator: ", ")
    let call = "\(name)(\(arguments))"
    return result.map { "\($0 == "long" ? "number" : "text") = \(call)" } ?? call
  }
}
