/// The files of one kernel, wherever they are.
enum KernelFiles {
  /// An image alone.
  case image(Bytes)

  /// A module alone.
  case module(ElfFile)

  /// A package of Debian, and what it has beside modules.
  case package(DebianPackage, PackagedKernel)

  /// Files in directories.
  case tree(KernelTree)

  /// Looks what is at `path`, by contents; `release` chooses one of several kernels in a directory.
  ///
  /// - Throws: `ImageError` if it is nothing that can be scanned.
  init(at path: String, release: String?) throws(ImageError) {
    if DirectoryListing.isDirectory(path) {
      self = .tree(try KernelTree(at: path, release: release))
      return
    }
    let bytes = try Self.bytes(of: path)
    if let package = try DebianPackage(bytes) {
      self = .package(package, try package.kernel())
    } else if let module = try Self.module(bytes) {
      self = .module(module)
    } else {
      self = .image(bytes)
    }
  }

  /// Returns the bytes of the file `path`.
  static func bytes(of path: String) throws(ImageError) -> Bytes {
    do throws(ErrorNumber) {
      return try Bytes(mapping: path)
    } catch { throw .unreadable(path: path, errorNumber: error.value) }
  }

  /// Returns the module that `bytes` are, packed or not; nil if they are something else.
  static func module(_ bytes: Bytes) throws(ImageError) -> ElfFile? {
    let unpacked = try Compression(of: bytes)?.unpacked(bytes) ?? bytes
    guard unpacked.starts(with: ElfFile.magic) else { return nil }
    let file = try ElfFile.ofKernel(unpacked).file
    return file.isRelocatable ? file : nil
  }

  /// `true` iff there is a kernel image.
  var hasImage: Bool {
    switch self {
    case .image: true
    case .module: false
    case .package(_, let kernel): kernel.image != nil
    case .tree(let tree): tree.imagePath != nil
    }
  }

  /// The kernel image.
  ///
  /// - Throws: `ImageError.noKernel` if there is none.
  var image: Bytes {
    get throws(ImageError) {
      switch self {
      case .image(let bytes): return bytes
      case .module: throw .noKernel
      case .package(_, let kernel):
        guard let image = kernel.image else { throw .noKernel }
        return image
      case .tree(let tree):
        guard let path = tree.imagePath else { throw .noKernel }
        return try Self.bytes(of: path)
      }
    }
  }

  /// The text of the configuration that lies beside the image; nil if there is none.
  ///
  /// - Parameter path: where the files are.
  func configuration(at path: String) throws(ImageError) -> Bytes? {
    switch self {
    case .image: return try Self.configurationPath(ofImage: path).map(Self.bytes(of:))
    case .module: return nil
    case .package(_, let kernel): return kernel.configuration
    case .tree(let tree): return try tree.configurationPath.map(Self.bytes(of:))
    }
  }

  /// Returns where distributions put the configuration of an image: `config-RELEASE` beside `vmlinuz-RELEASE`; nil if
  /// there is none.
  private static func configurationPath(ofImage path: String) -> String? {
    let name = path.split(separator: "/").last ?? ""
    guard let dash = name.firstIndex(of: "-") else { return nil }
    let beside = path.dropLast(name.count) + "config" + name[dash...]
    return DirectoryListing.isFile(String(beside)) ? String(beside) : nil
  }

  /// Calls `body` with each module.
  ///
  /// - Throws: `ImageError`, that of `body` included.
  func forEachModule(_ body: (ElfFile) throws(ImageError) -> Void) throws(ImageError) {
    switch self {
    case .image: break
    case .module(let file): try body(file)
    case .package(let package, _):
      try package.files(where: Self.isModule) { (_, bytes) throws(ImageError) in
        if let module = try Self.module(bytes) { try body(module) }
        return .more
      }
    case .tree(let tree):
      for path in try tree.modulePaths {
        if let module = try Self.module(Self.bytes(of: path)) { try body(module) }
      }
    }
  }

  /// Returns `true` iff the file `path` is a module, packed or not.
  static func isModule(_ path: String) -> Bool {
    [".ko", ".ko.xz", ".ko.gz", ".ko.zst"].contains { path.hasSuffix($0) }
  }
}
