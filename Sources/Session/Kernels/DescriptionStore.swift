import Glibc
import KernelDescription
import Runtime

/// A directory of kernel descriptions, by release and build id:
///
///     kernels/6.1.0-13-amd64/5f0c…
///
/// The one of the system is written by root, when a kernel is installed, and read by everybody.
package struct DescriptionStore: Sendable {
  /// The directory that the store of the system is in, with tapsets beside it.
  package static var systemDirectory: String {
    Environment.variable("MARKTAP_STORE") ?? "/var/cache/marktap"
  }

  /// The directory of the store of the system.
  static var systemStore: String { "\(systemDirectory)/kernels" }

  /// Returns the directory of the tapset that is kept for everybody of the kernel with `identity`.
  package static func systemTapsets(of identity: KernelIdentity) -> String {
    "\(systemDirectory)/tapsets/\(identity.release)"
  }

  /// The directory.
  private let directory: String

  /// Creates the store in `directory`.
  package init(directory: String) { self.directory = directory }

  /// Returns the description of the kernel `release`; the latest if there are several builds; `nil` if there is none.
  package func description(release: String) -> KernelDescription? {
    let dated = files(ofRelease: release).compactMap { path in
      Files.stamp(of: path).map { (path, $0.modified) }
    }
    let sorted = dated.sorted { $0.1 > $1.1 }
    return sorted.lazy.compactMap { read($0.0) }
      .first { $0.identity.release == release }
  }

  /// Returns the paths of the descriptions of the kernel `release`, one for each build.
  func files(ofRelease release: String) -> [String] {
    guard Self.isName(release) else { return [] }
    return Files.names(in: "\(directory)/\(release)").map { "\(directory)/\(release)/\($0)" }
  }

  /// Returns the description of the kernel with `buildID`; `nil` if there is none.
  package func description(buildID: String) -> KernelDescription? {
    guard Self.isName(buildID) else { return nil }
    return releases.lazy.compactMap { read("\(directory)/\($0)/\(buildID)") }
      .first { $0.identity.buildID == buildID }
  }

  /// The releases that there are descriptions of, in byte order.
  package var releases: [String] { Files.names(in: directory) }

  /// Keeps `description`, for everybody to read.
  ///
  /// - Throws: `SystemError` if it cannot be written.
  package func keep(_ description: KernelDescription) throws(SystemError) {
    let identity = description.identity
    let name = identity.buildID.isEmpty ? "no-build-id" : identity.buildID
    guard Self.isName(identity.release), Self.isName(name) else {
      throw SystemError("keep the description of '\(identity.release)'", code: EINVAL)
    }
    let home = "\(directory)/\(identity.release)"
    try Files.makeDirectory(home, permissions: 0o755)
    try Files.write(description.packedBytes, to: "\(home)/\(name)")
    guard chmod("\(home)/\(name)", 0o644) == 0 else { throw .current("write '\(home)/\(name)'") }
  }

  /// Returns the description in the file `path`; `nil` if it is damaged, or somebody else than root and this user may
  /// write it: whoever does decides what is loaded into the kernel.
  private func read(_ path: String) -> KernelDescription? {
    guard Self.isTrustworthy(path) else { return nil }
    return try? KernelDescription(bytes: Files.bytes(of: path))
  }

  /// Returns `true` iff only root or this user may write the file `path`, and the directory that it is in.
  private static func isTrustworthy(_ path: String) -> Bool {
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    return [path, parent].allSatisfy { path in
      var status = stat()
      return stat(path, &status) == 0 && [0, geteuid()].contains(status.st_uid)
        && status.st_mode & (S_IWGRP | S_IWOTH) == 0
    }
  }

  /// Returns `true` iff `text` can be the name of a file or a directory, and is not hidden.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && !text.hasPrefix(".") && !text.contains("/") && text.utf8.count < 200
  }
}
