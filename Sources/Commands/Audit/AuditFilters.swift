import ArgumentParser
import Glibc
import Runtime
import Session

/// Which system calls are audited.
struct AuditFilters: ParsableArguments {
  /// The process.
  @Option(
    name: .customLong("pid"), help: ArgumentHelp("Only those of a process.", valueName: "pid"))
  var pid: Int32?

  /// The user.
  @Option(
    name: .customLong("uid"),
    help: ArgumentHelp("Only those of a user, by number or name.", valueName: "user"))
  var user: String?

  /// The name of the task.
  @Option(
    name: .customLong("comm"),
    help: ArgumentHelp("Only those of tasks with this name.", valueName: "name"))
  var taskName: String?

  /// The calls.
  @Option(
    name: .customLong("syscall"),
    help: ArgumentHelp(
      "Only these calls, with commas between; * is a wildcard.", valueName: "names")
  )
  var calls: String?

  /// Whether only failed calls are printed.
  @Flag(name: .customLong("failed"), help: "Only those that fail.")
  var onlyFailed = false

  /// Whether only successful calls are printed.
  @Flag(name: .customLong("success"), help: "Only those that succeed.")
  var onlySucceeded = false

  /// Whether children are audited, too.
  @Flag(
    name: .customLong("follow"), inversion: .prefixedNo,
    help: "Those of the children, too; by default if there is a command.")
  var followsChildren: Bool?

  /// The cgroup.
  @Option(
    name: .customLong("cgroup"),
    help: ArgumentHelp(
      "Only those of a cgroup (version 2), by path or number.", valueName: "cgroup"))
  var cgroup: String?

  /// The key of the events.
  @Option(
    name: .customLong("key"),
    help: ArgumentHelp("Give the events a key, as rules of auditd do.", valueName: "key"))
  var key: String?

  /// The probe points for entries and for returns, as the script takes them.
  var probePoints: [String] {
    let names = calls.map { $0.split(separator: ",").map(String.init) } ?? ["*"]
    return [
      names.map { "syscall.\($0)" }.joined(separator: ", "),
      names.map { "syscall.\($0).return" }.joined(separator: ", "),
    ]
  }

  /// Returns the globals of the script that say the rest; children are followed if `followsByDefault` and
  /// nothing else is said.
  ///
  /// - Throws: `ValidationError` if there is no such user or cgroup.
  func globals(followsByDefault: Bool) throws -> [Setting] {
    var globals = [
      Setting("audit_follow", followsChildren ?? followsByDefault ? "1" : "0"),
      Setting("audit_failed", onlyFailed ? "1" : "0"),
      Setting("audit_success", onlySucceeded ? "1" : "0"),
      Setting("audit_comm", taskName ?? ""), Setting("audit_key", key ?? ""),
    ]
    if let user { globals.append(Setting("audit_uid", String(try Self.userID(of: user)))) }
    if let cgroup {
      globals.append(Setting("audit_cgroup", String(try Self.cgroupID(of: cgroup))))
    }
    return globals
  }

  /// Returns the number of the user `name`, which may be a number itself.
  private static func userID(of name: String) throws -> UInt32 {
    if let number = UInt32(name) ?? Accounts.user(name) { return number }
    throw ValidationError("there is no user '\(name)'")
  }

  /// Returns the number of the cgroup `name`, a path in the file system or below its root.
  private static func cgroupID(of name: String) throws -> UInt64 {
    if let number = UInt64(name) { return number }
    // The number of a cgroup is the inode number of its directory.
    for path in [name, "/sys/fs/cgroup/\(name)", "/sys/fs/cgroup/unified/\(name)"] {
      if let stamp = Files.stamp(of: path), stamp.isDirectory { return stamp.inode }
    }
    throw ValidationError("there is no cgroup '\(name)'")
  }
}
