import Runtime

/// The directory with which the modules of a kernel are built: its headers, its configuration, and kbuild.
struct BuildTree {
  /// What changes when another kernel or another compiler is behind the directory.
  private static let tellingFiles = [
    "include/generated/autoconf.h", "include/generated/compile.h", "Module.symvers",
  ]

  /// The path.
  let path: String

  /// Finds the build directory of the kernel `release`: `directory`, which may also be a root below which it is, if that
  /// is named, else where distributions put it.
  ///
  /// - Throws: `SessionError.noBuildTree` if there is none, `.foreignBuildTree` if it belongs to another kernel.
  init(of release: String, at directory: String?) throws(SessionError) {
    let usual = ["/lib/modules/\(release)/build", "/usr/src/linux-headers-\(release)"]
    let candidates = directory.map { root in [root] + usual.map { root + $0 } } ?? usual
    let found = candidates.first { Files.stamp(of: "\($0)/Makefile") != nil }
    guard let found else { throw .noBuildTree(release: release, place: candidates[0]) }
    path = found
    guard let own = Self.release(of: found), own != release else { return }
    throw .foreignBuildTree(found, release: own, wanted: release)
  }

  /// Returns the release that modules are marked with which are built in `directory`; `nil` if it does not say.
  private static func release(of directory: String) -> String? {
    let file = "\(directory)/include/generated/utsrelease.h"
    guard let bytes = try? Files.bytes(of: file) else { return nil }
    // #define UTS_RELEASE "6.1.0-13-amd64"
    let words = String(decoding: bytes, as: UTF8.self).split(separator: "\"")
    return words.count > 1 ? String(words[1]) : nil
  }

  /// What tells it from what was there before.
  var stamps: [Files.Stamp] { Self.tellingFiles.compactMap { Files.stamp(of: "\(path)/\($0)") } }

  /// The program that signs modules, which belongs to the kernel; `nil` if it is not there.
  var signer: String? {
    let path = "\(path)/scripts/sign-file"
    return Files.stamp(of: path) == nil ? nil : path
  }
}
