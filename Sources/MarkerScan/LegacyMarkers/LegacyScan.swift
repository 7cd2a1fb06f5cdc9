import CElf
import Glibc
import KernelDescription

/// What files of a kernel of Linux 2.6.24 to 2.6.31 say of its markers.
struct LegacyScan {
  /// The text that the build of such a kernel leaves beside its modules.
  static let textName = "Module.markers"

  /// The files that were read, with their names.
  private var files: [(name: String, file: ElfFile)] = []
  /// The markers.
  private var markers: [CompiledMarker] = []

  /// Reads `Module.markers` in the directory of a kernel's build; nil if it is not there.
  ///
  /// - Throws: a `ScanError` if it cannot be read.
  static func ofBuild(_ path: String) throws(ScanError) -> KernelDescription? {
    guard access("\(path)/\(textName)", F_OK) == 0 else { return nil }
    return try ofText(readFile("\(path)/\(textName)"), in: path)
  }

  /// Where kernels are in the root of a file system.
  private static let rootDirectories = ["boot", "lib/modules", "usr/lib/modules"]

  /// Reads the images and modules in a directory and below; of the root of a file system only where these are. Returns
  /// nil if they have no markers.
  ///
  /// - Throws: a `ScanError` if a file cannot be read.
  static func ofDirectory(_ path: String) throws(ScanError) -> KernelDescription? {
    var scan = LegacyScan()
    if DirectoryListing.isDirectory("\(path)/usr") {
      let directories = rootDirectories.map { "\(path)/\($0)" }
      for directory in directories where DirectoryListing.isDirectory(directory) {
        try scan.addFiles(in: directory)
      }
    } else {
      try scan.addFiles(in: path)
    }
    return try scan.description()
  }

  /// Reads the text of a `Module.markers` that is in `directory`, whose other files may tell the release.
  static func ofText(_ text: [UInt8], in directory: String) -> KernelDescription {
    var builder = KernelDescriptionBuilder(
      identity: KernelIdentity(release: release(ofBuild: directory) ?? "unknown"))
    builder.markers = ModuleMarkersText(text).markers
    return builder.description()
  }

  /// Reads the image or module `file`, which is called `name`; nil if it has no markers.
  ///
  /// - Throws: `ScanError.markersNotUnderstood` if they are laid out in no known way.
  static func ofFile(_ file: ElfFile, name: String) throws(ScanError) -> KernelDescription? {
    var scan = LegacyScan()
    try scan.add(file, name: name)
    return try scan.description()
  }

  /// Adds the ELF files in `directory` and below that can be a kernel's.
  private mutating func addFiles(in directory: String) throws(ScanError) {
    let names: [String]
    let directories: [String]
    do throws(ErrorNumber) {
      names = try DirectoryListing.files(of: directory)
      directories = try DirectoryListing.subdirectories(of: directory, in: AT_FDCWD)
    } catch { throw .fileUnreadable(path: directory, errorNumber: error.value) }
    for name in names where name.hasSuffix(".ko") || name.hasPrefix("vmlinux") {
      if let file = ElfFile(try mapFile("\(directory)/\(name)")) { try add(file, name: name) }
    }
    for name in directories { try addFiles(in: "\(directory)/\(name)") }
  }

  /// Adds the markers of `file`, which is called `name`.
  private mutating func add(_ file: ElfFile, name: String) throws(ScanError) {
    guard let table = MarkerTable(file) else { return }
    let module = file.isRelocatable ? String(name.prefix { $0 != "." }).moduleName : nil
    guard let found = table.markers(module: module) else { throw .markersNotUnderstood(path: name) }
    files.append((name, file))
    markers += found
  }

  /// Returns the description of the files; nil if there are none. What identifies the kernel comes from its image if
  /// that is among them.
  private func description() throws(ScanError) -> KernelDescription? {
    guard let main = files.first(where: { !$0.file.isRelocatable }) ?? files.first else {
      return nil
    }
    var builder = KernelDescriptionBuilder(
      identity: KernelIdentity(
        release: main.file.kernelRelease ?? "unknown", machine: main.file.machineName,
        buildID: main.file.isRelocatable ? "" : main.file.buildID, wordSize: main.file.wordSize))
    builder.markers = markers
    return builder.description()
  }

  /// Returns the release that the files of a kernel's build in `directory` tell.
  private static func release(ofBuild directory: String) -> String? {
    for name in ["include/config/kernel.release", "include/linux/utsrelease.h"] {
      guard let bytes = try? readFile("\(directory)/\(name)") else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
      let release = parts.count > 2 ? parts[1] : parts[0]
      let word = release.split(whereSeparator: \.isWhitespace).first
      if let word { return String(word) }
    }
    return nil
  }
}

/// Returns the bytes of the file `path`; the first `limit` of them, if that is given, or a few fewer.
///
/// - Throws: `ScanError.fileUnreadable`.
func readFile(_ path: String, limit: Int? = nil) throws(ScanError) -> [UInt8] {
  do throws(ErrorNumber) {
    let file = try FileDescriptor(reading: path)
    guard let limit else { return try file.readAll(expecting: file.statedSize) }
    var buffer = [UInt8](repeating: 0, count: limit)
    let count = buffer.withUnsafeMutableBytes { read(file.number, $0.baseAddress, $0.count) }
    guard count >= 0 else { throw ErrorNumber(value: errno) }
    return Array(buffer.prefix(count))
  } catch { throw .fileUnreadable(path: path, errorNumber: error.value) }
}

/// Maps the file `path`, of which only what is looked at is read.
///
/// - Throws: `ScanError.fileUnreadable`.
func mapFile(_ path: String) throws(ScanError) -> Bytes {
  do throws(ErrorNumber) {
    return try Bytes(mapping: path)
  } catch { throw .fileUnreadable(path: path, errorNumber: error.value) }
}
