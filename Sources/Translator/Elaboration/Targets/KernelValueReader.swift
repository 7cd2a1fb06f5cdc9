import Diagnostics
import IR
import KernelDescription

/// Follows member chains through the types of a kernel and says how what they lead to is read.
struct KernelValueReader {
  /// The types.
  let types: TypeTable
  /// The place that the expressions have in the script.
  let range: SourceRange

  /// Returns the member `name` of the structure that `value` is or points to.
  func member(_ name: String, of value: KernelValue) throws(KernelValueError) -> KernelValue {
    var path = try structure(value)
    guard let aggregate = types.aggregate(path.type) else {
      throw .notStructure(type: types.text(of: value.type))
    }
    guard let member = types.member(name, of: aggregate) else {
      throw .unknownMember(
        name: name, type: types.text(of: path.type),
        similar: Spelling.near(name, among: types.memberNames(of: aggregate)))
    }
    path.extend(by: member)
    return path.value
  }

  /// Returns the element at `index` of the array that `value` is, or of what it points to.
  func element(
    _ index: TypedExpression, of value: KernelValue
  ) throws(KernelValueError) -> KernelValue {
    guard let element = types.target(of: value.type) else {
      throw .notIndexable(type: types.text(of: value.type))
    }
    if case .long(let number) = index.kind, case .memory(let path) = value.place,
      case .array = types.kind(of: value.type), number >= 0, let size = types.size(of: element),
      number < 1 << 32
    {
      return path.element(Int(number), size: size, type: element)
    }
    guard let size = types.size(of: element), size > 0 else {
      throw .unreadable(type: types.text(of: element))
    }
    let start = try read(value)
    let distance = expression(
      .binary(.multiply, index, expression(.long(Int64(size)))))
    let address = expression(.binary(.add, start, distance))
    return KernelValue(
      type: element, place: .memory(KernelValue.Path(base: address, structure: element)))
  }

  /// Returns what the pointer `value` points to.
  func target(of value: KernelValue) throws(KernelValueError) -> KernelValue {
    guard case .pointer = types.kind(of: value.type), let target = types.target(of: value.type)
    else { throw .notStructure(type: types.text(of: value.type)) }
    return KernelValue(
      type: target,
      place: .memory(KernelValue.Path(base: try read(value), structure: target)))
  }

  /// Returns the number or address that `value` is; for an array, where it starts.
  func read(_ value: KernelValue) throws(KernelValueError) -> TypedExpression {
    guard case .memory(let path) = value.place else { return try computed(value) }
    switch types.kind(of: value.type) {
    case .integer, .enumeration, .pointer, .function: return try load(value.type, at: path)
    case .array: return address(of: path, value.type)
    case .aggregate, .forward: throw wholeStructure(value.type)
    case .void, .floating, .alias, .qualified:
      throw .unreadable(type: types.text(of: value.type))
    }
  }

  /// Returns where `value` lies.
  func address(of value: KernelValue) throws(KernelValueError) -> TypedExpression {
    guard case .memory(let path) = value.place else { throw .addressOfValue }
    if path.bits != nil { throw .addressOfBitField }
    return address(of: path, value.type)
  }

  /// A path with the type of what it leads to.
  private struct TypedPath {
    /// The type.
    var type: SpelledType
    /// The path.
    var path: KernelValue.Path

    /// The value at the end of the path.
    var value: KernelValue { KernelValue(type: type, place: .memory(path)) }

    /// Goes on to `member`.
    mutating func extend(by member: DescribedMember) {
      path.names.append(member.name)
      path.accessor += member.path
      path.offset += member.byteOffset
      path.isReadAsBytes = path.isReadAsBytes || member.isInUnion
      path.bits = member.bitField.map {
        (
          IR.MemberAccess.BitField(offset: $0.shift, width: $0.width), member.size, member.isSigned
        )
      }
      type = SpelledType(base: member.type)
    }
  }

  /// Returns the way to the structure that `value` is or points to.
  private func structure(_ value: KernelValue) throws(KernelValueError) -> TypedPath {
    if case .memory(let path) = value.place, types.aggregate(value.type) != nil {
      return TypedPath(type: value.type, path: path)
    }
    guard let target = types.target(of: value.type) else {
      throw .notStructure(type: types.text(of: value.type))
    }
    return TypedPath(
      type: target,
      path: KernelValue.Path(
        base: try read(value), structure: target, isReadAsBytes: value.isCast))
  }

