/// The functions of a description while it is made.
///
/// Half of what BTF says of a kernel is about its functions, so they are written with care for their size. Names
/// are sequences of words that end with their underscores, such as `tcp_` `v4_` `rcv`; a word is a number,
/// the frequent ones small. Of a name only the words are written that it does not share with the one before;
/// every `BlockedTable.blockSize`th is written in full, so that a reader can start there. Prototypes, and
/// parameters within them, are numbered by frequency, too.
struct FunctionTableBuilder: Sendable {
  /// A function with the number of its prototype.
  private struct Entry {
    /// The name.
    var name: String

    /// The module; nil for the image.
    var module: String?

    /// `true` iff modules may call it.
    var isExported: Bool

    /// The prototype.
    var prototype: PrototypeID
  }

  /// The functions so far.
  private var entries: [Entry] = []

  /// The prototypes so far.
  private var prototypes: [FunctionPrototype] = []

  /// Adds a prototype, and returns its number.
  mutating func add(_ prototype: FunctionPrototype) -> PrototypeID {
    prototypes.append(prototype)
    return PrototypeID(index: prototypes.count - 1)
  }

  /// Adds a function.
  mutating func add(
    _ name: String, module: String?, isExported: Bool, prototype: PrototypeID
  ) {
    entries.append(
      Entry(name: name, module: module, isExported: isExported, prototype: prototype))
  }

  /// The names of the functions.
  var names: Set<String> { Set(entries.map(\.name)) }

  /// Keeps the functions for which `condition` holds, and notes which of them are exported.
  mutating func update(
    isKept: (_ name: String, _ module: String?) -> Bool, isExported: (_ name: String) -> Bool
  ) {
    entries.removeAll { !isKept($0.name, $0.module) }
    for index in entries.indices { entries[index].isExported = isExported(entries[index].name) }
  }

  /// Returns the bytes of the sections; names of modules go into `strings`.
  consuming func sections(strings: inout StringPool) -> [(DescriptionSection, [UInt8])] {
    entries.sort { left, right in
      left.name != right.name
        ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        : (left.module ?? "").utf8.lexicographicallyPrecedes((right.module ?? "").utf8)
    }
    let used = Ranking(of: entries.map(\.prototype))
    let parameters = Ranking(of: used.elements.flatMap { prototypes[$0.index].parameters })
    let names = entries.map { Self.words(of: $0.name) }
    let parameterNames = parameters.elements.map { Self.words(of: $0.name) }
    let words = Ranking(of: (names + parameterNames).joined())

    var functionTable = BlockedTable.Writer()
    for (index, entry) in entries.enumerated() {
      let shared =
        functionTable.isAtBlockStart
        ? 0 : zip(names[index - 1], names[index]).prefix { $0 == $1 }.count
      functionTable.appendRecord { record in
        let flags =
          (entry.isExported ? FunctionFlags.exported : 0)
          | (entry.module == nil ? 0 : FunctionFlags.ofModule)
        record.append(shared << FunctionFlags.width | flags)
        record.append(names[index].dropFirst(shared), words)
        if let module = entry.module { record.append(strings.intern(module)) }
        record.append(used[entry.prototype])
      }
    }
    var prototypeTable = BlockedTable.Writer()
    for id in used.elements {
      prototypeTable.appendRecord { record in
        record.append(prototypes[id.index].result)
        record.append(prototypes[id.index].parameters.count)
        for parameter in prototypes[id.index].parameters { record.append(parameters[parameter]) }
      }
    }
    var parameterTable = BlockedTable.Writer()
    for (parameter, name) in zip(parameters.elements, parameterNames) {
      parameterTable.appendRecord { record in
        record.append(name[...], words)
        record.append(parameter.type)
      }
    }
    var wordTable = BlockedTable.Writer()
    for word in words.elements {
      wordTable.appendRecord { record in
        record.append(contentsOf: Array(word.utf8))
        record.append(byte: 0)
      }
    }
    return [
      (.functions, functionTable.records), (.functionOffsets, functionTable.offsets),
      (.prototypes, prototypeTable.records), (.prototypeOffsets, prototypeTable.offsets),
      (.parameters, parameterTable.records), (.parameterOffsets, parameterTable.offsets),
      (.words, wordTable.records), (.wordOffsets, wordTable.offsets),
    ]
  }

  /// Returns the words of `name`, each with the underscores behind it.
  private static func words(of name: String) -> [Substring] {
    var words: [Substring] = []
    let bytes = name.utf8
    var start = bytes.startIndex
    while start < bytes.endIndex {
      var end = start
      while end < bytes.endIndex, bytes[end] != UInt8(ascii: "_") { end = bytes.index(after: end) }
      while end < bytes.endIndex, bytes[end] == UInt8(ascii: "_") { end = bytes.index(after: end) }
      words.append(name[start..<end])
      start = end
    }
    return words
  }
}

/// The lowest bits of the number that a function's record begins with; the higher ones say how many words of the
/// name before are the first of this one.
enum FunctionFlags {
  /// Modules may call it.
  static let exported = 1

  /// A module has it, whose name follows.
  static let ofModule = 2

  /// How many bits there are.
  static let width = 2
}

/// Numbers for things, the most frequent first; things of the same frequency as they were met first.
private struct Ranking<Element: Hashable> {
  /// The things by number.
  private(set) var elements: [Element] = []

  /// The numbers.
  private var numbers: [Element: Int] = [:]

  /// Numbers what is in `sequence`.
  init(of sequence: some Sequence<Element>) {
    var counts: [Int] = []
    for element in sequence {
      if let number = numbers[element] {
        counts[number] += 1
      } else {
        numbers[element] = elements.count
        elements.append(element)
        counts.append(1)
      }
    }
    let order = elements.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    elements = order.map { elements[$0] }
    for (number, element) in elements.enumerated() { numbers[element] = number }
  }

  /// The number of `element`, which was in the sequence.
  subscript(element: Element) -> Int { numbers[element] ?? 0 }
}

extension RecordWriter {
  /// Appends how many words there are, and their numbers in `ranking`.
  fileprivate mutating func append(_ words: ArraySlice<Substring>, _ ranking: Ranking<Substring>) {
    append(words.count)
    for word in words { append(ranking[word]) }
  }
}
