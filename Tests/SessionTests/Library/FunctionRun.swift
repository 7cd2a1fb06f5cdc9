import Foundation
import Glibc
import Testing

/// One run of functions in a probe of a shell, which says of itself what the functions should say.
struct FunctionRun {
  /// What the probe printed: names and values of its lines `name=value`.
  let said: [String: String]
  /// What the shell printed, likewise.
  let truth: [String: String]

  /// The words in front of what the probe prints.
  private static let mark = "probe:"

  /// Runs `shell` under a probe that does `body` at the system call `kill`, which the shell makes at its end.
  ///
  /// Each expression of `values` is printed by its name; what yields a string stands in `texts`.
  init(
    values: [String: String] = [:], texts: [String: String] = [:], body: String = "",
    shell: String = "", declarations: String = "", before: String = ""
  ) throws {
    let base = "/tmp/marktap-function-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    defer { for suffix in [".stp", ".sh"] { unlink(base + suffix) } }
    // Each in a probe of its own: together they might be more than the verifier follows.
    let prints =
      values.sorted { $0.key < $1.key }.map {
        #"printf("\#(Self.mark)\#($0.key)=%d\n", \#($0.value))"#
      }
      + texts.sorted { $0.key < $1.key }.map {
        #"printf("\#(Self.mark)\#($0.key)=%s\n", \#($0.value))"#
      } + (body.isEmpty ? [] : [body])
    let probes = prints.map {
      """
      probe kernel.trace("raw_syscalls:sys_enter") { if (pid() == target() && $id == 62) { \($0) } }

      """
    }
    try (declarations + probes.joined()).write(
      toFile: base + ".stp", atomically: true, encoding: .utf8)
    try (shell + "\nkill -0 $$\n").write(toFile: base + ".sh", atomically: true, encoding: .utf8)
    let result = try Tool.run(
      "-g \(base).stp -c 'sh \(base).sh one \"two 2\" three' </dev/null", before: before)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors == "")
    let lines = result.output.split(separator: "\n").map(String.init)
    said = Self.pairs(
      lines.filter { $0.hasPrefix(Self.mark) }.map { String($0.dropFirst(Self.mark.count)) })
    truth = Self.pairs(lines.filter { !$0.hasPrefix(Self.mark) })
  }

  /// Returns the names and values of lines `name=value`.
  private static func pairs(_ lines: [String]) -> [String: String] {
    var pairs: [String: String] = [:]
    for line in lines {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { pairs[String(parts[0])] = String(parts[1]) }
    }
    return pairs
  }
}
