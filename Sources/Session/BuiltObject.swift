/// An object that a session has made or found.
package struct BuiltObject: Sendable {
  /// Where an object comes from.
  package enum Origin: Sendable {
    /// It has just been made.
    case made
    /// It was in the cache.
    case cached
  }

  /// The bytes of the file.
  package let file: [UInt8]
  /// Where the file is kept; `nil` if it could not be kept.
  package let path: String?
  /// The warnings of the translation, as they are shown; empty if there are none.
  package let warnings: String
  /// Where it comes from.
  package let origin: Origin

  /// What an object is.
  enum Kind: String {
    /// A file of BPF programs.
    case bpf = "o"
    /// A kernel module.
    case module = "ko"
  }

  /// Finds the object with `digest` in `cache`; `nil` if it is not there.
  init?(_ kind: Kind, digest: String, in cache: Cache) {
    let path = cache.objectPath(digest, kind)
    guard var file = cache.bytes(of: path) else { return nil }
    switch kind {
    case .bpf: guard Seal.open(&file) else { return nil }
    case .module:
      guard let seal = cache.bytes(of: cache.sealPath(digest, kind)), seal == Seal.seal(of: file)
      else {
        return nil
      }
    }
    self.file = file
    self.path = path
    warnings =
      cache.bytes(of: cache.warningsPath(digest)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    origin = .cached
  }

  /// Keeps the object `file` and its `warnings` in `cache` under `digest`.
  init(
    keeping file: [UInt8], as kind: Kind, warnings: String, digest: String, in cache: Cache
  ) {
    self.file = file
    self.warnings = warnings
    origin = .made
    // The warnings first: an object without them would be taken for one that has none.
    if !warnings.isEmpty { cache.keep(Array(warnings.utf8), as: cache.warningsPath(digest)) }
    let path = cache.objectPath(digest, kind)
    switch kind {
    case .bpf: self.path = cache.keep(Seal.closed(file), as: path) ? path : nil
    case .module:
      // Behind a module the kernel looks for a signature, and nothing else may stand there.
      cache.keep(Seal.seal(of: file), as: cache.sealPath(digest, kind))
      self.path = cache.keep(file, as: path) ? path : nil
    }
    cache.clean()
  }
}
