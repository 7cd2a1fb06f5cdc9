import Diagnostics

extension TapsetCatalog {
  /// Makes the catalog of `sources`, which are tapsets.
  package init(of sources: [SourceText]) {
    var writer = CatalogWriter()
    for source in sources { writer.add(source) }
    guard let catalog = TapsetCatalog(bytes: writer.bytes) else {
      preconditionFailure("the writer of catalogs writes what the reader reads")
    }
    self = catalog
  }
}

/// Writes catalogs.
private struct CatalogWriter {
  /// A name of something.
  private struct Name {
    /// What is called so.
    let kind: TapsetCatalog.Kind
    /// The name.
    let text: [UInt8]
    /// The number of the declaration.
    let declaration: Int
  }

  /// The records of the files, with places that count from the start of the pool.
  private var files: [[Int]] = []
  /// The records of the declarations.
  private var declarations: [[Int]] = []
  /// The names.
  private var names: [Name] = []
  /// The texts.
  private var pool: [UInt8] = []

  /// Adds `source`.
  mutating func add(_ source: SourceText) {
    let index = TapsetScanner.index(of: source.bytes)
    let name = place(Array(source.name.utf8))
    let contents = place(source.bytes)
    let first = declarations.count
    for declaration in index.declarations { add(declaration) }
    files.append(
      name + contents + [first, declarations.count - first, index.isDivisible ? 1 : 0])
  }

  /// Adds `declaration` of the next file.
  private mutating func add(_ declaration: TapsetIndex.Declaration) {
    let number = declarations.count
    func named(_ kind: TapsetCatalog.Kind, _ texts: [String]) -> [Name] {
      texts.map { Name(kind: kind, text: Array($0.utf8), declaration: number) }
    }
    switch declaration.kind {
    case .aliases(let texts): names += named(.alias, texts)
    case .function(let text, _): names += named(.function, [text])
    case .globals(let texts, _): names += named(.global, texts)
    case .macro(let text): names += named(.macro, [text])
    case .probe: break
    }
    declarations.append([
      files.count, declaration.start, declaration.end, declaration.kind.use.rawValue,
    ])
  }

  /// Puts `text` into the pool, and returns its place there and its length.
  private mutating func place(_ text: [UInt8]) -> [Int] {
    defer { pool += text }
    return [pool.count, text.count]
  }

  /// The catalog.
  var bytes: [UInt8] {
    var writer = self
    let nameRecords = writer.nameRecords()
    let pathRecords = writer.pathRecords()
    let tables: [(TapsetCatalog.Table, [[Int]])] = [
      (.files, files), (.declarations, declarations), (.names, nameRecords),
      (.paths, pathRecords),
    ]
    let poolStart =
      TapsetCatalog.headerSize + tables.reduce(0) { $0 + $1.1.count * $1.0.width * 4 }
    var numbers = [poolStart + writer.pool.count] + tables.map(\.1.count)
    for (table, records) in tables {
      let places = table.placeFields
      for record in records {
        for (field, number) in record.enumerated() {
          numbers.append(places.contains(field) ? number + poolStart : number)
        }
      }
    }
    var bytes = TapsetCatalog.magic
    bytes.reserveCapacity(poolStart + writer.pool.count)
    for number in numbers {
      withUnsafeBytes(of: UInt32(number).littleEndian) { bytes += $0 }
    }
    return bytes + writer.pool
  }

  /// Puts the names into the pool, and returns their records.
  private mutating func nameRecords() -> [[Int]] {
    names.sort { left, right in
      if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
      if left.text != right.text { return left.text.lexicographicallyPrecedes(right.text) }
      return left.declaration < right.declaration
    }
    return names.map { [$0.kind.rawValue] + place($0.text) + [$0.declaration] }
  }

  /// Puts the paths of aliases into the pool, and returns their records.
  private mutating func pathRecords() -> [[Int]] {
    var aliases: [[UInt8]] = []
    for name in names where name.kind == .alias && name.text != aliases.last {
      aliases.append(name.text)
    }
    // The order of names with one path stays.
    let paths = aliases.enumerated().map { order, name in
      (path: Array(PointShape.path(ofIndexName: name)), order: order, name: name)
    }.sorted {
      $0.path == $1.path ? $0.order < $1.order : $0.path.lexicographicallyPrecedes($1.path)
    }
    return paths.map { place($0.path) + place($0.name) }
  }
}

extension TapsetCatalog.Table {
  /// Those fields of a record that are places of texts.
  fileprivate var placeFields: [Int] {
    switch self {
    case .files, .paths: [0, 2]
    case .declarations: []
    case .names: [1]
    }
  }
}

extension PointShape {
  /// Returns the path of the alias that an index calls `name`.
  static func path(ofIndexName name: [UInt8]) -> [UInt8] {
    guard name.contains(UInt8(ascii: "(")) else { return name }
    return Array(PointShape(indexName: String(decoding: name, as: UTF8.self)).path.utf8)
  }
}

extension TapsetIndex.Kind {
  /// Who can use what is declared.
  fileprivate var use: TapsetCatalog.Use {
    switch self {
    case .function(_, let isPrivate), .globals(_, let isPrivate):
      isPrivate ? .inFile : .everywhere
    case .aliases, .macro: .everywhere
    case .probe: .none
    }
  }
}
