import Foundation
import Testing

/// The rule files that Debian's package of auditd ships.
@Suite(
  .enabled(if: AuditTools.isThere, "auditd's rules are missing: run `make audit-tools`"),
  .serialized)
struct DebianRuleTests {
  /// The names of the files.
  private static let names =
    AuditTools.isThere
    ? (try? FileManager.default.contentsOfDirectory(atPath: AuditTools.rules))?
      .filter { $0.hasSuffix(".rules") }.sorted() ?? [] : []

  @Test(arguments: names)
  func `each file loads without change, and each rule in it is listed`(name: String) throws {
    let path = "\(AuditTools.rules)/\(name)"
    let result = try Tool.run("audit --rules \(path) --list-rules")
    // A user or group that the machine lacks is the only mistake that may be found.
    let mistakes = result.errors.split(separator: "\n").filter { $0.contains(": error: ") }
    #expect(mistakes.allSatisfy { $0.contains("[unknown-user]") || $0.contains("[unknown-group]") })
    #expect(result.status == (mistakes.isEmpty ? 0 : 1))
    let words = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("-") }
    #expect(result.output.split(separator: "\n").count >= words.count - mistakes.count)
  }

  @Test func `there are the files of the STIG, of the OSPP and of PCI DSS`() {
    for name in ["30-stig.rules", "30-ospp-v42.rules", "30-pci-dss-v31.rules"] {
      #expect(Self.names.contains(name))
    }
  }

  @Test(.enabled(if: geteuid() == 0, "audits need root"))
  func `what the rules of the STIG select is reported with their keys`() throws {
    let workplace = try Workplace()
    let program = try workplace.program(
      "work",
      """
      #define _GNU_SOURCE
      #include <fcntl.h>
      #include <sys/stat.h>
      #include <sys/syscall.h>
      #include <sys/time.h>
      #include <unistd.h>
      int main(void) {
        // The C library makes another call of it.
        syscall(SYS_settimeofday, &(struct timeval){-1, 0}, 0);
        syscall(SYS_sethostname, 0, -1);
        close(open("/etc/passwd", O_RDWR));
        close(open("/etc/passwd", O_RDONLY));
        getppid();
      }
      """)
    let file = try workplace.audit(
      program, format: "auditd", options: "--rules \(AuditTools.rules)/30-stig.rules")
    func keys(_ search: String) throws -> [String] {
      try AuditTools.calls(in: file, search).compactMap { record in
        record.firstMatch(of: #/ key="([^"]*)"/#).map { String($0.1) }
      }
    }
    #expect(try keys("-sc settimeofday") == ["time-change"])
    #expect(try keys("-sc sethostname") == ["system-locale"])
    #expect(try keys("-f /etc/passwd") == ["identity"])
    #expect(try AuditTools.calls(in: file, "-sc getppid").isEmpty)
  }
}
