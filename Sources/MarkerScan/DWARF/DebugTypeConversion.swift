import CDwarf
import KernelDescription

/// Puts the types and functions that debug information defines into a description.
///
/// A type gets its number when it is first referred to, and its record later, in the order of the numbers, so that
/// types may refer to each other in any way.
struct DebugTypeConversion {
  /// A record that is still to be made.
  private enum Task {
    /// That of an entry.
    case entry(DebugEntry)

    /// One that is known already; nil for a function, which has a number only.
    case record(TypeRecord?)
  }

  /// What tells types without a name apart.
  private enum Shape: Hashable {
    /// A pointer.
    case pointer(TypeID)
    /// An array.
    case array(TypeID, Int)
    /// A qualified type.
    case qualified(TypeQualifier, TypeID)
  }

  /// The information.
  private let information: DebugInformation

  /// Where it defines what.
  private let index: DebugIndex

  /// The types that the description has from elsewhere; nil for none.
  private let known: TypeTable?

  /// The number that the next type gets.
  private var nextID: UInt32

  /// The number of the type whose record is made next.
  private var nextTaskID: UInt32

  /// The records that are still to be made.
  private var tasks: [Task] = []

  /// How many types are looked through at the moment, one within the other.
  private var depth = 0

  /// How many may be; more is damage, as cycles go through types with members, whose records are made later.
  private static let depthLimit = 64

  /// How many of them are made.
  private var doneCount = 0

  /// The numbers by where the definition is.
  private var ids: [UInt64: TypeID] = [:]

  /// The numbers of types that only a name tells apart, from one unit of translation to the other.
  private var namedIDs: [DebugIndex.Key: TypeID] = [:]

  /// The numbers of types without a name.
  private var shapes: [Shape: TypeID] = [:]

  /// Prepares to put what `information` defines behind the types of `builder`; where `known` has a type of the same
  /// name, that is used.
  init(
    _ information: DebugInformation, known: TypeTable?, after builder: KernelDescriptionBuilder
  ) {
    self.information = information
    self.known = known
    index = DebugIndex(information)
    nextID = max(1, builder.nextTypeID.rawValue)
    nextTaskID = nextID
  }

  /// Adds all types that have a name.
  mutating func addTypes(to builder: inout KernelDescriptionBuilder) {
    for offset in index.typeOrder {
      guard let entry = information.entry(at: offset) else { continue }
      _ = id(of: entry)
      finish(&builder)
    }
  }

  /// Adds the functions for whose name `isWanted` holds, and returns the prototypes of the tracepoints in `tracepoints`.
  mutating func addFunctions(
    to builder: inout KernelDescriptionBuilder, tracepoints: Set<String>,
    where isWanted: (String) -> Bool
  ) -> [String: FunctionPrototype] {
    var found: [String: FunctionPrototype] = [:]
    for offset in index.functionOrder {
      guard let entry = information.entry(at: offset) else { continue }
      let name = entry.name
      if name.hasPrefix("__traceiter_"), case let point = String(name.dropFirst(12)),
        tracepoints.contains(point)
      {
        // The first parameter is the data of whoever probes.
        var prototype = prototype(of: entry)
        prototype.parameters = Array(prototype.parameters.dropFirst())
        found[point] = prototype
      } else if name.hasPrefix("trace_"), case let point = String(name.dropFirst(6)),
        tracepoints.contains(point), found[point] == nil
      {
        found[point] = prototype(of: entry)
      } else if isWanted(name) {
        let number = builder.add(prototype(of: entry))
        var name = name
        name.withUTF8 { builder.addFunction($0, prototype: number) }
      }
      finish(&builder)
    }
    return found
  }

  /// Returns what a function takes and returns.
  private mutating func prototype(of function: DebugEntry) -> FunctionPrototype {
    var prototype = FunctionPrototype(result: id(of: function.type), parameters: [])
    for child in function.children where child.tag == UInt32(DW_TAG_formal_parameter) {
      prototype.parameters.append(
        FunctionPrototype.Parameter(name: child.name, type: id(of: child.type)))
    }
    return prototype
  }

  /// Makes the records that are still to be made.
  private mutating func finish(_ builder: inout KernelDescriptionBuilder) {
    while doneCount < tasks.count {
      let record: TypeRecord? =
        switch tasks[doneCount] {
        case .entry(let entry): self.record(of: entry, &builder.strings)
        case .record(let record): record
        }
      if let record { builder.add(record, as: TypeID(rawValue: nextTaskID)) }
      nextTaskID += 1
      doneCount += 1
    }
    tasks.removeAll(keepingCapacity: true)
    doneCount = 0
  }

  /// Gives the next number to a type.
  private mutating func number(_ task: Task) -> TypeID {
    defer { nextID += 1 }
    tasks.append(task)
    return TypeID(rawValue: nextID)
  }

