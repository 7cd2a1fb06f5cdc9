/// What a package has of a kernel beside its modules.
struct PackagedKernel {
  /// The image; nil if there is none.
  var image: Bytes?

  /// The text of the configuration; nil if there is none.
  var configuration: Bytes?
}

extension DebianPackage {
  /// Looks for the image, for whichever purpose it is packed, and the configuration.
  ///
  /// - Throws: `ImageError` if the package is damaged.
  func kernel() throws(ImageError) -> PackagedKernel {
    var found = PackagedKernel()
    try files(where: { FileOfKernel($0) != nil }) { (path, bytes) throws(ImageError) in
      switch FileOfKernel(path) {
      case .image: found.image = found.image ?? bytes
      case .configuration: found.configuration = bytes
      case .module, nil: break
      }
      // Modules are most of a package, and what is in `/boot` comes before them.
      let isEnough = found.configuration != nil || FileOfKernel(path) == .module
      return found.image != nil && isEnough ? .enough : .more
    }
    return found
  }
}

/// What a file of a package is, by its path.
private enum FileOfKernel {
  /// An image: `boot/vmlinuz-RELEASE`, `lib/modules/RELEASE/vmlinuz`, or one for debuggers, `vmlinux`, below
  /// `usr/lib/debug`.
  case image

  /// `boot/config-RELEASE` or `lib/modules/RELEASE/config`.
  case configuration

  /// A module.
  case module

  /// Tells what the file `path` is; nil if it is none of these.
  init?(_ path: String) {
    let parts = path.split(separator: "/")
    guard let name = parts.last, parts.count > 1 else { return nil }
    let isBeforeModules =
      parts.count > 3 && parts[parts.count - 3] == "modules" && parts[parts.count - 4] == "lib"
    let isBooted = parts[parts.count - 2] == "boot"
    if isBooted, KernelTree.imageNames.contains(where: name.hasPrefix) {
      self = .image
    } else if isBeforeModules, name == "vmlinuz" || name == "vmlinux" {
      self = .image
    } else if isBooted ? name.hasPrefix("config-") : isBeforeModules && name == "config" {
      self = .configuration
    } else if KernelFiles.isModule(path) {
      self = .module
    } else {
      return nil
    }
  }
}
