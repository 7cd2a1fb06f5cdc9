import Glibc
import KernelDescription
import Runtime
import TapsetGen

/// The tapset that is generated for a kernel or a program, and the directory that it is written to.
package struct GeneratedTapset {
  /// The files, in byte order of their names.
  package let files: [GeneratedFile]

  /// Generates the tapset of `kernel`.
  ///
  /// - Throws: `SessionError` if a file that it rests on cannot be read.
  package init(of kernel: KernelDescription) throws(SessionError) {
    let path = TapsetPath.usual(additional: [])
    // What is made for reading and keeping does not depend on what was made before.
    let loading = TapsetLoading(path, for: kernel, cache: Cache(path: ""))
    files = try loading.generated().sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
  }

  /// Generates the tapset of `program`.
  package init(of program: ProgramDescription) { files = generatedFiles(for: program) }

  /// Writes the files into `directory`, which is made if it is not there, for everybody to read if `isPublic`; files that are
  /// there and equal stay, and what was generated there before for another kernel, and is not now, is removed.
  ///
  /// - Throws: `SystemError` if one cannot be written.
  package func write(to directory: String, isPublic: Bool = false) throws(SystemError) {
    try Files.makeDirectory(directory, permissions: isPublic ? 0o755 : 0o777)
    for file in files {
      let path = "\(directory)/\(file.name)"
      let bytes = Array(file.text.utf8)
      // To replace a file, file systems write it out at once, which takes longer than to make it.
      if (try? Files.bytes(of: path)) != bytes { try Files.write(bytes, to: path) }
      if isPublic, chmod(path, 0o644) != 0 { throw .current("write '\(path)'") }
    }
    let names = Set(files.map(\.name))
    for name in Files.names(in: directory)
    where name.hasSuffix(".stp") && !names.contains(name)
      && Self.isGenerated("\(directory)/\(name)")
    {
      unlink("\(directory)/\(name)")
    }
  }

  /// Returns `true` iff the file `path` says that it was generated.
  private static func isGenerated(_ path: String) -> Bool {
    guard let bytes = try? Files.bytes(of: path) else { return false }
    let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    return line.contains(GeneratedFile.remark)
  }
}
