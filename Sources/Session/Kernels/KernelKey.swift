import Runtime

/// What tells one set of markers from another: the kernel, and the modules that are loaded into it.
package struct KernelKey: Hashable, Sendable {
  /// The running kernel.
  package let kernel: RunningKernel
  /// The name of the description in the cache.
  package let text: String

  /// Creates the key of the kernel that runs now.
  package init() {
    kernel = RunningKernel()
    var digest = Digest()
    digest.absorb(kernel.release)
    digest.absorb(kernel.buildID)
    digest.absorb(Self.modules)
    let name = kernel.buildID.isEmpty ? kernel.release : kernel.buildID
    text = "\(name)-\(digest.text.prefix(16))"
  }

  /// The names and sizes of the loaded modules, as `/proc/modules` lists them, without what changes while they
  /// are used.
  private static var modules: [UInt8] {
    guard let bytes = try? Files.bytes(of: "/proc/modules") else { return [] }
    var kept: [UInt8] = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
      kept += words.prefix(2).joined(separator: [UInt8(ascii: " ")])
      kept.append(UInt8(ascii: "\n"))
    }
    return kept
  }
}
