import Glibc
import KernelDescription

/// What is known of programs and shared libraries from their files.
package enum ProgramScan {
  /// Describes the program in the file `path`.
  ///
  /// - Throws: a `ScanError` if it cannot be read, or is no ELF file.
  package static func ofFile(_ path: String) throws(ScanError) -> ProgramDescription {
    let real = realPath(path)
    // Whoever opens a pipe or a device may wait for ever.
    guard access(real, F_OK) != 0 || DirectoryListing.isFile(real) else {
      throw .notProgram(path: path)
    }
    guard let file = ElfFile(try readFile(real)) else { throw .notProgram(path: path) }
    return description(of: file, at: real)
  }

  /// Describes `file`, which is at `path`.
  static func description(of file: ElfFile, at path: String) -> ProgramDescription {
    ProgramDescription(
      path: path, machine: file.machineName, wordSize: file.wordSize, buildID: file.buildID,
      markers: ProgramNotes(file).markers)
  }

  /// Returns `path` without symbolic links; `path` itself if there is no such file.
  static func realPath(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
