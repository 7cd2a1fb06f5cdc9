import Diagnostics
import KernelDescription
import MarkerScan
import Runtime
import TapsetGen
import Translator

/// Makes the library that a script can draw on: the files of the tapsets, and what is made of the kernel's
/// description.
struct TapsetLoading {
  /// The table of how arguments of system calls are shown, below a directory of tapsets.
  private static let decodingPath = "syscall/arguments.table"
  /// The table of what SystemTap's tapset calls them, below a directory of tapsets.
  private static let variablePath = "syscall/variables.table"

  /// The files.
  private let path: TapsetPath
  /// The kernel.
  private let kernel: KernelDescription
  /// Where the catalog of the files is kept.
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
    var library = TapsetLibrary(
      try catalog(),
      markerProvider: { [kernel] glob in
        generatedFiles(defining: glob, for: kernel).map { file in
          SourceText(name: file.name, text: file.text, isTapset: true)
        }
      }, programProvider: Programs.descriptions(at:))
    for file in path.files where file.isAdded {
      library.addedFiles.append(
        SourceText(name: file.path, bytes: try bytes(of: file.path), isTapset: true))
    }
    return library
  }

  /// Returns the catalog of all files, from the cache if it is there.
  private func catalog() throws(SessionError) -> TapsetCatalog {
    let files = path.files.filter { !isScript($0.path) }
    let tables = [Self.decodingPath, Self.variablePath].compactMap(table)
    let kept = cache.catalogPath(digest(of: files + tables))
    if var bytes = cache.bytes(of: kept), Seal.open(&bytes),
      let catalog = TapsetCatalog(bytes: bytes)
    {
      return catalog
    }
    var sources: [SourceText] = []
    for file in files {
      sources.append(
        SourceText(name: file.path, bytes: try bytes(of: file.path), isTapset: true))
    }
    sources.append(
      SourceText(name: SystemCallTapset.fileName, text: try systemCalls(), isTapset: true))
    let catalog = TapsetCatalog(of: sources)
    cache.keep(Seal.closed(catalog.bytes), as: kept)
    return catalog
  }

  /// Returns the files that are made of the kernel's description: its markers, and its system calls if it tells any.
  ///
  /// - Throws: `SessionError` if a file that they rest on cannot be read.
  func generated() throws(SessionError) -> [GeneratedFile] {
    let markers = BackgroundWork { [kernel] in generatedFiles(for: kernel) }
    let systemCalls = Result { () throws(SessionError) in
      kernel.systemCalls.isEmpty
        ? [] : [GeneratedFile(name: SystemCallTapset.fileName, text: try self.systemCalls())]
    }
    return markers.outcome() + (try systemCalls.get())
  }

  /// Returns the tapset of the kernel's system calls.
  private func systemCalls() throws(SessionError) -> String {
    SystemCallTapset(
      kernel, table: try decoding(table(Self.decodingPath)?.path),
      variables: try variables(table(Self.variablePath)?.path)
    ).text
  }

  /// Returns the digest of all that the catalog of `files` is made from.
  private func digest(of files: [TapsetPath.File]) -> String {
    var digest = Digest()
    digest.absorb(ToolStamp.text)
    digest.absorb(kernel.checksum)
    digest.absorb(UInt64(files.count))
    for file in files {
      digest.absorb(file.path)
      digest.absorb(file.stamp)
    }
    return digest.text
  }

  /// Returns `true` iff the file `path` is a script of the tool itself, which runs and is not drawn on.
  private func isScript(_ path: String) -> Bool { path.hasSuffix("/audit/audit.stp") }

  /// Returns what the table `path` says; nothing without one.
  private func decoding(_ path: String?) throws(SessionError) -> DecodingTable {
    guard let path else { return DecodingTable() }
    let text = String(decoding: try bytes(of: path), as: UTF8.self)
    do throws(DecodingTable.Damage) {
      return try DecodingTable(text)
    } catch { throw .table(path: path, line: error.line) }
  }

  /// Returns what SystemTap's tapset calls system calls and arguments by the table `path`; nothing without one.
  private func variables(_ path: String?) throws(SessionError) -> VariableTable {
    guard let path else { return VariableTable() }
    let text = String(decoding: try bytes(of: path), as: UTF8.self)
    do throws(VariableTable.Damage) {
      return try VariableTable(text)
    } catch { throw .table(path: path, line: error.line) }
  }

  /// Returns the file `name` of the first directory of tapsets that has it; `nil` if none has.
  private func table(_ name: String) -> TapsetPath.File? {
    path.directories.lazy.compactMap { directory -> TapsetPath.File? in
      let path = "\(directory)/\(name)"
      return Files.stamp(of: path).map { TapsetPath.File(path: path, stamp: $0, isAdded: false) }
    }.first
  }

  /// Returns the bytes of the file `path`.
  private func bytes(of path: String) throws(SessionError) -> [UInt8] {
    do throws(SystemError) { return try Files.bytes(of: path) } catch { throw .system(error) }
  }
}
