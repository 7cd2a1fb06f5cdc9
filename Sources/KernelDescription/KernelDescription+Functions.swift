extension KernelDescription {
  /// How many functions there are.
  package var functionCount: Int { source.recordCount(of: .functionOffsets) }

  /// Returns the functions of that name: of the image and of modules, in byte order of these.
  package func functions(named name: String) -> [KernelFunction] {
    functions(from: name) { $0 == name ? true : nil }
  }

  /// Returns the functions whose name matches `pattern`, in byte order of name and module.
  package func functions(matching pattern: String) -> [KernelFunction] {
    let glob = Glob(pattern)
    if glob.isLiteral { return functions(named: pattern) }
    let special: Set<UInt8> = Set("*?[\\".utf8)
    let prefix = String(decoding: pattern.utf8.prefix { !special.contains($0) }, as: UTF8.self)
    return functions(from: prefix) { name in
      name.utf8.starts(with: prefix.utf8) ? glob.matches(name) : nil
    }
  }

  /// Returns the names of the functions that begin as `name` does, at most `limit`.
  package func functionNames(startingWith prefix: String, limit: Int) -> [String] {
    var names: [String] = []
    _ = functions(from: prefix) { name -> Bool? in
      guard names.count < limit, name.utf8.starts(with: prefix.utf8) else { return nil }
      if names.last != name { names.append(name) }
      return false
    }
    return names
  }

  /// Returns the functions from the first one on that is not before `start` for which `isWanted` is true; it is
  /// nil for the first one that ends the search.
  private func functions(
    from start: String, _ isWanted: (String) -> Bool?
  ) -> [KernelFunction] {
    let decoder = FunctionDecoder(source: source)
    let size = BlockedTable.blockSize
    let blockCount = (functionCount + size - 1) / size
    let next = firstIndex(below: blockCount) { block in
      var cursor = decoder.cursor(at: block)
      return !cursor.next().name.utf8.lexicographicallyPrecedes(start.utf8)
    }
    var found: [KernelFunction] = []
    // What is wanted may begin in the block before the first one that begins behind it.
    for block in max(0, next - 1)..<max(0, blockCount) {
      var cursor = decoder.cursor(at: block)
      for _ in 0..<min(size, functionCount - block * size) {
        let function = cursor.next()
        if function.name.utf8.lexicographicallyPrecedes(start.utf8) { continue }
        guard let isWanted = isWanted(function.name) else { return found }
        if isWanted { found.append(decoder.function(function)) }
      }
    }
    return found
  }
}

/// Reads functions, their prototypes and parameters.
private struct FunctionDecoder {
  /// The bytes.
  let source: DescriptionBytes

  /// A function with the number of its prototype.
  struct Entry {
    /// The name.
    var name: String
    /// The module; nil for the image.
    var module: String?
    /// `true` iff modules may call it.
    var isExported: Bool
    /// Where the prototype is read.
    var prototype: RecordReader
  }

  /// Reads the functions of a block one after the other.
  struct Cursor {
    /// What reads words.
    let decoder: FunctionDecoder
    /// Where the next function is.
    var reader: RecordReader
    /// The words of the last one.
    var words: [Int] = []

    /// Returns the next function.
    mutating func next() -> Entry {
      let flags = reader.number()
      words.removeLast(max(0, words.count - flags >> FunctionFlags.width))
      for _ in 0..<reader.count() { words.append(reader.number()) }
      let module =
        flags & FunctionFlags.ofModule != 0 ? decoder.module(reader.number()) : nil
      var prototype = reader
      if flags & FunctionFlags.ownPrototype != 0 {
        decoder.skipPrototype(&reader)
      } else {
        prototype = decoder.prototypeReader(reader.number())
      }
      return Entry(
        name: decoder.text(of: words), module: module,
        isExported: flags & FunctionFlags.exported != 0, prototype: prototype)
    }
  }

  /// Returns a cursor at the start of the block numbered `block`.
  func cursor(at block: Int) -> Cursor {
    Cursor(decoder: self, reader: source.reader(ofBlock: block, in: .functions, .functionOffsets))
  }

  /// Returns the name of the module of that number.
  private func module(_ number: Int) -> String {
    source.text(
      at: StringReference(rawValue: UInt32(source.entry(number, of: .functionModules))))
  }

  /// Returns the function that `entry` says.
  func function(_ entry: Entry) -> KernelFunction {
    var reader = entry.prototype
    return KernelFunction(
      name: entry.name, module: entry.module, isExported: entry.isExported,
      prototype: prototype(&reader))
  }

  /// Returns a reader at the prototype of that number.
  private func prototypeReader(_ number: Int) -> RecordReader {
    var reader = source.reader(
      ofBlock: number / BlockedTable.blockSize, in: .prototypes, .prototypeOffsets)
    for _ in 0..<(number % BlockedTable.blockSize) { skipPrototype(&reader) }
    return reader
  }

  /// Passes over a prototype.
  private func skipPrototype(_ reader: inout RecordReader) {
    _ = reader.type()
    for _ in 0..<reader.count() where reader.number() == 0 { skipParameter(&reader) }
  }

  /// Passes over a parameter.
  private func skipParameter(_ reader: inout RecordReader) {
    for _ in 0..<reader.count() { _ = reader.number() }
    _ = reader.type()
  }

  /// Returns the next prototype.
  private func prototype(_ reader: inout RecordReader) -> FunctionPrototype {
    let result = reader.type()
    let parameters = (0..<reader.count()).map { _ in
      let number = reader.number()
      return number == 0 ? parameter(&reader) : parameter(number - 1)
    }
    return FunctionPrototype(result: result, parameters: parameters)
  }

  /// Returns the parameter of that number.
  private func parameter(_ number: Int) -> FunctionPrototype.Parameter {
    var reader = source.reader(
      ofBlock: number / BlockedTable.blockSize, in: .parameters, .parameterOffsets)
    for _ in 0..<(number % BlockedTable.blockSize) { skipParameter(&reader) }
    return parameter(&reader)
  }

  /// Returns the next parameter.
  private func parameter(_ reader: inout RecordReader) -> FunctionPrototype.Parameter {
    let words = (0..<reader.count()).map { _ in reader.number() }
    return FunctionPrototype.Parameter(name: text(of: words), type: reader.type())
  }

  /// Returns the words of these numbers, joined.
  private func text(of words: [Int]) -> String {
    var bytes: [UInt8] = []
    for word in words { append(word, to: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the word of that number to `bytes`.
  private func append(_ word: Int, to bytes: inout [UInt8]) {
    var reader = source.reader(
      ofBlock: word / BlockedTable.blockSize, in: .words, .wordOffsets)
    var left = word % BlockedTable.blockSize
    while left > 0, !reader.isAtEnd { if reader.byte() == 0 { left -= 1 } }
    while case let byte = reader.byte(), byte != 0 { bytes.append(byte) }
  }
}
