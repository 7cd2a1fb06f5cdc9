/// The types and declarations of an object in the order in which `.BTF` has them.
struct ObjectTypes {
  /// The name of the section that libbpf looks for maps in.
  static let mapsName = ".maps"
  /// The name of the section, found in BTF only, that lists functions of the kernel.
  static let kfuncsName = ".ksyms"

  /// The types.
  private(set) var table: TypeTable
  /// For each function and program its declaration.
  private var functions: [String: TypeID] = [:]
  /// For each map the place of its definition in the section of maps.
  private(set) var mapPlaces: [SectionEntry] = []

  /// Creates the types of `object`, whose code lies in `sections`.
  init(of object: ObjectFile, sections: [CodeSection], members: CompositeMembers) {
    table = TypeTable(members: members)
    for entry in sections.flatMap(\.entries) { declare(entry) }
    for note in sections.flatMap(\.entries).flatMap(\.code.relocations) {
      _ = table.id(of: note.relocation.root)
    }
    for map in object.maps { declare(map) }
    if !mapPlaces.isEmpty {
      table.append(
        .section(name: Self.mapsName, byteCount: mapsByteCount, entries: mapPlaces))
    }
    for block in object.dataBlocks { declare(block) }
    declare(object.kfuncs)
  }

  /// The size of the section of maps in bytes.
  var mapsByteCount: Int { mapPlaces.last.map { $0.offset + $0.byteCount } ?? 0 }

  /// Returns the number of the declaration of `entry`.
  ///
  /// - Requires: `entry` is of the sections that `self` was created for.
  func number(of entry: CodeEntry) -> UInt32 {
    guard let function = functions[entry.name] else {
      preconditionFailure("'\(entry.name)' is not declared")
    }
    return UInt32(function.number)
  }

  /// Returns the number of `composite`.
  ///
  /// - Requires: a relocation of the object starts from it.
  func number(of composite: Composite) -> UInt32 {
    guard let type = table.number(of: composite) else {
      preconditionFailure("'\(composite.name)' is not declared")
    }
    return UInt32(type.number)
  }

  /// Declares a program or a function.
  private mutating func declare(_ entry: CodeEntry) {
    let prototype =
      switch entry.origin {
      case .program: programPrototype()
      case .function(let function): prototype(parameterCount: function.parameterCount)
      }
    let linkage = entry.isLocal ? FunctionLinkage.local : .global
    functions[entry.name] = table.append(
      .function(name: entry.name, linkage: linkage, prototype: prototype))
  }

  /// Returns the prototype `int (void *context)`.
  private mutating func programPrototype() -> TypeID {
    let context = table.id(of: .pointer(.void))
    let result = table.id(of: .integer(byteCount: 4, isSigned: true))
    return table.shared(
      .prototype(result: result, parameters: [ParameterNode(name: "context", type: context)]))
  }

  /// Returns the prototype of a function with so many 64-bit parameters.
  private mutating func prototype(parameterCount: Int) -> TypeID {
    let word = table.id(of: .integer(byteCount: 8, isSigned: false))
    let parameters = (0..<parameterCount).map { ParameterNode(name: "argument\($0)", type: word) }
    return table.shared(.prototype(result: word, parameters: parameters))
  }

  /// Declares a map: a structure whose members' types say what the map is like.
  ///
  ///     struct {
  ///       int (*type)[kind];
  ///       Key *key;
  ///       Value *value;
  ///       int (*max_entries)[count];
  ///     } name;
  private mutating func declare(_ map: Map) {
    var members: [MemberNode] = []
    func add(_ name: String, _ type: TypeID) {
      members.append(
        MemberNode(name: name, type: type, bitOffset: members.count * 64, bitCount: 0))
    }
    func add(_ name: String, _ value: UInt32) { add(name, number(value)) }
    add("type", map.kind.rawValue)
    if map.kind.isTyped {
      add("key", table.id(of: .pointer(map.key)))
      add("value", table.id(of: .pointer(map.value)))
    } else {
      if map.keySize > 0 { add("key_size", UInt32(map.keySize)) }
      if map.valueSize > 0 { add("value_size", UInt32(map.valueSize)) }
    }
    if map.maxEntries > 0 { add("max_entries", map.maxEntries) }
    if !map.flags.isEmpty { add("map_flags", map.flags.rawValue) }
    if map.extra > 0 { add("map_extra", map.extra) }
    let byteCount = members.count * 8
    let definition = table.append(
      .composite(Composite(.structure, "", byteCount: byteCount), members: members))
    let variable = table.append(.variable(name: map.name, type: definition))
    mapPlaces.append(
      SectionEntry(type: variable, offset: mapsByteCount, byteCount: byteCount))
  }

  /// Returns the type that says `value` in the definition of a map: a pointer to so long an array.
  private mutating func number(_ value: UInt32) -> TypeID {
    let element = table.id(of: .integer(byteCount: 4, isSigned: true))
    let array = table.array(of: element, count: Int(value))
    return table.shared(.pointer(array))
  }

  /// Declares a block of data as a section with one variable.
  private mutating func declare(_ block: DataBlock) {
    let byte = table.id(of: .integer(byteCount: 1, isSigned: false))
    let bytes = table.array(of: byte, count: block.byteCount)
    let variable = table.append(.variable(name: block.symbolName, type: bytes))
    let entry = SectionEntry(type: variable, offset: 0, byteCount: block.byteCount)
    table.append(.section(name: block.name, byteCount: block.byteCount, entries: [entry]))
  }

  /// Declares the functions of the kernel.
  private mutating func declare(_ kfuncs: [Kfunc]) {
    if kfuncs.isEmpty { return }
    let entries = kfuncs.map { kfunc in
      let result = table.id(of: kfunc.result)
      let parameters = kfunc.parameters.map { type in
        ParameterNode(name: "", type: table.id(of: type))
      }
      let prototype = table.shared(.prototype(result: result, parameters: parameters))
      let function = table.append(
        .function(name: kfunc.name, linkage: .external, prototype: prototype))
      return SectionEntry(type: function, offset: 0, byteCount: 0)
    }
    table.append(.section(name: Self.kfuncsName, byteCount: 0, entries: entries))
  }
}

extension DataBlock {
  /// The name of the one variable in the section.
  var symbolName: String { String(name.map { $0 == "." ? "_" : $0 }) }
}
