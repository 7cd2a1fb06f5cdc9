import Diagnostics
import IR
import KernelDescription

/// Parses those declarations of a library that one elaboration asks for, each once.
struct LibraryReader {
  /// A file that was made on demand.
  private struct MadeFile {
    /// The text.
    let source: SourceText
    /// What it declares.
    let index: TapsetIndex
  }

  /// The files of the library.
  private let catalog: TapsetCatalog
  /// The files that were made on demand; their numbers follow those of the library.
  private var madeFiles: [MadeFile] = []
  /// The aliases that only those files declare, by name.
  private var madeAliases: [String: [DeclarationID]] = [:]
  /// The names of these aliases by their paths.
  private var madeAliasNames: [String: [String]] = [:]
  /// Makes files on demand.
  private let markerProvider: TapsetLibrary.MarkerProvider?
  /// Describes programs on demand.
  let programProvider: TapsetLibrary.ProgramProvider
  /// What conditions and macros in tapsets mean.
  private let parser: TapsetParser
  /// The globs for which files have been made.
  private var madeGlobs: Set<String> = []
  /// The files of which something has been parsed, by number.
  private var ids: [Int: SourceFileID] = [:]
  /// The numbers of those files.
  private var numbers: [SourceFileID: Int] = [:]
  /// The declarations of globals that have been looked for, by name.
  private var globals: [String: [DeclarationID]] = [:]
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
    catalog = library.catalog
    markerProvider = library.markerProvider
    programProvider = library.programProvider
    self.parser = parser
    self.sources = sources
  }

  /// Returns `true` iff `file` is part of the library.
  func contains(_ file: SourceFileID) -> Bool { numbers[file] != nil }

  /// Returns `true` iff the language that is spoken has the built-in function already: `abort` came with 4.0.
  func offers(_ intrinsic: Intrinsic) -> Bool {
    switch intrinsic {
    case .abort: parser.environment.hasLanguage(of: "4.0")
    case .embedded_code, .embedded_output, .module_value: false
    default: true
    }
  }

  /// The names of all functions that any file can call, in byte order.
  var functionNames: [String] { catalog.names(of: .function) }

  /// Returns the functions of that name that `file` can call.
  mutating func functions(named name: String, from file: SourceFileID) -> [FunctionDeclaration] {
    let ids = catalog.declarations(of: .function, named: name)
    return ids.filter { isVisible($0, from: file) }.flatMap { id in
      tree(of: id).functions.filter { $0.name.text == name }
    }
  }

  /// Returns the global variable of that name that `file` can use.
  mutating func global(named name: String, from file: SourceFileID) -> GlobalDeclaration? {
    // Each mention of a variable asks, and most are none.
    let ids = globals[name] ?? catalog.declarations(of: .global, named: name)
    globals[name] = ids
    if ids.isEmpty { return nil }
    let visible = ids.filter { isVisible($0, from: file) }
    // A variable of the file itself hides those of others.
    let nearest = visible.first { $0.file == numbers[file] } ?? visible.first
    return nearest.flatMap { id in tree(of: id).globals.first { $0.name.text == name } }
  }

  /// Notes that the elaboration uses a function or a global variable of `file`, whose probes then belong to the
  /// script; nothing happens if `file` is not of the library.
  mutating func use(_ file: SourceFileID) {
    guard let number = numbers[file], usedFiles.insert(file).inserted,
      !catalog.probes(inFile: number).isEmpty
    else { return }
    filesWithNewProbes.append(number)
  }

  /// Returns the probes of the files that the elaboration uses, each once.
  mutating func takeProbes() -> [ProbeDeclaration] {
    defer { filesWithNewProbes = [] }
    return filesWithNewProbes.flatMap { number in
      let probes = catalog.probes(inFile: number)
      // A file that is parsed whole stands under each of its declarations.
      let needed = isDivisible(number) ? probes : Array(probes.prefix(1))
      return needed.flatMap { tree(of: $0).probes }
    }
  }

  /// Returns the aliases that the index calls `name`, which is the name `shape`, in the order of the library.
  mutating func aliases(named name: String, shape: PointShape) -> [AliasDeclaration] {
    let ids = catalog.declarations(of: .alias, named: name) + (madeAliases[name] ?? [])
    return ids.flatMap { id in
      tree(of: id).aliases.filter { $0.names.contains { PointShape($0) == shape } }
    }
  }

  /// The names of all aliases as the index has them, in byte order.
  var aliasNames: [String] { merged(catalog.names(of: .alias), madeAliases.keys) }

  /// Returns the names of the aliases that have the path `path`, in byte order.
  func aliasNames(withPath path: String) -> [String] {
    merged(catalog.aliasNames(withPath: path), madeAliasNames[path] ?? [])
  }

  /// Returns `names`, which are in byte order, and `others` in byte order.
  private func merged(_ names: [String], _ others: some Collection<String>) -> [String] {
    if others.isEmpty { return names }
    return (names + others).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Adds the files that declare the markers whose names match `glob`.
  mutating func makeMarkers(matching glob: String) {
    guard let markerProvider, madeGlobs.insert(glob).inserted else { return }
    for source in markerProvider(glob) {
      let file = MadeFile(source: source, index: TapsetScanner.index(of: source.bytes))
      addNewAliases(of: file.index, inFile: catalog.fileCount + madeFiles.count)
      madeFiles.append(file)
    }
  }

  /// Adds the aliases of `index`, of the file numbered `file`, whose names are new: a name and a format are one
  /// marker, whichever files and subsystems have them.
  private mutating func addNewAliases(of index: TapsetIndex, inFile file: Int) {
    for (position, declaration) in index.declarations.enumerated() {
      guard case .aliases(let names) = declaration.kind else { continue }
      for name in names
      where madeAliases[name] == nil && !catalog.declares(.alias, named: name) {
        madeAliases[name] = [DeclarationID(file: file, position: position)]
        let path = String(
          decoding: PointShape.path(ofIndexName: Array(name.utf8)), as: UTF8.self)
        madeAliasNames[path, default: []].append(name)
      }
    }
  }

  /// Returns `true` iff code in `file` can use the declaration `id`.
  private func isVisible(_ id: DeclarationID, from file: SourceFileID) -> Bool {
    !catalog.isPrivate(id) || numbers[file] == id.file
  }

  /// Returns the tree that holds the declaration `id`.
  private mutating func tree(of id: DeclarationID) -> SyntaxFile {
    if let known = parsed[id] { return known }
    let file = sourceID(of: id.file)
    if isDivisible(id.file) {
      let tree = parser.parse(range(of: id), of: file, in: sources, log: &log)
      parsed[id] = tree
      return tree
    }
    let tree = parser.parse(0..<sources[file].bytes.count, of: file, in: sources, log: &log)
    for position in 0..<declarationCount(of: id.file) {
      parsed[DeclarationID(file: id.file, position: position)] = tree
    }
    return tree
  }

  /// Returns the number in the source map of the library's file `number`.
  private mutating func sourceID(of number: Int) -> SourceFileID {
    if let known = ids[number] { return known }
    let id = sources.add(
      madeFile(number)?.source ?? catalog.source(ofFile: number))
    ids[number] = id
    numbers[id] = number
    return id
  }

  // MARK: Files

  /// Returns the file numbered `number` if it was made on demand; `nil` if it is one of the catalog.
  private func madeFile(_ number: Int) -> MadeFile? {
    number < catalog.fileCount ? nil : madeFiles[number - catalog.fileCount]
  }

  /// Returns `true` iff each declaration of the file numbered `number` can be parsed alone.
  private func isDivisible(_ number: Int) -> Bool {
    madeFile(number)?.index.isDivisible ?? catalog.isDivisible(file: number)
  }

  /// Returns how many declarations the file numbered `number` has.
  private func declarationCount(of number: Int) -> Int {
    madeFile(number)?.index.declarations.count ?? catalog.declarationCount(ofFile: number)
  }

  /// Returns where in its file the declaration `id` stands.
  private func range(of id: DeclarationID) -> Range<Int> {
    guard let file = madeFile(id.file) else { return catalog.range(of: id) }
    let declaration = file.index.declarations[id.position]
    return declaration.start..<declaration.end
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
