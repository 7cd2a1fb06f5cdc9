import IR
import KernelDescription

/// Builds a function that reads a value of the kernel's structures.
struct ContextBuilder {
  /// The function under construction.
  var builder: FunctionBuilder
  /// The types of the described kernel.
  private let types: TypeTable

  /// Creates a builder of the function `name` without parameters.
  init(name: String, type: ValueType, types: TypeTable) {
    builder = FunctionBuilder(name: name, result: type)
    self.types = types
  }

  /// The function so far.
  var function: Function { builder.function }

  /// Appends a long.
  mutating func constant(_ value: Int64) -> ValueID { builder.append(.long(value), type: .long) }

  /// Appends the address of the current task's `struct task_struct`.
  mutating func currentTask() -> ValueID {
    builder.append(.intrinsic(.task_current, []), type: .long)
  }

  /// Appends an operator on two longs.
  mutating func append(
    _ operation: BinaryOperator, _ a: ValueID, _ b: ValueID
  ) -> ValueID {
    builder.append(.binary(operation, a, b), type: .long)
  }

  /// Appends a read of the member at `path` of the structure `structure` at `address`.
  mutating func load(
    _ path: String..., of structure: String, at address: ValueID
  ) throws(ContextObstacle) -> ValueID {
    try load(path, of: structure, at: address)
  }

  /// Appends a read of the member at `path` of the structure `structure` at `address`.
  mutating func load(
    _ path: [String], of structure: String, at address: ValueID
  ) throws(ContextObstacle) -> ValueID {
    let access = try types.access(to: path, of: structure)
    return builder.append(.loadMember(address, access), type: .long)
  }

  /// Appends the address of the member at `path` of the structure `structure` at `address`.
  mutating func address(
    of path: String..., in structure: String, at address: ValueID
  ) throws(ContextObstacle) -> ValueID {
    let access = try types.access(to: path, of: structure)
    return builder.append(.memberAddress(address, access), type: .long)
  }

  /// Returns the value of a constant of an enumeration.
  func enumerator(_ name: String, of enumeration: String) throws(ContextObstacle) -> Int {
    guard let type = types.enumeration(named: enumeration),
      let constant = types.enumerators(of: type).first(where: { $0.name == name })
    else { throw .unknownMember(structure: "enum \(enumeration)", path: [name]) }
    return constant.value
  }

  /// Ends the function with `value`.
  mutating func yield(_ value: ValueID) { builder.terminate(.return(value)) }
}

extension TypeTable {
  /// Returns how the member at `path` of the structure `structure` is read, through members that are
  /// structures, and through arrays by decimal digits.
  ///
  /// - Throws: `ContextObstacle.unknownMember` if there is no such member.
  func access(
    to path: [String], of structure: String
  ) throws(ContextObstacle) -> IR.MemberAccess {
    guard var type = self.structure(named: structure) else {
      throw .unknownMember(structure: "struct \(structure)", path: path)
    }
    var offset = 0
    var accessor = "0"
    for name in path {
      if let index = Int(name), case .array(let element, _) = self[resolved(type)],
        let size = size(of: element)
      {
        offset += index * size
        accessor += ":\(index)"
        type = element
      } else if let member = member(name, of: type), member.bitField == nil {
        offset += member.byteOffset
        accessor += member.path.map { ":\($0)" }.joined()
        type = member.type
      } else {
        throw .unknownMember(structure: "struct \(structure)", path: path)
      }
    }
    let size = size(of: type) ?? 0
    return IR.MemberAccess(
      structure: "struct \(structure)", path: path, accessor: accessor, offset: offset,
      // What is no number is not read: only its address is wanted.
      size: [1, 2, 4, 8].contains(size) ? size : 1, isSigned: isSigned(type),
      isTypedPointer: isTypedPointer(type), kind: memberKind(of: SpelledType(base: type)))
  }

  /// `true` iff `type` is a pointer to a structure.
  private func isTypedPointer(_ type: TypeID) -> Bool {
    guard case .pointer(let target) = self[resolved(type)] else { return false }
    return aggregate(target) != nil
  }
}
