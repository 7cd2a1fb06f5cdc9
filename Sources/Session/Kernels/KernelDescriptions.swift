import KernelDescription
import MarkerScan
import Runtime

/// Where kernel descriptions come from: the cache, a file, or a scan of the running kernel.
package struct KernelDescriptions: Sendable {
  /// A description, and what it lacks.
  package struct Found: Sendable {
    /// The description.
    package let description: KernelDescription
    /// What could not be read and is therefore missing.
    package let omissions: [ScanError]
  }

  /// The cache.
  private let cache: Cache

  /// Looks into `cache` first, and keeps there what is scanned.
  package init(cache: Cache) { self.cache = cache }

  /// Returns the description that `name` names; without a name, that of the running kernel, whose key is `key`.
  ///
  /// - Throws: `SessionError` if there is none.
  package func chosen(
    _ name: String?, key: KernelKey = KernelKey()
  ) throws(SessionError) -> Found {
    if let name, name != key.kernel.release {
      return Found(description: try named(name), omissions: [])
    }
    do throws(ScanError) {
      return try ofRunningKernel(key)
    } catch { throw .scan(error) }
  }

  /// Returns the description of the running kernel, whose key is `key`.
  ///
  /// - Throws: `ScanError` if it has to be scanned and cannot be.
  package func ofRunningKernel(_ key: KernelKey) throws(ScanError) -> Found {
    let path = cache.descriptionPath(key.text)
    if let bytes = cache.bytes(of: path), let description = try? KernelDescription(bytes: bytes) {
      return Found(description: description, omissions: [])
    }
    let scan = try KernelScan.ofRunningKernel()
    // Another user, or another day, may read what could not be read now.
    if scan.omissions.isEmpty { cache.keep(scan.description.bytes, as: path) }
    return Found(description: scan.description, omissions: scan.omissions)
  }

  /// Returns the description that `name` names: the path of a saved one, or the release of one in the cache.
  ///
  /// - Throws: `SessionError` if there is none, or it is damaged.
  package func named(_ name: String) throws(SessionError) -> KernelDescription {
    if name.contains("/") || Files.stamp(of: name) != nil { return try saved(name) }
    for file in Files.names(in: cache.descriptionPath("")) {
      guard let bytes = cache.bytes(of: cache.descriptionPath(file)),
        let description = try? KernelDescription(bytes: bytes),
        description.identity.release == name
      else { continue }
      return description
    }
    throw .unknownKernel(name)
  }

  /// Returns the description in the file `path`.
  private func saved(_ path: String) throws(SessionError) -> KernelDescription {
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try Files.bytes(of: path) } catch { throw .system(error) }
    do throws(KernelDescriptionError) {
      return try KernelDescription(bytes: bytes)
    } catch { throw .description(path: path, error) }
  }
}
