extension TypeRecord {
  /// The name; the empty string for types without one.
  var name: StringReference {
    switch self {
    case .integer(let name, _, _), .floating(let name, _), .aggregate(_, let name, _, _),
      .enumeration(let name, _, _, _), .forward(_, let name), .alias(let name, _):
      name
    case .pointer, .array, .qualified: .empty
    }
  }

  /// The tag.
  var tag: TypeTag {
    switch self {
    case .integer: .integer
    case .floating: .floating
    case .pointer: .pointer
    case .array: .array
    case .aggregate(let kind, _, _, _): kind == .structure ? .structure : .union
    case .enumeration: .enumeration
    case .forward(let kind, _): kind == .structure ? .forwardStructure : .forwardUnion
    case .alias: .alias
    case .qualified: .qualified
    }
  }

  /// The types that this one refers to, in order.
  var targets: [TypeID] {
    switch self {
    case .pointer(let target), .array(let target, _), .alias(_, let target),
      .qualified(_, let target):
      [target]
    case .aggregate(_, _, _, let members): members.map(\.type)
    case .integer, .floating, .enumeration, .forward: []
    }
  }

  /// Returns the record with `newID` of each type that it refers to.
  func mappingTargets(_ newID: (TypeID) -> TypeID) -> TypeRecord {
    switch self {
    case .pointer(let target): .pointer(to: newID(target))
    case .array(let element, let count): .array(of: newID(element), count: count)
    case .alias(let name, let target): .alias(name: name, target: newID(target))
    case .qualified(let qualifier, let target): .qualified(qualifier, target: newID(target))
    case .aggregate(let kind, let name, let size, let members):
      .aggregate(
        kind, name: name, size: size,
        members: members.map { member in
          var member = member
          member.type = newID(member.type)
          return member
        })
    case .integer, .floating, .enumeration, .forward: self
    }
  }
}
