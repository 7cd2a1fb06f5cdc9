import Foundation
import Testing

/// What becomes of the output of an audit that loses records, or is killed.
@Suite(.enabled(if: geteuid() == 0, "audits need root"), .serialized)
struct LiveDurabilityTests {
  /// A directory with a program that makes a number of calls; removed with the test.
  private final class Workplace {
    /// Its path.
    let path = "/tmp/marktap-durability-\(getpid())-\(UInt32.random(in: 0 ... .max))"

    /// Makes it.
    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let source = """
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <unistd.h>
        int main(int count, char **words) {
          for (long n = atol(words[1]); n > 0; n--) {
            syscall(SYS_getpgid, 0);
            if (count > 2) usleep(1000);
          }
        }
        """
      try source.write(toFile: "\(path)/calls.c", atomically: true, encoding: .utf8)
      let compiler = Process()
      compiler.executableURL = URL(filePath: "/usr/bin/env")
      compiler.arguments = ["cc", "-O1", "-o", "\(path)/calls", "\(path)/calls.c"]
      try compiler.run()
      compiler.waitUntilExit()
      try #require(compiler.terminationStatus == 0)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Returns the lines of the file `name`.
    func lines(_ name: String) throws -> [Substring] {
      try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8).split(separator: "\n")
    }
  }

  /// Returns how many events are in the lines, and what the gaps in them say was lost of the records of entries.
  private func account(_ lines: [Substring], format: String) -> (events: Int, lost: Int) {
    let (event, gap): (String, Regex<(Substring, Substring)>) =
      switch format {
      case "json":
        ("\"syscall\":\"getpgid\"", #/"lost":(\d+),"of":"kernel.trace\(.{0,20}sys_enter/#)
      // In hexadecimal, since there are quotes in it: kernel.trace("raw_syscalls:sys_enter")
      case "auditd":
        (" syscall=121 ", #/ lost=(\d+) of=6B65726E656C2E747261636528[0-9A-F]*656E7465722229 /#)
      default: ("getpgid(", #/^# gap: (\d+) records of kernel\.trace\(.*sys_enter.* were lost/#)
      }
    let lost = lines.compactMap { $0.firstMatch(of: gap).flatMap { Int($0.1) } }
    return (lines.count { $0.contains(event) }, lost.reduce(0, +))
  }

  @Test(arguments: ["text", "json", "auditd"])
  func `what a small buffer loses is told where it was lost, and nothing else is missing`(
    format: String
  ) throws {
    let place = try Workplace()
    let calls = 300_000
    let result = try Tool.run(
      "audit -s 1 --format \(format) --syscall getpgid -o \(place.path)/log "
        + "-- \(place.path)/calls \(calls)")
    #expect(result.status == 0, "\(result.errors)")
    let (events, lost) = account(try place.lines("log"), format: format)
    #expect(events + lost == calls)
  }

  /// An event or a gap of JSON.
  private struct Line: Decodable {
    let sequence: Int
    let type: String?
    let lost: Int?
    let boot_id: String
    let syscall: String?
  }

  /// Returns the lines of JSON in the files `names`, in order.
  private func events(_ names: [String], in place: Workplace) throws -> [Line] {
    try names.flatMap { try place.lines($0) }.map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  @Test func `numbers go on from run to run, and a run that was killed is told`() throws {
    let place = try Workplace()
    let audit = "audit --format json --syscall getpgid -o \(place.path)/log -- \(place.path)/calls"
    #expect(try Tool.run("\(audit) 3").status == 0)
    #expect(try events(["log"], in: place).map(\.sequence) == [1, 2, 3])
    // The shell that the tool is started by waits for output, then kills the tool alone.
    let before = "("
    let behind =
      "& tool=$!; while [ $(wc -l <\(place.path)/log) -lt 20 ]; do sleep 0.1; done; "
      + "kill -9 $tool; wait $tool)"
    #expect(try Tool.run("\(audit) 3000 slowly", before: before, behind: behind).status == 137)
    let whole = try events(["log"], in: place)
    #expect(whole.map(\.sequence) == Array(1...whole.count))
    #expect(try Tool.run("\(audit) 2").status == 0)
    let all = try events(["log"], in: place)
    #expect(all.count == whole.count + 3)
    #expect(all[whole.count].type == "gap" && all[whole.count].lost == nil)
    #expect(Set(all.map(\.sequence)).count == all.count)
    #expect(all.map(\.sequence) == all.map(\.sequence).sorted())
    #expect(Set(all.map(\.boot_id)).count == 1)
  }

  @Test func `no event is lost where one file follows another`() throws {
    let place = try Workplace()
    let result = try Tool.run(
      "audit -S 1 --sync 1 --format json --syscall getpgid -o \(place.path)/log -- \(place.path)/calls 5000"
    )
    #expect(result.errors.contains(" 0 records lost"), "\(result.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
      .filter { $0.hasPrefix("log.") && $0 != "log.sequence" }
      .sorted { $0.count == $1.count ? $0 < $1 : $0.count < $1.count }
    #expect(names.count > 2)
    #expect(try events(names, in: place).map(\.sequence) == Array(1...5000))
  }

  @Test func `a file that may not grow does not end the audit`() throws {
    let place = try Workplace()
    // The limit holds for what the shell starts; what has no room at the end is told and fails.
    let result = try Tool.run(
      "audit --syscall getpgid -o \(place.path)/log -- \(place.path)/calls 3000",
      before: "ulimit -f 40;")
    #expect(result.status == 3)
    #expect(result.errors.contains("3000 system calls seen"), "\(result.errors)")
    #expect(result.errors.contains("lines could not be written"), "\(result.errors)")
    let written = try place.lines("log").count { $0.contains("getpgid(") && $0.hasSuffix(">") }
    #expect(written > 100)
  }
}