  /// Returns the number of a type without a name.
  private mutating func number(_ shape: Shape, _ record: TypeRecord) -> TypeID {
    if let id = shapes[shape] { return id }
    let id = number(.record(record))
    shapes[shape] = id
    return id
  }

  /// Returns the number of the type that `entry` says; nil says `void`.
  private mutating func id(of entry: DebugEntry?) -> TypeID {
    guard let entry else { return .void }
    let offset = entry.offset
    if let id = ids[offset] { return id }
    guard depth < Self.depthLimit else { return .void }
    depth += 1
    defer { depth -= 1 }
    let id = newID(of: entry)
    ids[offset] = id
    return id
  }

  /// Returns the number of a type that is met for the first time at that place.
  private mutating func newID(of entry: DebugEntry) -> TypeID {
    switch Int(entry.tag) {
    case Int(DW_TAG_pointer_type):
      let target = id(of: entry.type)
      return number(.pointer(target), .pointer(to: target))
    case Int(DW_TAG_const_type): return qualified(.const, entry)
    case Int(DW_TAG_volatile_type): return qualified(.volatile, entry)
    case Int(DW_TAG_restrict_type): return qualified(.restrict, entry)
    case Int(DW_TAG_atomic_type): return id(of: entry.type)
    case Int(DW_TAG_array_type): return array(entry)
    case Int(DW_TAG_subroutine_type): return number(.record(nil))
    case Int(DW_TAG_unspecified_type): return .void
    default: return named(entry)
    }
  }

  /// Returns the number of a qualified type.
  private mutating func qualified(_ qualifier: TypeQualifier, _ entry: DebugEntry) -> TypeID {
    let target = id(of: entry.type)
    return number(.qualified(qualifier, target), .qualified(qualifier, target: target))
  }

  /// Returns the number of an array, each dimension of which is an array of the next.
  private mutating func array(_ entry: DebugEntry) -> TypeID {
    var element = id(of: entry.type)
    let counts = entry.children.filter { $0.tag == UInt32(DW_TAG_subrange_type) }.map {
      dimension in
      dimension.number(DW_AT_count) ?? dimension.signedNumber(DW_AT_upper_bound).map { $0 &+ 1 }
        ?? 0
    }
    for count in counts.reversed() {
      let count = min(max(0, count), Int(UInt32.max))
      element = number(.array(element, count), .array(of: element, count: count))
    }
    return element
  }

  /// Returns the number of a type that has a name, or whose place alone tells it from others.
  private mutating func named(_ entry: DebugEntry) -> TypeID {
    guard let name = entry.nameBytes else { return number(.entry(entry)) }
    let key = DebugIndex.Key(tag: entry.tag, name: name)
    if let id = namedIDs[key] { return id }
    if let id = known.flatMap({ knownID(of: entry, in: $0) }) {
      namedIDs[key] = id
      return id
    }
    let definition = index.types[key].flatMap { information.entry(at: $0) } ?? entry
    let id = number(.entry(definition))
    namedIDs[key] = id
    ids[definition.offset] = id
    return id
  }

  /// Returns the type in `known` that has the name and kind of `entry`.
  private func knownID(of entry: DebugEntry, in known: TypeTable) -> TypeID? {
    switch Int(entry.tag) {
    case Int(DW_TAG_structure_type): known.structure(named: entry.name)
    case Int(DW_TAG_union_type): known.union(named: entry.name)
    case Int(DW_TAG_enumeration_type): known.enumeration(named: entry.name)
    case Int(DW_TAG_typedef): known.alias(named: entry.name)
    case Int(DW_TAG_base_type): known.integer(named: entry.name)
    default: nil
    }
  }

  /// Returns the record of a type that has a name or a place of its own.
  private mutating func record(of entry: DebugEntry, _ strings: inout StringPool) -> TypeRecord? {
    let name = strings.intern(entry.name)
    let size = entry.number(DW_AT_byte_size) ?? 0
    switch Int(entry.tag) {
    case Int(DW_TAG_base_type): return DebugRecords.base(entry, name: name, size: size)
    case Int(DW_TAG_typedef): return .alias(name: name, target: id(of: entry.type))
    case Int(DW_TAG_enumeration_type):
      return DebugRecords.enumeration(entry, name: name, size: size, &strings)
    case Int(DW_TAG_structure_type), Int(DW_TAG_union_type):
      let kind: AggregateKind = entry.tag == UInt32(DW_TAG_structure_type) ? .structure : .union
      if entry.isDeclaration { return .forward(kind, name: name) }
      var members: [TypeRecord.Member] = []
      for member in entry.children where member.tag == UInt32(DW_TAG_member) {
        let place = DebugRecords.place(of: member)
        members.append(
          TypeRecord.Member(
            name: strings.intern(member.name), type: id(of: member.type),
            bitOffset: place.bitOffset, bitWidth: place.bitWidth))
      }
      return .aggregate(kind, name: name, size: size, members: members)
    default: return nil
    }
  }
}
