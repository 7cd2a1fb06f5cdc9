import CBPF
import KernelDescription

/// Which ids loaded types have in a description.
struct DescribedIDs {
  /// The lowest id that is moved up.
  let firstMovedID: UInt32

  /// How far it and those after it are moved, modulo 2^32: down, where the last ids before are functions'.
  let shift: UInt32

  /// The id in the description of the type with `id` in its BTF.
  subscript(id: UInt32) -> TypeID { TypeID(rawValue: id < firstMovedID ? id : id &+ shift) }
}

/// Puts loaded types into a description.
///
/// Variables and tags stay out, because no description needs them, and so does what is generated for each tracepoint and
/// told of it; functions are kept by their names, apart from the types. Types of the image keep their ids; those of a module are moved up behind all types before.
struct TypeConversion: ~Copyable {
  /// The types.
  private let types: LoadedTypes

  /// `true` iff they are those of a module.
  private let isOfModule: Bool

  /// Which ids the types have in the description.
  private let described: DescribedIDs

  /// For each offset of a string, its reference in the description plus one; 0 if it is not there yet.
  private var references: [UInt32]

  /// The tracepoints that were met.
  private var tracepoints: TracepointCollector

  /// The functions that were met.
  private var functions: FunctionCollector

  /// Prepares to put `types` behind those that `builder` has; they belong to `module`, or to the image.
  init(_ types: consuming LoadedTypes, module: String?, after builder: KernelDescriptionBuilder) {
    isOfModule = module != nil
    described = DescribedIDs(
      firstMovedID: types.firstID,
      shift: module == nil ? 0 : builder.nextTypeID.rawValue &- types.firstID)
    tracepoints = TracepointCollector(module: module)
    functions = FunctionCollector(module: module, describedAs: described)
    references = [UInt32](repeating: 0, count: types.statedNameSize + 1)
    self.types = types
  }

  /// Adds all types and tracepoints to `builder`, and returns the types.
  consuming func convert(into builder: inout KernelDescriptionBuilder) -> LoadedTypes {
    if isOfModule { builder.beginModules() }
    for id in types.firstID..<types.endID {
      guard let type = types.type(id) else { continue }
      tracepoints.look(at: type, id: id, in: types)
      functions.look(at: type, in: types, addingTo: &builder)
      if !isGenerated(type), let record = record(of: type, &builder.strings) {
        builder.add(record, as: described[id])
      }
    }
    builder.tracepoints += tracepoints.tracepoints(in: types, describedAs: described)
    return types
  }

  /// What the names of types start with that the kernel generates for each trace event, and that nothing refers to but
  /// generated functions: the typedef that programs attach by, and the places of texts in a record.
  private static let generatedPrefixes: [StaticString] = [
    "btf_trace_", "trace_event_data_offsets_",
  ]

  /// Returns `true` iff the name of `type` says that it is generated.
  private func isGenerated(_ type: TypeView) -> Bool {
    guard type.kind == .alias || type.kind == .structure else { return false }
    let name = types.name(at: type.nameOffset)
    return Self.generatedPrefixes.contains { name.goesOn(from: $0) }
  }

  /// Returns the record of a type; nil for a kind that stays out.
  private mutating func record(of type: TypeView, _ strings: inout StringPool) -> TypeRecord? {
    switch type.kind {
    case .integer: integer(type, &strings)
    case .floating: .floating(name: name(type, &strings), size: type.size)
    case .pointer: .pointer(to: described[type.target])
    case .array: array(type)
    case .structure: aggregate(.structure, type, &strings)
    case .union: aggregate(.union, type, &strings)
    case .enumeration: enumeration(type, &strings)
    case .wideEnumeration: wideEnumeration(type, &strings)
    case .forward: .forward(type.flag ? .union : .structure, name: name(type, &strings))
    case .alias:
      .alias(name: name(type, &strings), target: described[type.target])
    case .const: .qualified(.const, target: described[type.target])
    case .volatile: .qualified(.volatile, target: described[type.target])
    case .restrict: .qualified(.restrict, target: described[type.target])
    case .typeTag: .qualified(.tag, target: described[type.target])
    case .function, .functionPrototype, .variable, .dataSection, .declarationTag, nil: nil
    }
  }

