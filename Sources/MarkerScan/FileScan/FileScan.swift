import Glibc
import KernelDescription

/// What a scan of a file or a directory found, whatever that is of.
package enum FileScan: Sendable {
  /// A kernel.
  case kernel(KernelScan)
  /// A program or a shared library.
  case program(ProgramDescription)

  /// Scans `path`, and tells by its contents what it is: a saved description; `Module.markers`, or a directory that has
  /// it; an image or modules of Linux 2.6.24 to 2.6.31 with markers; a program with markers; or whatever
  /// `KernelScan.ofKernelFiles` scans.
  ///
  /// - Parameter release: chooses one of several kernels.
  /// - Throws: a `ScanError` if it cannot be read or is none of these.
  package static func of(_ path: String, release: String? = nil) throws(ScanError) -> FileScan {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .fileUnreadable(path: path, errorNumber: errno)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      return .kernel(try ofDirectory(path, release: release))
    }
    // Whoever opens a pipe or a device may wait for ever.
    guard status.st_mode & S_IFMT == S_IFREG else { throw .nothingKnown(path: path) }
    let head = try readFile(path, limit: headSize)
    if head.isEmpty { throw .nothingKnown(path: path) }
    if KernelDescription.isLikely(head) {
      do throws(KernelDescriptionError) {
        let description = try KernelDescription(bytes: readWhole(path))
        return .kernel(KernelScan(description: description, isSaved: true))
      } catch { throw .descriptionUnusable(path: path, error) }
    }
    if ModuleMarkersText.isLikely(head) {
      let markers = LegacyScan.ofText(try readFile(path), in: directory(of: path))
      return .kernel(KernelScan(description: markers))
    }
    if head.starts(with: ElfFile.magic), let found = try ofELF(path) { return found }
    return .kernel(try KernelScan.ofKernelFiles(at: path, release: release))
  }

  /// How much of a file is looked at to tell what it is, in bytes.
  private static let headSize = 4096

  /// Scans a directory.
  private static func ofDirectory(
    _ path: String, release: String?
  ) throws(ScanError) -> KernelScan {
    if let markers = try LegacyScan.ofBuild(path) { return KernelScan(description: markers) }
    do throws(ScanError) {
      return try KernelScan.ofKernelFiles(at: path, release: release)
    } catch {
      guard case .image(_, .noKernel) = error, let markers = try LegacyScan.ofDirectory(path) else {
        throw error
      }
      return KernelScan(description: markers)
    }
  }

  /// Scans an ELF file; nil if it has neither markers of an old kernel nor those of a program.
  private static func ofELF(_ path: String) throws(ScanError) -> FileScan? {
    guard let file = ElfFile(try mapFile(path)) else { return nil }
    // A kernel that tells its types is none of the old ones, and its symbols may be many.
    if file.sectionIndex(named: ".BTF") != nil { return nil }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if let markers = try LegacyScan.ofFile(file, name: name) {
      return .kernel(KernelScan(description: markers))
    }
    let program = ProgramScan.description(of: file, at: ProgramScan.realPath(path))
    if !program.markers.isEmpty { return .program(program) }
    // What is linked and names no release of Linux is no kernel.
    if !file.isRelocatable, file.kernelRelease == nil { throw .nothingKnown(path: path) }
    return nil
  }

  /// Returns the bytes of `path`; none if it can no longer be read.
  private static func readWhole(_ path: String) -> [UInt8] { (try? readFile(path)) ?? [] }

  /// Returns the directory that `path` is in.
  private static func directory(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
  }
}

extension KernelScan {
  /// Scans the kernel in the file or the directory `path`, of one of the kinds that `FileScan` knows.
  ///
  /// - Parameter release: chooses one of several kernels.
  /// - Throws: a `ScanError` if it cannot be read or is not of a kernel.
  package static func ofFile(
    _ path: String, release: String? = nil
  ) throws(ScanError) -> KernelScan {
    guard case .kernel(let scan) = try FileScan.of(path, release: release) else {
      throw .notKernel(path: path)
    }
    return scan
  }

  /// The scan that found `description`, and nothing missing.
  fileprivate init(description: KernelDescription, isSaved: Bool = false) {
    self.init(description: description, omissions: [])
    self.isSaved = isSaved
  }
}
