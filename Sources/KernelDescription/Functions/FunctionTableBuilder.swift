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
    var name: StringReference

    /// The name of the module; empty for the image.
    var module: StringReference

    /// `true` iff modules may call it.
    var isExported: Bool

    /// The prototype.
    var prototype: PrototypeID
  }

  /// What a function takes and returns.
  private struct Prototype {
    /// The type of the result.
    var result: TypeID

    /// The parameters, by the numbers that they have among all that differ.
    var parameters: [Int]
  }

  /// A parameter of prototypes.
  private struct Parameter: Hashable {
    /// The name.
    var name: StringReference

    /// The type.
    var type: TypeID
  }

  /// The names of functions, modules and parameters.
  private var names = StringPool()

  /// The functions so far.
  private var entries: [Entry] = []

  /// The prototypes so far.
  private var prototypes: [Prototype] = []

  /// The parameters so far that differ.
  private var parameters: [Parameter] = []

  /// The numbers of the parameters.
  private var parameterNumbers: [Parameter: Int] = [:]

  /// Adds a prototype, and returns its number.
  mutating func add(_ prototype: FunctionPrototype) -> PrototypeID {
    let numbers = prototype.parameters.map { parameter in
      number(of: Parameter(name: names.intern(parameter.name), type: parameter.type))
    }
    prototypes.append(Prototype(result: prototype.result, parameters: numbers))
    return PrototypeID(index: prototypes.count - 1)
  }

  /// Returns the number of `parameter`.
  private mutating func number(of parameter: Parameter) -> Int {
    if let known = parameterNumbers[parameter] { return known }
    parameterNumbers[parameter] = parameters.count
    parameters.append(parameter)
    return parameters.count - 1
  }

  /// Adds a function.
  mutating func add(
    _ name: UnsafeBufferPointer<UInt8>, module: String?, isExported: Bool, prototype: PrototypeID
  ) {
    entries.append(
      Entry(
        name: names.intern(name), module: names.intern(module ?? ""), isExported: isExported,
        prototype: prototype))
  }

  /// The names of the functions.
  var functionNames: Set<String> {
    Set(entries.map { names[$0.name] })
  }

  /// Keeps the functions for whose name `isKept` holds, and notes which of them are exported.
  mutating func update(
    isKept: (UnsafeBufferPointer<UInt8>) -> Bool, isExported: (UnsafeBufferPointer<UInt8>) -> Bool
  ) {
    names.withStrings { names in
      entries.removeAll { !isKept(names[$0.name]) }
      for index in entries.indices {
        entries[index].isExported = isExported(names[entries[index].name])
      }
    }
  }

  /// Returns the bytes of the sections; names of modules go into `strings`.
  consuming func sections(strings: inout StringPool) -> [(DescriptionSection, [UInt8])] {
    sortEntries()
    let used = Ranking(of: entries.lazy.map(\.prototype.index), below: prototypes.count)
    let usedParameters = Ranking(
      of: used.elements.lazy.flatMap { prototypes[$0].parameters }, below: parameters.count)
    var texts = WordTexts(names)
    for entry in entries { texts.add(entry.name) }
    for number in usedParameters.elements { texts.add(parameters[number].name) }
    let words = Ranking(of: texts.words, below: texts.pool.size)

    var functionTable = BlockedTable.Writer()
    for (index, entry) in entries.enumerated() {
      let name = texts[index]
      let shared =
        functionTable.isAtBlockStart
        ? 0 : zip(texts[index - 1], name).prefix { $0 == $1 }.count
      functionTable.appendRecord { record in
        let flags =
          (entry.isExported ? FunctionFlags.exported : 0)
          | (entry.module == .empty ? 0 : FunctionFlags.ofModule)
        record.append(shared << FunctionFlags.width | flags)
        record.append(name.dropFirst(shared), words)
        if entry.module != .empty { record.append(strings.intern(names[entry.module])) }
        record.append(used[entry.prototype.index])
      }
    }
    var prototypeTable = BlockedTable.Writer()
    for number in used.elements {
      prototypeTable.appendRecord { record in
        record.append(prototypes[number].result)
        record.append(prototypes[number].parameters.count)
        for parameter in prototypes[number].parameters { record.append(usedParameters[parameter]) }
      }
    }
    var parameterTable = BlockedTable.Writer()
    for (index, number) in usedParameters.elements.enumerated() {
      parameterTable.appendRecord { record in
        record.append(texts[entries.count + index], words)
        record.append(parameters[number].type)
      }
    }
    var wordTable = BlockedTable.Writer()
    for word in words.elements {
      wordTable.appendRecord { record in
        record.append(contentsOf: texts.pool.text(at: StringReference(rawValue: UInt32(word))))
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

  /// Puts the functions in the order of their names and modules.
  private mutating func sortEntries() {
    names.withStrings { names in
      // Most names differ in their first bytes, which are compared at once.
      var keyed = entries.map { (prefix: names.prefix($0.name), entry: $0) }
      keyed.sort { left, right in
        if left.prefix != right.prefix { return left.prefix < right.prefix }
        let order = names.compare(left.entry.name, right.entry.name)
        return order != 0
          ? order < 0 : names.compare(left.entry.module, right.entry.module) < 0
      }
      entries = keyed.map(\.entry)
    }
  }
}

/// Names taken apart into words, each with the underscores behind it.
private struct WordTexts {
  /// The names.
  private let names: StringPool

  /// The words.
  private(set) var pool = StringPool()

  /// The words of all names that were added, one after the other, by where they are in `pool`.
  private(set) var words: [Int] = []

  /// Where in `words` each name ends.
  private var ends: [Int] = []

  /// Creates an empty list of names that are in `names`.
  init(_ names: StringPool) { self.names = names }

  /// Adds a name.
  mutating func add(_ name: StringReference) {
    names.withStrings { strings in
      let text = strings[name]
      var start = 0
      while start < text.count {
        var end = start
        while end < text.count, text[end] != UInt8(ascii: "_") { end += 1 }
        while end < text.count, text[end] == UInt8(ascii: "_") { end += 1 }
        let word = pool.intern(UnsafeBufferPointer(rebasing: text[start..<end]))
        words.append(Int(word.rawValue))
        start = end
      }
    }
    ends.append(words.count)
  }

  /// The words of the name that was added when there were `index`.
  subscript(index: Int) -> ArraySlice<Int> {
    words[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
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

/// Numbers for things that have numbers, the most frequent first; things of the same frequency as they were met first.
private struct Ranking {
  /// The things by their new numbers.
  let elements: [Int]

  /// The new numbers of the things that were met.
  private var numbers: [Int]

  /// Numbers what is in `sequence`, all below `end`.
  init(of sequence: some Sequence<Int>, below end: Int) {
    var counts = [Int](repeating: 0, count: end)
    var met: [Int] = []
    for element in sequence {
      if counts[element] == 0 { met.append(element) }
      counts[element] += 1
    }
    let order = met.indices.sorted { (counts[met[$1]], $0) < (counts[met[$0]], $1) }
    elements = order.map { met[$0] }
    numbers = counts
    for (number, element) in elements.enumerated() { numbers[element] = number }
  }

  /// The new number of `element`, which was in the sequence.
  subscript(element: Int) -> Int { numbers[element] }
}

extension RecordWriter {
  /// Appends how many words there are, and their numbers in `ranking`.
  fileprivate mutating func append(_ words: ArraySlice<Int>, _ ranking: Ranking) {
    append(words.count)
    for word in words { append(ranking[word]) }
  }
}