  /// Returns the record of an integer; its encoding has a bit each for signed, character and Boolean. Nobody sets that
  /// for characters, which are told by their name.
  private mutating func integer(_ type: TypeView, _ strings: inout StringPool) -> TypeRecord {
    let bits = type.detail(UInt32.self) >> 24
    let name = types.name(at: type.nameOffset)
    let encoding: IntegerEncoding =
      if bits & 4 != 0 {
        .boolean
      } else if name.elementsEqual("char".utf8) {
        bits & 1 != 0 || !tellsSignsOfCharacters ? .character : .unsignedCharacter
      } else {
        bits & 1 != 0 || name.elementsEqual(Self.signedCharacter) ? .signed : .unsigned
      }
    return .integer(name: self.name(type, &strings), size: type.size, encoding: encoding)
  }

  /// The name of the type that shows whether signs of characters are told.
  private static let signedCharacter = "signed char".utf8

  /// `false` iff the types say of no character that it has a sign, not even of the one that is called so: what made
  /// those of kernels such as Linux 5.10 did not. There a plain character has one, as everywhere on x86 before 6.2.
  private var tellsSignsOfCharacters: Bool {
    for id in types.firstID..<types.endID {
      guard let type = types.type(id), type.kind == .integer,
        types.name(at: type.nameOffset).elementsEqual(Self.signedCharacter)
      else { continue }
      return type.detail(UInt32.self) >> 24 & 1 != 0
    }
    return true
  }

  /// Returns the record of an array.
  private func array(_ type: TypeView) -> TypeRecord {
    let array = type.detail(btf_array.self)
    return .array(of: described[array.type], count: Int(array.nelems))
  }

  /// Returns the record of a structure or a union. With the flag, offsets have the width of a bit field above
  /// bit 24.
  private mutating func aggregate(
    _ kind: AggregateKind, _ type: TypeView, _ strings: inout StringPool
  ) -> TypeRecord {
    var members: [TypeRecord.Member] = []
    members.reserveCapacity(type.count)
    for member in type.elements(btf_member.self) {
      let width = type.flag ? Int(member.offset >> 24) : 0
      members.append(
        TypeRecord.Member(
          name: reference(member.name_off, &strings), type: described[member.type],
          bitOffset: Int(type.flag ? member.offset & 0xff_ffff : member.offset),
          bitWidth: width == 0 ? nil : width))
    }
    return .aggregate(kind, name: name(type, &strings), size: type.size, members: members)
  }

  /// Returns the record of an enumeration with 32-bit values; the flag says that they are signed.
  private mutating func enumeration(_ type: TypeView, _ strings: inout StringPool) -> TypeRecord {
    var constants: [TypeRecord.Constant] = []
    constants.reserveCapacity(type.count)
    for constant in type.elements(btf_enum.self) {
      let value = type.flag ? Int(constant.val) : Int(UInt32(bitPattern: constant.val))
      constants.append(.init(name: reference(constant.name_off, &strings), value: value))
    }
    return .enumeration(
      name: name(type, &strings), size: type.size, isSigned: type.flag, enumerators: constants)
  }

  /// Returns the record of an enumeration with 64-bit values.
  private mutating func wideEnumeration(
    _ type: TypeView, _ strings: inout StringPool
  ) -> TypeRecord {
    var constants: [TypeRecord.Constant] = []
    for constant in type.elements(btf_enum64.self) {
      let value = UInt(constant.val_hi32) << 32 | UInt(constant.val_lo32)
      constants.append(
        .init(name: reference(constant.name_off, &strings), value: Int(bitPattern: value)))
    }
    return .enumeration(
      name: name(type, &strings), size: type.size, isSigned: type.flag, enumerators: constants)
  }

  /// Returns the name of a type in the description.
  private mutating func name(_ type: TypeView, _ strings: inout StringPool) -> StringReference {
    reference(type.nameOffset, &strings)
  }

  /// Returns the string at an offset in the description, where it is put at its first mention.
  private mutating func reference(
    _ offset: UInt32, _ strings: inout StringPool
  ) -> StringReference {
    if offset == 0 { return .empty }
    if Int(offset) >= references.count {
      // Outside of what the header states: a module's, or damaged and without a name.
      guard !types.name(at: offset).isEmpty else { return .empty }
      let growth = max(Int(offset) + 1 - references.count, references.count)
      references.append(contentsOf: repeatElement(0, count: growth))
    }
    let known = references[Int(offset)]
    if known != 0 { return StringReference(rawValue: known - 1) }
    let reference = strings.intern(types.name(at: offset))
    references[Int(offset)] = reference.rawValue + 1
    return reference
  }
}
