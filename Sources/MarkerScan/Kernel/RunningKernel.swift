import Glibc
import KernelDescription

/// The kernel that runs this process.
package enum RunningKernel {
  /// Returns what tells it from all others.
  package static func identity() -> KernelIdentity {
    var names = utsname()
    uname(&names)
    let notes = try? FileDescriptor(reading: "/sys/kernel/notes").readAll()
    return KernelIdentity(
      release: text(of: names.release), version: text(of: names.version),
      machine: text(of: names.machine),
      buildID: notes.flatMap { BuildID(notes: $0)?.text } ?? "",
      wordSize: MemoryLayout<Int>.size)
  }

  /// Returns the text in a fixed array of C characters.
  private static func text<Characters>(of characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
