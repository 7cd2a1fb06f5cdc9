/// What tells one kernel from all others.
package struct KernelIdentity: Hashable, Sendable {
  /// The release as `uname -r` prints it, such as `6.1.0-13-amd64`.
  package var release: String

  /// The build's version line as `uname -v` prints it.
  package var version: String

  /// The machine as `uname -m` prints it, such as `x86_64`.
  package var machine: String

  /// The build id in lower-case hexadecimal digits; empty if the kernel has none.
  package var buildID: String

  /// The size of a pointer in bytes.
  package var wordSize: Int

  /// Creates the identity of a kernel.
  package init(
    release: String, version: String = "", machine: String = "x86_64", buildID: String = "",
    wordSize: Int = 8
  ) {
    self.release = release
    self.version = version
    self.machine = machine
    self.buildID = buildID
    self.wordSize = wordSize
  }

  /// The number that the audit system gives to this machine's own system calls; nil if unknown here.
  ///
  /// The values are `AUDIT_ARCH_*` of the kernel's `include/uapi/linux/audit.h`.
  package var auditArchitecture: Int? {
    switch machine {
    case "x86_64": 0xc000_003e
    case "aarch64": 0xc000_00b7
    case "riscv64": 0xc000_00f3
    case "i386", "i486", "i586", "i686": 0x4000_0003
    default: nil
    }
  }
}
