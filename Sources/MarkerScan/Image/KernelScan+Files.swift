import KernelDescription

extension KernelScan {
  /// Scans the kernel whose files are at `path`, which needs no privilege and nothing of the running kernel: an image,
  /// packed or not, a module, a package of Debian, `/boot`, `/lib/modules/RELEASE` or the root of a file system.
  ///
  /// - Parameter release: chooses one of several kernels in a directory; for a module, it is the release or the path of
  ///   the image that it belongs to, its package or a directory with it, and for a package or a directory with nothing but
  ///   modules, the path of that.
  /// - Throws: `ScanError.image` if it is none of these, or can not be scanned.
  package static func ofKernelFiles(
    at path: String, release: String? = nil
  ) throws(ScanError) -> KernelScan {
    do throws(ImageError) {
      let otherPath = release.flatMap { isPath($0) ? $0 : nil }
      let files = try KernelFiles(at: path, release: otherPath == nil ? release : nil)
      if case .module(let file) = files { return try scan(file, at: path, of: release) }
      let other = try otherPath.map { (path) throws(ImageError) in
        try KernelFiles(at: path, release: nil)
      }
      let image = try KernelImage((files.hasImage ? files : other ?? files).image)
      var scan = try ImageScan(image)
      try scan.add(image)
      var configuration = image.configuration
      if configuration == nil { configuration = try files.configuration(at: path) }
      if configuration == nil, let other {
        configuration = try other.configuration(at: release ?? "")
      }
      if let configuration { scan.setConfiguration(configuration) }
      let isOwn = files.hasImage
      try files.forEachModule { (module) throws(ImageError) in
        if !isOwn { try scan.checkRelease(of: module) }
        try scan.add(module)
      }
      return try scan.finish()
    } catch { throw .image(path: path, error) }
  }

  /// Returns `true` iff what chooses a kernel is a path, and not a release that a directory here happens to be called.
  private static func isPath(_ name: String) -> Bool {
    DirectoryListing.isFile(name) || (name.contains("/") && DirectoryListing.isDirectory(name))
  }

  /// Scans the kernel of that release that is installed here.
  ///
  /// - Throws: `ScanError.notInstalled` if it is not, `ScanError.image` if it cannot be scanned.
  package static func ofInstalledKernel(_ release: String) throws(ScanError) -> KernelScan {
    guard let tree = try? KernelTree(at: "/", release: release), tree.imagePath != nil else {
      throw .notInstalled(release: release)
    }
    return try ofKernelFiles(at: "/", release: release)
  }

  /// Scans a module, whose types rest on those of the image that `kernel` names, or of the running kernel if it is
  /// made for that, or of the kernel that is installed beside it.
  private static func scan(
    _ file: ElfFile, at path: String, of kernel: String?
  ) throws(ImageError) -> KernelScan {
    guard let information = ModuleInformation(of: file) else { throw .unknown }
    let running = RunningKernel.identity()
    let scan: ImageScan
    if kernel == nil, information.release == running.release,
      let types = try? KernelFiles.bytes(of: "/sys/kernel/btf/vmlinux")
    {
      scan = try ImageScan(identity: running, btf: types)
    } else {
      scan = try ImageScan(self.image(for: information, at: path, named: kernel))
    }
    var module = scan
    try module.checkRelease(of: file)
    module.forgetProbePoints()
    try module.add(file)
    return try module.finish()
  }

  /// Returns the image that a module at `path` belongs to.
  private static func image(
    for module: ModuleInformation, at path: String, named kernel: String?
  ) throws(ImageError) -> KernelImage {
    if let kernel, isPath(kernel) {
      // Of several kernels in a directory, that of the module counts.
      let release = DirectoryListing.isDirectory(kernel) ? module.release : nil
      return try KernelImage(KernelFiles(at: kernel, release: release).image)
    }
    let mark = "/lib/modules/"
    let root = path.firstRange(of: mark).map { String(path[..<$0.lowerBound]) } ?? ""
    let release = kernel ?? module.release
    for directory in [root, ""] {
      guard let tree = try? KernelTree(at: "\(directory)/", release: release),
        let image = tree.imagePath
      else { continue }
      return try KernelImage(KernelFiles.bytes(of: image))
    }
    throw .noTypesForModule(release: release)
  }
}
