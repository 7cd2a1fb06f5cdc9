import Glibc
import KernelDescription

extension RunningKernel {
  /// Returns the options that the running kernel was built with, from `/proc/config.gz` or the files that distributions
  /// install beside it; none if they are nowhere.
  package static func configuration() -> KernelConfiguration {
    let release = identity().release
    if let packed = try? readFile("/proc/config.gz"),
      let bytes = try? Compression.gzip.unpacked(Bytes(packed))
    {
      return KernelConfiguration(
        text: bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
    }
    let paths = KernelTree.configurationPaths(
      of: release, boot: "/boot", modules: "/lib/modules/\(release)")
    for path in paths {
      if let bytes = try? readFile(path) {
        return KernelConfiguration(text: String(decoding: bytes, as: UTF8.self))
      }
    }
    return KernelConfiguration(text: "")
  }
}
