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
  /// Where the tapset of the kernel's system calls is kept.
  private let cache: Cache

  /// Prepares the library of `path` for `kernel`.
  init(_ path: TapsetPath, for kernel: KernelDescription, cache: Cache) {
    self.path = path
    self.kernel = kernel
    self.cache = cache
  }

  /// Returns the library.
  ///
  /// - Throws: `SessionError` if a file cannot be read.
  func library() throws(SessionError) -> TapsetLibrary {
    let found = path.files.filter { !isScript($0.path) }
    var sources: [SourceText] = []
    for file in found {
      sources.append(
        SourceText(name: file.path, bytes: try bytes(of: file.path), isTapset: true))
    }
    sources.append(
      SourceText(name: SystemCallTapset.fileName, bytes: try systemCalls(), isTapset: true))
    let files = sources.map { TapsetLibrary.File($0) }
    return TapsetLibrary(files: files) { [kernel] glob in
      generatedFiles(defining: glob, for: kernel).map { file in
        SourceText(name: file.name, text: file.text, isTapset: true)
      }
    }
  }

  /// Returns `true` iff the file `path` is a script of the tool itself, which runs and is not drawn on.
  private func isScript(_ path: String) -> Bool { path.hasSuffix("/audit/audit.stp") }

  /// Returns the tapset of the kernel's system calls, from the cache if it is there.
  private func systemCalls() throws(SessionError) -> [UInt8] {
    let table = try decodingTable()
    var digest = Digest()
    digest.absorb(ToolStamp.text)
    digest.absorb(table?.bytes ?? [])
    digest.absorb(kernel.bytes)
    let kept = cache.tapsetPath(digest.text)
    if let bytes = cache.bytes(of: kept) { return bytes }
    let made = Array(SystemCallTapset(kernel, table: try decoding(table)).text.utf8)
    cache.keep(made, as: kept)
    return made
  }

  /// Returns what the file `table` says; nothing if there is no file.
  private func decoding(
    _ table: (path: String, bytes: [UInt8])?
  ) throws(SessionError) -> DecodingTable {
    guard let table else { return DecodingTable() }
    do throws(DecodingTable.Damage) {
      return try DecodingTable(String(decoding: table.bytes, as: UTF8.self))
    } catch { throw .table(path: table.path, line: error.line) }
  }

  /// Returns the file that says how arguments of system calls are shown; `nil` if there is none.
  private func decodingTable() throws(SessionError) -> (path: String, bytes: [UInt8])? {
    let candidates = path.directories.map { "\($0)/\(Self.tablePath)" }
    guard let file = candidates.first(where: { Files.stamp(of: $0) != nil }) else { return nil }
    return (file, try bytes(of: file))
  }

  /// Returns the bytes of the file `path`.
  private func bytes(of path: String) throws(SessionError) -> [UInt8] {
    do throws(SystemError) { return try Files.bytes(of: path) } catch { throw .system(error) }
  }
}
