/// A type or declaration as BTF stores it, naming others by their numbers.
enum TypeNode: Hashable {
  /// A number: `encoding` is a `BTF_INT_…`.
  case integer(name: String, byteCount: Int, encoding: Int32)
  /// A pointer.
  case pointer(TypeID)
  /// An array.
  case array(element: TypeID, index: TypeID, count: Int)
  /// A structure or union.
  case composite(Composite, members: [MemberNode])
  /// An enumeration without its values.
  case enumeration(name: String, byteCount: Int)
  /// What a function takes and returns.
  case prototype(result: TypeID, parameters: [ParameterNode])
  /// A function.
  case function(name: String, linkage: FunctionLinkage, prototype: TypeID)
  /// A global variable.
  case variable(name: String, type: TypeID)
  /// What a section consists of.
  case section(name: String, byteCount: Int, entries: [SectionEntry])
}

/// The number of a type in `.BTF`; zero is `void`.
struct TypeID: Hashable {
  /// The number.
  let number: Int32

  /// No type.
  static let void = TypeID(number: 0)
}

/// A member as BTF stores it.
struct MemberNode: Hashable {
  /// The name.
  let name: String
  /// The type.
  let type: TypeID
  /// The distance in bits from the start of the composite.
  let bitOffset: Int
  /// The number of bits of a bit field, zero for others.
  let bitCount: Int
}

/// A parameter as BTF stores it.
struct ParameterNode: Hashable {
  /// The name, or `""`.
  let name: String
  /// The type.
  let type: TypeID
}

/// A variable or function in a section as BTF stores it.
struct SectionEntry: Hashable {
  /// The variable or function.
  let type: TypeID
  /// The distance in bytes from the start of the section.
  let offset: Int
  /// The size in bytes.
  let byteCount: Int
}

/// Where a function is defined; the numbers are those of `enum btf_func_linkage`.
enum FunctionLinkage: UInt32 {
  /// In the object, for itself.
  case local = 0
  /// In the object, for all.
  case global = 1
  /// Elsewhere.
  case external = 2
}

/// Numbers types, so that equal ones share a number and types can mention each other in circles.
struct TypeTable {
  /// The types; the first has number 1.
  private(set) var nodes: [TypeNode] = []
  /// The numbers of the nodes that are shared.
  private var numbers: [TypeNode: TypeID] = [:]
  /// The numbers of the composites.
  private var compositeNumbers: [Composite: TypeID] = [:]
  /// The members of the composites.
  private let members: CompositeMembers

  /// Creates an empty table for an object whose composites have the members `members`.
  init(members: CompositeMembers) { self.members = members }

  /// Appends `node`, even if there is an equal one, and returns its number.
  @discardableResult
  mutating func append(_ node: TypeNode) -> TypeID {
    nodes.append(node)
    return TypeID(number: Int32(nodes.count))
  }

  /// Returns the number of a node that is equal to `node`.
  mutating func shared(_ node: TypeNode) -> TypeID {
    if let number = numbers[node] { return number }
    let number = append(node)
    numbers[node] = number
    return number
  }

  /// Returns the number of `type`.
  mutating func id(of type: TypeDescription) -> TypeID {
    switch type {
    case .void: return .void
    case .integer(let byteCount, let isSigned):
      return shared(.integer(byteCount: byteCount, isSigned: isSigned))
    case .boolean: return shared(.integer(name: "_Bool", byteCount: 1, encoding: 4))
    case .enumeration(let name, let byteCount):
      return shared(.enumeration(name: name, byteCount: byteCount))
    case .pointer(let target):
      let target = id(of: target)
      return shared(.pointer(target))
    case .array(let element, let count):
      return array(of: id(of: element), count: count)
    case .composite(let composite): return id(of: composite)
    }
  }

  /// Returns the number of the array of `count` times `element`.
  mutating func array(of element: TypeID, count: Int) -> TypeID {
    let index = shared(.integer(byteCount: 4, isSigned: false))
    return shared(.array(element: element, index: index, count: count))
  }

  /// Returns the number of `composite`, or nil while it has none.
  func number(of composite: Composite) -> TypeID? {
    compositeNumbers[members.canonical(composite)]
  }

  /// Returns the number of `composite`, appending it with its members when it is new.
  mutating func id(of composite: Composite) -> TypeID {
    let composite = members.canonical(composite)
    if let number = compositeNumbers[composite] { return number }
    // The number must be known before the members are, since they may point back.
    let number = append(.composite(composite, members: []))
    compositeNumbers[composite] = number
    let memberNodes = members.members(of: composite).map { member in
      MemberNode(
        name: member.name, type: id(of: member.type), bitOffset: member.bitOffset,
        bitCount: member.bitCount ?? 0)
    }
    nodes[Int(number.number) - 1] = .composite(composite, members: memberNodes)
    return number
  }
}

extension TypeNode {
  /// Returns the node of an integer, under the name that C gives it.
  static func integer(byteCount: Int, isSigned: Bool) -> TypeNode {
    let name =
      switch byteCount {
      case 1: isSigned ? "signed char" : "unsigned char"
      case 2: isSigned ? "short" : "unsigned short"
      case 4: isSigned ? "int" : "unsigned int"
      case 8: isSigned ? "long long" : "unsigned long long"
      default: isSigned ? "__int128" : "unsigned __int128"
      }
    return .integer(name: name, byteCount: byteCount, encoding: isSigned ? 1 : 0)
  }
}
