import Diagnostics

/// The tapset files that a script can draw on, and a maker of more of them.
///
/// It is a value that many translations can share: which declarations a script needs is found in the
/// indexes of the files, and only those are parsed.
package struct TapsetLibrary: Sendable {
  /// A file with its index.
  package struct File: Sendable {
    /// The text.
    package let source: SourceText
    /// What it declares.
    package let index: TapsetIndex

    /// Creates a file; its index is made if none is given.
    package init(_ source: SourceText, index: TapsetIndex? = nil) {
      self.source = source
      self.index = index ?? TapsetScanner.index(of: source.bytes)
    }
  }

  /// Makes the files that declare the markers whose names match a glob.
  package typealias MarkerProvider = @Sendable (_ glob: String) -> [SourceText]

  /// The files.
  package let files: [File]
  /// Makes files on demand; `nil` if there is nothing to make them from.
  package let markerProvider: MarkerProvider?
  /// Where names are declared.
  let names: DeclarationNames

  /// Creates a library of `files`; markers that they do not declare come from `markerProvider`.
  package init(files: [File], markerProvider: MarkerProvider? = nil) {
    self.files = files
    self.markerProvider = markerProvider
    var names = DeclarationNames()
    for (number, file) in files.enumerated() { names.add(file.index, ofFile: number) }
    self.names = names
  }

  /// A library without files.
  package static let empty = TapsetLibrary(files: [])
}

/// The number of a declaration: a file of a library, and a position in its index.
struct DeclarationID: Hashable, Sendable {
  /// The number of the file.
  let file: Int
  /// The position in the file's index.
  let position: Int
}

/// Where the names of a library are declared.
struct DeclarationNames: Sendable {
  /// The declarations of each function.
  private(set) var functions: [String: [DeclarationID]] = [:]
  /// The declarations of each global variable.
  private(set) var globals: [String: [DeclarationID]] = [:]
  /// The declarations of each alias, by the text of its name.
  private(set) var aliases: [String: [DeclarationID]] = [:]
  /// The names of aliases by their paths, which are the names without parentheses and what is in them.
  private(set) var aliasPaths: [String: [String]] = [:]

  /// Adds the aliases of `index`, of the file numbered `file`, whose names are new.
  mutating func addNewAliases(_ index: TapsetIndex, ofFile file: Int) {
    for (position, declaration) in index.declarations.enumerated() {
      guard case .aliases(let names) = declaration.kind else { continue }
      for name in names where aliases[name] == nil {
        add(DeclarationID(file: file, position: position), asAlias: name)
      }
    }
  }

  /// Adds a declaration of the alias `name`.
  private mutating func add(_ id: DeclarationID, asAlias name: String) {
    aliases[name, default: []].append(id)
    if aliases[name]?.count == 1 {
      let path =
        name.utf8.contains(UInt8(ascii: "(")) ? PointShape(indexName: name).path : name
      aliasPaths[path, default: []].append(name)
    }
  }

  /// Adds what `index`, of the file numbered `file`, declares.
  mutating func add(_ index: TapsetIndex, ofFile file: Int) {
    for (position, declaration) in index.declarations.enumerated() {
      let id = DeclarationID(file: file, position: position)
      switch declaration.kind {
      case .aliases(let names): for name in names { add(id, asAlias: name) }
      case .function(let name, _): functions[name, default: []].append(id)
      case .globals(let names, _): for name in names { globals[name, default: []].append(id) }
      case .macro, .probe: break
      }
    }
  }
}
