/// The files of one kernel in directories: those of a root file system, its `/boot`, or its `/lib/modules/RELEASE`.
struct KernelTree {
  /// The release.
  let release: String

  /// The root file system, or as far as it is known.
  private let root: String

  /// The directory of images; nil if it is not known.
  private let bootDirectory: String?

  /// The directory of modules of this release; nil if there is none.
  private let moduleDirectory: String?

  /// What the names of images start with.
  static let imageNames = ["vmlinuz-", "vmlinux-", "Image-"]

  /// Looks for kernels in the directory `path`, and takes that of `release`, or the only one.
  ///
  /// - Throws: `ImageError` if there is none, or which one is not clear.
  init(at path: String, release: String?) throws(ImageError) {
    let path = Self.withoutSlash(path)
    if let name = Self.releaseOfModules(in: path) {
      // The directory is `lib/modules/RELEASE` or `usr/lib/modules/RELEASE` of the root.
      let above = Self.parent(of: Self.parent(of: Self.parent(of: path)))
      root = above.split(separator: "/").last == "usr" ? Self.parent(of: above) : above
      bootDirectory = "\(root)/boot"
      moduleDirectory = path
      self.release = try Self.chosen(release, from: [name])
      return
    }
    let images = try Self.releases(in: path)
    if images.isEmpty {
      root = path
      bootDirectory = "\(path)/boot"
      let known = try Self.releases(in: "\(path)/boot") + Self.releasesWithModules(below: path)
      self.release = try Self.chosen(release, from: known)
    } else {
      root = Self.parent(of: path)
      bootDirectory = path
      self.release = try Self.chosen(release, from: images)
    }
    moduleDirectory = Self.moduleDirectory(of: self.release, below: root)
  }

  /// Where modules are, seen from the root of a file system: `lib` may be a link to `usr/lib`, or not be there.
  private static let moduleDirectories = ["lib/modules", "usr/lib/modules"]

  /// Returns the directory of the modules of `release` in the file system with that root; nil if there is none.
  private static func moduleDirectory(of release: String, below root: String) -> String? {
    moduleDirectories.lazy.map { "\(root)/\($0)/\(release)" }
      .first { DirectoryListing.isDirectory($0) }
  }

  /// Returns the releases that have a directory of modules in the file system with that root.
  private static func releasesWithModules(below root: String) -> [String] {
    moduleDirectories.flatMap { directory in
      ((try? DirectoryListing.subdirectories(of: "\(root)/\(directory)")) ?? []).filter {
        releaseOfModules(in: "\(root)/\(directory)/\($0)") != nil
      }
    }
  }

  /// Where the image is; nil if there is none.
  var imagePath: String? {
    let inBoot = Self.imageNames.map { "\(bootDirectory ?? "")/\($0)\(release)" }
    let inModules = ["vmlinuz", "vmlinux", "build/vmlinux"].map { "\(moduleDirectory ?? "")/\($0)" }
    let debugging = "\(root)/usr/lib/debug/boot/vmlinux-\(release)"
    return (inBoot + inModules + [debugging]).first { DirectoryListing.isFile($0) }
  }

  /// Where the configuration is; nil if there is none.
  var configurationPath: String? {
    Self.configurationPaths(of: release, boot: bootDirectory ?? "", modules: moduleDirectory ?? "")
      .first { DirectoryListing.isFile($0) }
  }

  /// Returns where distributions and kbuild put the configuration of `release`, the likeliest place first, given the
  /// directory of images and that of the release's modules.
  static func configurationPaths(
    of release: String, boot: String, modules: String
  ) -> [String] {
    ["\(boot)/config-\(release)", "\(modules)/config", "\(modules)/build/.config"]
  }

  /// The paths of the modules, in byte order: those that `modules.dep` names, or all where that is missing.
  var modulePaths: [String] {
    get throws(ImageError) {
      guard let moduleDirectory else { return [] }
      let list = "\(moduleDirectory)/modules.dep"
      guard DirectoryListing.isFile(list) else {
        return DirectoryListing.allFiles(below: moduleDirectory).filter(KernelFiles.isModule)
      }
      // Each line is `MODULE: MODULES THAT IT NEEDS`; see modules.dep(5).
      let text = String(decoding: try KernelFiles.bytes(of: list).array, as: UTF8.self)
      return text.split(separator: "\n").compactMap { line in
        line.split(separator: ":", maxSplits: 1).first.map { path in
          path.hasPrefix("/") ? "\(root)\(path)" : "\(moduleDirectory)/\(path)"
        }
      }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  /// Returns the release that was asked for, or the only one of `known`.
  private static func chosen(
    _ release: String?, from known: [String]
  ) throws(ImageError) -> String {
    let known = Set(known).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard let first = known.first else { throw .noKernel }
    guard let release else {
      if known.count > 1 { throw .severalKernels(known) }
      return first
    }
    guard known.contains(release) else { throw .absentRelease(release, found: known) }
    return release
  }

  /// Returns the releases of the images in the directory `path`; none if it is no directory.
  private static func releases(in path: String) throws(ImageError) -> [String] {
    guard DirectoryListing.isDirectory(path) else { return [] }
    let files: [String]
    do throws(ErrorNumber) {
      files = try DirectoryListing.files(of: path)
    } catch { throw .unreadable(path: path, errorNumber: error.value) }
    return files.compactMap { file in
      imageNames.first { file.hasPrefix($0) }.map { String(file.dropFirst($0.count)) }
    }
  }

  /// Returns the release whose modules, or whose image among them, are in the directory `path`; nil if none are.
  private static func releaseOfModules(in path: String) -> String? {
    let marks = ["modules.dep", "modules.order", "modules.builtin", "vmlinuz"]
    let name = path.split(separator: "/").last.map(String.init)
    guard name?.first?.isNumber == true,
      marks.contains(where: { DirectoryListing.isFile("\(path)/\($0)") })
        || DirectoryListing.isDirectory("\(path)/kernel")
    else { return nil }
    return name
  }

  /// Returns `path` without slashes at its end.
  private static func withoutSlash(_ path: String) -> String {
    var path = path[...]
    while path.hasSuffix("/") { path = path.dropLast() }
    return String(path)
  }

  /// Returns the directory that `path` is in.
  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return path == "." ? ".." : "." }
    return String(path[..<slash])
  }
}
