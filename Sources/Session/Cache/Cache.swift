import Glibc
import Runtime

/// The files that are kept from one run to the next: kernel descriptions and objects.
///
///     marktap/
///       kernels/<build id>-<modules>      a kernel description
///       objects/<2 digits>/<digest>.o     an object
///       objects/<2 digits>/<digest>.ko    a module; <digest>.ko.seal tells it from a damaged one
///       objects/<2 digits>/<digest>.log   the warnings of its translation, if there were any
///       objects/<2 digits>/<digest>.refused  that the verifier refused it, and how it is split instead
///       builds/<digest>                   the commands by which kbuild made a module, for others
///       tapsets/<digest>.catalog          the tapsets, with that of the system calls of a kernel
///
/// What is damaged or cannot be read counts as missing; what cannot be written is left out.
package struct Cache: Sendable {
  /// What a cache is used for.
  package enum Use: Hashable, Sendable {
    /// What is there is used, and what is made is kept.
    case full
    /// What is made is kept.
    case keeping
    /// Nothing.
    case none
  }

  /// The directory; empty if there is none.
  package let path: String
  /// What it is used for.
  private let use: Use

  /// Uses the directory `path`.
  package init(path: String, for use: Use = .full) {
    self.path = path
    self.use = path.isEmpty ? .none : use
  }

  /// Uses the cache of the user: below `$XDG_CACHE_HOME`, else below `~/.cache`; where neither can be written,
  /// below the directory for temporary files, by a name of the user's own.
  package static func ofUser(for use: Use = .full) -> Cache {
    if use == .none { return Cache(path: "") }
    let home = Environment.variable("HOME").map { "\($0)/.cache" }
    for directory in [Environment.variable("XDG_CACHE_HOME"), home] {
      guard let directory, directory.hasPrefix("/") else { continue }
      let path = "\(directory)/marktap"
      if isUsable(path) { return Cache(path: path, for: use) }
    }
    let path = "\(Files.temporaryDirectory)/marktap-\(getuid())"
    return Cache(path: isUsable(path) ? path : "", for: use)
  }

  /// Where the description of the kernel with `key` is.
  package func descriptionPath(_ key: String) -> String { "\(path)/kernels/\(key)" }

  /// Where the object with `digest` is.
  func objectPath(_ digest: String, _ kind: BuiltObject.Kind) -> String {
    "\(path)/objects/\(digest.prefix(2))/\(digest).\(kind.rawValue)"
  }

  /// Where the seal of the object with `digest` is, if it does not stand in the object.
  func sealPath(_ digest: String, _ kind: BuiltObject.Kind) -> String {
    "\(objectPath(digest, kind)).seal"
  }

  /// Where the warnings of the object with `digest` are.
  package func warningsPath(_ digest: String) -> String {
    "\(path)/objects/\(digest.prefix(2))/\(digest).log"
  }

  /// Where it is remembered that the verifier refused the object with `digest`.
  func refusalPath(_ digest: String) -> String {
    "\(path)/objects/\(digest.prefix(2))/\(digest).refused"
  }

  /// Where the commands are by which modules are built whose circumstances have `digest`.
  func commandsPath(_ digest: String) -> String { "\(path)/builds/\(digest)" }

  /// Where the catalog of tapsets with `digest` is.
  func catalogPath(_ digest: String) -> String { "\(path)/tapsets/\(digest).catalog" }

  /// Returns the bytes of the cached file `path`; `nil` if it is not there.
  package func bytes(of path: String) -> [UInt8]? {
    use == .full ? try? Files.bytes(of: path) : nil
  }

  /// Keeps `bytes` as the file `path`; returns `true` iff that was possible.
  @discardableResult
  package func keep(_ bytes: [UInt8], as path: String) -> Bool {
    guard use != .none, let slash = path.lastIndex(of: "/") else { return false }
    do throws(SystemError) {
      try Files.makeDirectory(String(path[..<slash]))
      try Files.write(bytes, to: path)
      return true
    } catch {
      return false
    }
  }

  /// `true` iff the directory `path` is, or can be made, one that the user alone writes.
  private static func isUsable(_ path: String) -> Bool {
    var status = stat()
    if lstat(path, &status) != 0 {
      do throws(SystemError) { try Files.makeDirectory(path) } catch { return false }
      guard lstat(path, &status) == 0 else { return false }
    }
    // Whoever may write there decides what is loaded into the kernel.
    let isPrivate = status.st_uid == geteuid() && status.st_mode & (S_IWGRP | S_IWOTH) == 0
    return status.st_mode & S_IFMT == S_IFDIR && isPrivate && access(path, W_OK) == 0
  }
}
