import Diagnostics
import KernelDescription

/// Parses those declarations of a library that one elaboration asks for, each once.
struct LibraryReader {
  /// The files, those made on demand last.
  private var files: [TapsetLibrary.File]
  /// Where names are declared.
  private var names: DeclarationNames
  /// Makes files on demand.
  private let markerProvider: TapsetLibrary.MarkerProvider?
  /// What conditions and macros in tapsets mean.
  private let parser: TapsetParser
  /// The globs for which files have been made.
  private var madeGlobs: Set<String> = []
  /// The files of which something has been parsed, by number.
  private var ids: [Int: SourceFileID] = [:]
  /// The numbers of those files.
  private var numbers: [SourceFileID: Int] = [:]
  /// What has been parsed; whole files stand under all their declarations.
  private var parsed: [DeclarationID: SyntaxFile] = [:]
  /// The files with probes that the elaboration has come to use, by number, and of which `takeProbes` has not told.
  private var filesWithNewProbes: [Int] = []
  /// All files that it has come to use.
  private var usedFiles: Set<SourceFileID> = []
  /// The source of everything, scripts included.
  private(set) var sources: SourceMap
  /// What the parser found wrong.
  private(set) var log = DiagnosticLog()

  /// Creates a reader of `library` that adds files to `sources` as it parses them.
  init(_ library: TapsetLibrary, parser: TapsetParser, sources: SourceMap) {
    files = library.files
    names = library.names
    markerProvider = library.markerProvider
    self.parser = parser
    self.sources = sources
  }

  /// Returns `true` iff `file` is part of the library.
  func contains(_ file: SourceFileID) -> Bool { numbers[file] != nil }

  /// The names of all functions that any file can call, in byte order.
  var functionNames: [String] { names.functions.keys.sorted() }

  /// Returns the functions of that name that `file` can call.
  mutating func functions(named name: String, from file: SourceFileID) -> [FunctionDeclaration] {
    guard let ids = names.functions[name] else { return [] }
    return ids.filter { isVisible($0, from: file) }.flatMap { id in
      tree(of: id).functions.filter { $0.name.text == name }
    }
  }

  /// Returns the global variable of that name that `file` can use.
  mutating func global(named name: String, from file: SourceFileID) -> GlobalDeclaration? {
    guard let ids = names.globals[name] else { return nil }
    let visible = ids.filter { isVisible($0, from: file) }
    // A variable of the file itself hides those of others.
    let nearest = visible.first { $0.file == numbers[file] } ?? visible.first
    return nearest.flatMap { id in tree(of: id).globals.first { $0.name.text == name } }
  }

  /// Notes that the elaboration uses a function or a global variable of `file`, whose probes then belong to the
  /// script; nothing happens if `file` is not of the library.
  mutating func use(_ file: SourceFileID) {
    guard let number = numbers[file], usedFiles.insert(file).inserted,
      files[number].index.declarations.contains(where: { $0.kind == .probe })
    else { return }
    filesWithNewProbes.append(number)
  }

  /// Returns the probes of the files that the elaboration uses, each once.
  mutating func takeProbes() -> [ProbeDeclaration] {
    defer { filesWithNewProbes = [] }
    return filesWithNewProbes.flatMap { number in
      let declarations = files[number].index.declarations
      let positions = declarations.indices.filter { declarations[$0].kind == .probe }
      // A file that is parsed whole stands under each of its declarations.
      let needed = files[number].index.isDivisible ? positions : Array(positions.prefix(1))
      return needed.flatMap { tree(of: DeclarationID(file: number, position: $0)).probes }
    }
  }

  /// Returns the aliases that the index calls `name`, which is the name `shape`, in the order of the library.
  mutating func aliases(named name: String, shape: PointShape) -> [AliasDeclaration] {
    (names.aliases[name] ?? []).flatMap { id in
      tree(of: id).aliases.filter { $0.names.contains { PointShape($0) == shape } }
    }
  }

  /// The names of all aliases as the index has them, in byte order.
  var aliasNames: [String] {
    names.aliases.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Returns the names of the aliases that have the path `path`, in byte order.
  func aliasNames(withPath path: String) -> [String] {
    (names.aliasPaths[path] ?? []).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Adds the files that declare the markers whose names match `glob`.
  mutating func makeMarkers(matching glob: String) {
    guard let markerProvider, madeGlobs.insert(glob).inserted else { return }
    for source in markerProvider(glob) {
      let file = TapsetLibrary.File(source)
      // A name and a format are one marker, whichever files and subsystems have them.
      names.addNewAliases(file.index, ofFile: files.count)
      files.append(file)
    }
  }

  /// Returns `true` iff code in `file` can use the declaration `id`.
  private func isVisible(_ id: DeclarationID, from file: SourceFileID) -> Bool {
    !files[id.file].index.declarations[id.position].kind.isPrivate || numbers[file] == id.file
  }

  /// Returns the tree that holds the declaration `id`.
  private mutating func tree(of id: DeclarationID) -> SyntaxFile {
    if let known = parsed[id] { return known }
    let file = files[id.file]
    let fileID = sourceID(of: id.file)
    let declaration = file.index.declarations[id.position]
    if file.index.isDivisible {
      let tree = parser.parse(
        declaration.start..<declaration.end, of: fileID, in: sources, log: &log)
      parsed[id] = tree
      return tree
    }
    let tree = parser.parse(
      0..<file.source.bytes.count, of: fileID, in: sources, log: &log)
    for position in file.index.declarations.indices {
      parsed[DeclarationID(file: id.file, position: position)] = tree
    }
    return tree
  }

  /// Returns the number in the source map of the library's file `number`.
  private mutating func sourceID(of number: Int) -> SourceFileID {
    if let known = ids[number] { return known }
    let id = sources.add(files[number].source)
    ids[number] = id
    numbers[id] = number
    return id
  }
}

extension TapsetIndex.Kind {
  /// `true` iff only the file itself can use what is declared.
  fileprivate var isPrivate: Bool {
    switch self {
    case .function(_, let isPrivate), .globals(_, let isPrivate): isPrivate
    case .aliases, .macro, .probe: false
    }
  }
}

/// Parses parts of tapset files.
struct TapsetParser: Sendable {
  /// What conditions in tapsets ask about.
  let environment: PreprocessorEnvironment
  /// The macros that all files can use.
  let macros: MacroTable

  /// Returns what the bytes `range` of `file`, which begin and end between declarations, declare.
  func parse(
    _ range: Range<Int>, of file: SourceFileID, in sources: SourceMap, log: inout DiagnosticLog
  ) -> SyntaxFile {
    Translator.parse(
      file, range: range, in: sources, environment: environment, macros: macros, log: &log)
  }
}
