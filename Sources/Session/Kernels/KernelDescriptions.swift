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

  /// Returns the description that `name` names: the path of something that can be scanned, or the release or the
  /// build id of a kernel that is in the stores, or the release of one that is in the cache or installed here.
  ///
  /// - Throws: `SessionError` if there is none, or it is damaged.
  package func named(_ name: String) throws(SessionError) -> KernelDescription {
    if name.contains("/") || Files.stamp(of: name) != nil { return try scanned(name) }
    for store in stores {
      if let found = store.description(release: name) ?? store.description(buildID: name) {
        return found
      }
    }
    for file in Files.names(in: cache.descriptionPath("")) {
      guard let bytes = cache.bytes(of: cache.descriptionPath(file)),
        let description = try? KernelDescription(bytes: bytes),
        description.identity.release == name
      else { continue }
      return description
    }
    let build = "/lib/modules/\(name)/build"
    if Files.stamp(of: "\(build)/Module.markers") != nil { return try scanned(build) }
    if Files.stamp(of: "/lib/modules/\(name)")?.isDirectory == true {
      do throws(ScanError) {
        return try KernelScan.ofInstalledKernel(name).description
      } catch { throw .scan(error) }
    }
    throw .unknownKernel(name)
  }

  /// Returns what tells whether `name` still names the kernel that it did: the stamps of the files that it may be read
  /// from; none without a name.
  func stamps(of name: String?) -> [Files.Stamp] {
    guard let name else { return [] }
    let files = [name, "\(name)/Module.markers"] + stores.flatMap { $0.files(ofRelease: name) }
    return files.compactMap { Files.stamp(of: $0) }
  }

  /// Returns the description of the kernel that is installed as `name`, scanned anew with all its modules; otherwise
  /// what `chosen` returns.
  ///
  /// - Throws: `SessionError` if there is none.
  package func installed(_ name: String?) throws(SessionError) -> Found {
    guard let name, !name.contains("/"),
      Files.stamp(of: "/lib/modules/\(name)")?.isDirectory == true
    else { return try chosen(name) }
    do throws(ScanError) {
      let scan = try KernelScan.ofInstalledKernel(name)
      return Found(description: scan.description, omissions: scan.omissions)
    } catch { throw .scan(error) }
  }

  /// All descriptions in the stores, by release, one for each.
  package var stored: [KernelDescription] {
    var seen: Set<KernelIdentity> = []
    let all = stores.flatMap { store in
      store.releases.compactMap { store.description(release: $0) }
    }
    return all.filter { seen.insert($0.identity).inserted }
  }

  /// Where descriptions of installed kernels are: for everybody, and for this user.
  private var stores: [DescriptionStore] {
    [DescriptionStore.systemStore, userStore].map { DescriptionStore(directory: $0) }
  }

  /// The directory of the store of this user, in the cache.
  private var userStore: String { cache.descriptionPath("") }

  /// Whom a description is kept for.
  package enum Readers: Hashable, Sendable {
    /// For all users.
    case everybody
    /// For this user.
    case user
  }

  /// Keeps `description` for everybody, or, where that is not permitted, for this user; returns for whom.
  ///
  /// - Throws: `SystemError` if neither is possible.
  package func keep(_ description: KernelDescription) throws(SystemError) -> Readers {
    do throws(SystemError) {
      try DescriptionStore(directory: DescriptionStore.systemStore).keep(description)
      return .everybody
    } catch {
      if cache.path.isEmpty { throw error }
      try DescriptionStore(directory: userStore).keep(description)
      return .user
    }
  }

  /// Returns the description of what is at `path`, from the cache if it was scanned before; directories, which may
  /// change without a trace, are scanned anew, and saved descriptions are read where they are.
  private func scanned(_ path: String) throws(SessionError) -> KernelDescription {
    do throws(ScanError) {
      guard let stamp = Files.stamp(of: path), !stamp.isDirectory else {
        return try KernelScan.ofFile(path).description
      }
      var digest = Digest()
      digest.absorb(ToolStamp.text)
      digest.absorb(path)
      digest.absorb(stamp)
      let kept = cache.descriptionPath("file-" + digest.text)
      if let bytes = cache.bytes(of: kept), let description = try? KernelDescription(bytes: bytes) {
        return description
      }
      let scan = try KernelScan.ofFile(path)
      if !scan.isSaved { cache.keep(scan.description.bytes, as: kept) }
      return scan.description
    } catch { throw .scan(error) }
  }
}
