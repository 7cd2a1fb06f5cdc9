import Diagnostics
import KernelDescription
import Runtime
import TapsetGen
import Translator

/// Makes the library that a script can draw on: the files of the tapsets, and what is made of the kernel's
/// description.
struct TapsetLoading {
  /// The table of how arguments of system calls are shown, below a directory of tapsets.
  private static let tablePath = "syscall/arguments.table"

  /// The files.
  private let path: TapsetPath
  /// The kernel.
  private let kernel: KernelDescription

  /// Prepares the library of `path` for `kernel`.
  init(_ path: TapsetPath, for kernel: KernelDescription) {
    self.path = path
    self.kernel = kernel
  }

  /// Returns the library.
  ///
  /// - Throws: `SessionError` if a file cannot be read.
  func library() throws(SessionError) -> TapsetLibrary {
    var files: [TapsetLibrary.File] = []
    for file in path.files where !isScript(file.path) {
      let bytes = try bytes(of: file.path)
      files.append(.init(SourceText(name: file.path, bytes: bytes, isTapset: true)))
    }
    let calls = SystemCallTapset(kernel, table: try decodingTable())
    files.append(
      .init(SourceText(name: SystemCallTapset.fileName, text: calls.text, isTapset: true)))
    return TapsetLibrary(files: files) { [kernel] glob in
      generatedFiles(defining: glob, for: kernel).map { file in
        SourceText(name: file.name, text: file.text, isTapset: true)
      }
    }
  }

  /// Returns `true` iff the file `path` is a script of the tool itself, which runs and is not drawn on.
  private func isScript(_ path: String) -> Bool { path.hasSuffix("/audit/audit.stp") }

  /// Returns how arguments of system calls are shown.
  private func decodingTable() throws(SessionError) -> DecodingTable {
    let candidates = path.directories.map { "\($0)/\(Self.tablePath)" }
    guard let file = candidates.first(where: { Files.stamp(of: $0) != nil }) else {
      return DecodingTable()
    }
    let text = String(decoding: try bytes(of: file), as: UTF8.self)
    do throws(DecodingTable.Damage) {
      return try DecodingTable(text)
    } catch { throw .table(path: file, line: error.line) }
  }

  /// Returns the bytes of the file `path`.
  private func bytes(of path: String) throws(SessionError) -> [UInt8] {
    do throws(SystemError) { return try Files.bytes(of: path) } catch { throw .system(error) }
  }
}