  /// Returns the expression of a value that was computed.
  private func computed(_ value: KernelValue) throws(KernelValueError) -> TypedExpression {
    guard case .computed(let expression) = value.place else {
      throw .unreadable(type: types.text(of: value.type))
    }
    return expression
  }

  /// Returns the error that names a structure where a member is meant.
  private func wholeStructure(_ type: SpelledType) -> KernelValueError {
    let example = types.aggregate(type).flatMap { types.memberNames(of: $0).first }
    return .wholeStructure(type: types.text(of: type), example: example)
  }

  /// Returns the value of `type` at the end of `path`.
  private func load(
    _ type: SpelledType, at path: KernelValue.Path
  ) throws(KernelValueError) -> TypedExpression {
    let size = path.bits?.unitSize ?? types.size(of: type) ?? 0
    guard [1, 2, 4, 8].contains(size) else { throw .unreadable(type: types.text(of: type)) }
    let isSigned = path.bits?.isSigned ?? types.isSigned(type)
    // The verifier of BPF programs would take what lies in a union for the first member that is there, and a
    // cast pointer for what it was before.
    if !path.names.isEmpty, !path.isReadAsBytes, structureName(path) != nil {
      return expression(
        .member(of: path.base, access(path, size: size, isSigned: isSigned, type: type)))
    }
    let unit = expression(
      .load(.kernel, address: address(of: path, type), size: size, isSigned: isSigned))
    return path.bits.map { extract($0.field, of: unit, isSigned: isSigned) } ?? unit
  }

  /// Returns the bits of a bit field of a structure that has no name.
  private func extract(
    _ field: IR.MemberAccess.BitField, of unit: TypedExpression, isSigned: Bool
  ) -> TypedExpression {
    let left = expression(.long(Int64(64 - field.offset - field.width)))
    let right = expression(.long(Int64(64 - field.width)))
    return expression(
      .binary(
        isSigned ? .shiftRight : .shiftRightLogical,
        expression(.binary(.shiftLeft, unit, left)), right))
  }

  /// Returns where `path` leads to, which is of `type`.
  private func address(of path: KernelValue.Path, _ type: SpelledType) -> TypedExpression {
    if path.names.isEmpty && path.offset == 0 { return path.base }
    guard structureName(path) != nil else {
      return expression(.binary(.add, path.base, expression(.long(Int64(path.offset)))))
    }
    return expression(
      .memberAddress(of: path.base, access(path, size: 8, isSigned: false, type: type)))
  }

  /// Returns the name by which another kernel finds the structure at the start of `path`.
  private func structureName(_ path: KernelValue.Path) -> String? {
    guard let aggregate = types.aggregate(path.structure),
      case .aggregate(_, let name, _) = types[aggregate], !name.isEmpty
    else { return nil }
    return types.text(of: aggregate)
  }

  /// Returns how the member at the end of `path` is found and read.
  private func access(
    _ path: KernelValue.Path, size: Int, isSigned: Bool, type: SpelledType
  ) -> IR.MemberAccess {
    IR.MemberAccess(
      structure: structureName(path) ?? "", path: path.names,
      accessor: path.accessor.map(String.init).joined(separator: ":"), offset: path.offset,
      size: size, isSigned: isSigned, bits: path.bits?.field,
      isTypedPointer: types.isTypedPointer(type), kind: types.memberKind(of: type))
  }

  /// Returns a number at the place of the chain.
  private func expression(_ kind: TypedExpression.Kind) -> TypedExpression {
    TypedExpression(kind, type: .long, range: range)
  }
}

extension KernelValue.Path {
  /// Returns the element at `index` of the array at the end of the path.
  fileprivate func element(_ index: Int, size: Int, type: SpelledType) -> KernelValue {
    var path = self
    path.names.append(String(index))
    path.accessor.append(index)
    path.offset += index * size
    return KernelValue(type: type, place: .memory(path))
  }
}

extension TypeTable {
  /// Returns what CO-RE calls a member of the type.
  func memberKind(of type: SpelledType) -> IR.MemberAccess.Kind {
    switch kind(of: type) {
    case .pointer: .pointer
    case .enumeration: .enumeration
    case .array(let element, _):
      switch memberKind(of: SpelledType(base: element)) {
      case .pointer, .pointerArray: .pointerArray
      case .enumeration, .enumerationArray: .enumerationArray
      case .composite, .compositeArray: .compositeArray
      case .integer, .array: .array
      }
    case .aggregate, .forward: .composite
    case .void, .integer, .floating, .alias, .qualified, .function: .integer
    }
  }
}
