/// The functions of a description while it is made.
///
/// Half of what BTF says of a kernel is about its functions, so they are written with care for their size. Names
/// are sequences of words that end with their underscores, such as `tcp_` `v4_` `rcv`; a word is a number,
/// the frequent ones small. Of a name only the words are written that it does not share with the one before;
/// every `BlockedTable.blockSize`th is written in full, so that a reader can start there. Prototypes, and
/// parameters within them, are numbered by frequency, too, but for those that are used once: these stand where they are used.
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
  private struct Prototype: Hashable {
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

  /// Gives types the ids that `merging` says; what is the same then counts once.
  mutating func map(_ merging: TypeMerging) {
    let old = (prototypes, parameters)
    (prototypes, parameters, parameterNumbers) = ([], [], [:])
    let newParameters = old.1.map {
      number(of: Parameter(name: $0.name, type: merging.newID(of: $0.type)))
    }
    var numbers: [Prototype: Int] = [:]
    let newPrototypes = old.0.map { old in
      let prototype = Prototype(
        result: merging.newID(of: old.result), parameters: old.parameters.map { newParameters[$0] })
      if let known = numbers[prototype] { return known }
      numbers[prototype] = prototypes.count
      prototypes.append(prototype)
      return prototypes.count - 1
    }
    for index in entries.indices {
      entries[index].prototype = PrototypeID(index: newPrototypes[entries[index].prototype.index])
    }
  }

  /// Returns the bytes of the sections; names of modules go into `strings`.
  consuming func sections(strings: inout StringPool) -> [(DescriptionSection, [UInt8])] {
    sortEntries()
    let used = Ranking(of: entries.lazy.map(\.prototype.index), below: prototypes.count)
    let usedParameters = Ranking(
      of: used.elements.lazy.flatMap { prototypes[$0].parameters }, below: parameters.count)
    let modules = Ranking(
      of: entries.lazy.map { Int($0.module.rawValue) }.filter { $0 != 0 }, below: names.count)
    var texts = WordTexts(names)
    for entry in entries { texts.add(entry.name) }
    for number in usedParameters.elements { texts.add(parameters[number].name) }
    let words = Ranking(of: texts.words, below: texts.pool.count)

    func append(parameter number: Int, to record: inout RecordWriter) {
      record.append(texts[entries.count + usedParameters[number]], words)
      record.append(parameters[number].type)
    }
    func append(prototype number: Int, to record: inout RecordWriter) {
      record.append(prototypes[number].result)
      record.append(prototypes[number].parameters.count)
      for parameter in prototypes[number].parameters {
        if usedParameters.isFrequent(parameter) {
          record.append(usedParameters[parameter] + 1)
        } else {
          record.append(0)
          append(parameter: parameter, to: &record)
        }
      }
    }
    var functionTable = BlockedTable.Writer()
    for (index, entry) in entries.enumerated() {
      let name = texts[index]
      let shared =
        functionTable.isAtBlockStart
        ? 0 : zip(texts[index - 1], name).prefix { $0 == $1 }.count
      let hasNumber = used.isFrequent(entry.prototype.index)
      functionTable.appendRecord { record in
        let flags =
          (entry.isExported ? FunctionFlags.exported : 0)
          | (entry.module == .empty ? 0 : FunctionFlags.ofModule)
          | (hasNumber ? 0 : FunctionFlags.ownPrototype)
        record.append(shared << FunctionFlags.width | flags)
        record.append(name.dropFirst(shared), words)
        if entry.module != .empty { record.append(modules[Int(entry.module.rawValue)]) }
        if hasNumber {
          record.append(used[entry.prototype.index])
        } else {
          append(prototype: entry.prototype.index, to: &record)
        }
      }
    }
    var moduleTable = RecordWriter()
    for module in modules.elements {
      let name = names[StringReference(rawValue: UInt32(module))]
      moduleTable.append(entry: strings.intern(name).rawValue)
    }
    var prototypeTable = BlockedTable.Writer()
    for number in used.frequentElements {
      prototypeTable.appendRecord { append(prototype: number, to: &$0) }
    }
    var parameterTable = BlockedTable.Writer()
    for number in usedParameters.frequentElements {
      parameterTable.appendRecord { append(parameter: number, to: &$0) }
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
      (.functionModules, moduleTable.bytes),
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

/// The lowest bits of the number that a function's record begins with; the higher ones say how many words of the
/// name before are the first of this one.
enum FunctionFlags {
  /// Modules may call it.
  static let exported = 1

  /// A module has it, the place of whose name follows.
  static let ofModule = 2

  /// Its prototype follows, and not the number of one.
  static let ownPrototype = 4

  /// How many bits there are.
  static let width = 3
}

extension RecordWriter {
  /// Appends how many words there are, and their numbers in `ranking`.
  fileprivate mutating func append(_ words: ArraySlice<Int>, _ ranking: Ranking) {
    append(words.count)
    for word in words { append(ranking[word]) }
  }
}
