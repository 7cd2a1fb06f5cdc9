import BPF
import IR

/// The questions that let libbpf find the members of structures on another kernel.
///
/// Between a structure and a member far inside it there are structures whose types are not known here.
/// libbpf compares only the names of members and the kinds of their types, so each of those is described as
/// a structure that is named after the way to it. All questions about one structure have to agree, therefore
/// the members are collected from the whole program first.
struct MemberRelocations {
  /// The way to a member.
  private struct Place: Hashable {
    /// The structure, `struct` or `union` included.
    let structure: String
    /// The names of the members inwards.
    let path: [String]
  }

  /// The members that some access ends at; where there are several, one that is read rather than addressed.
  private var ends: [Place: IR.MemberAccess] = [:]
  /// How many elements arrays have at least, and one of them.
  private var elements: [Place: (count: Int, element: IR.MemberAccess)] = [:]

  /// Collects the members that the kernel halves of `program` use.
  init(of program: IR.Program) {
    for half in program.probes.compactMap(\.kernelHalf) {
      for instruction in half.instructions {
        switch instruction.operation {
        case .loadMember(_, let member): collect(member, isRead: true)
        case .memberAddress(_, let member): collect(member, isRead: false)
        default: break
        }
      }
    }
  }

  /// Collects `member`, of which the value or only the address is wanted.
  private mutating func collect(_ member: IR.MemberAccess, isRead: Bool) {
    let place = Place(structure: member.structure, path: member.path)
    // libbpf checks the size of what is read, and only that.
    if ends[place] == nil || isRead { ends[place] = member }
    guard let name = member.path.last, let index = Int(name) else { return }
    let array = Place(structure: member.structure, path: member.path.dropLast())
    let count = max(elements[array]?.count ?? 0, index + 1)
    elements[array] = (count, isRead ? member : elements[array]?.element ?? member)
  }

  /// Returns the question where `member` is; nil if it cannot be asked.
  func offset(of member: IR.MemberAccess) -> TypeRelocation? {
    question(.fieldByteOffset, about: member)
  }

  /// Returns `question` about `member`; nil if it cannot be asked.
  func question(_ question: TypeQuestion, about member: IR.MemberAccess) -> TypeRelocation? {
    guard let tag = member.tag, !member.path.isEmpty, Int(member.path[0]) == nil else { return nil }
    var steps: [FieldStep] = []
    var distance = 0
    for depth in 1...member.path.count {
      let place = Place(structure: member.structure, path: Array(member.path[..<depth]))
      let name = member.path[depth - 1]
      if let index = Int(name) {
        // Of the elements of an array only the last step knows how large they are.
        guard depth == member.path.count else { return nil }
        steps.append(.element(index))
        continue
      }
      let end = self.end(at: place)
      let offset = end.map { $0.offset - distance } ?? 0
      distance += offset
      steps.append(
        .member(
          Member(
            name, bitOffset: offset * 8 + (end?.bits?.offset ?? 0), bitCount: end?.bits?.width,
            type: type(at: place, end: end, tag: tag))))
    }
    let root = Composite(tag.kind, tag.name, byteCount: 0)
    let relocation = TypeRelocation(question, of: steps, in: root)
    if question == .fieldByteOffset, let answer = relocation.answer, answer != member.offset {
      return nil
    }
    return relocation
  }

  /// Returns the access that ends at `place`, or one that says where the array there starts.
  private func end(at place: Place) -> IR.MemberAccess? {
    if let end = ends[place] { return end }
    guard let element = elements[place]?.element, let index = element.path.last.flatMap({ Int($0) })
    else { return nil }
    return IR.MemberAccess(
      structure: place.structure, path: place.path, accessor: "",
      offset: element.offset - index * element.size, size: element.size, isSigned: false,
      kind: .array)
  }

  /// Returns the type of the member at `place`, where the access `end` ends.
  private func type(
    at place: Place, end: IR.MemberAccess?, tag: (kind: Composite.Kind, name: String)
  ) -> TypeDescription {
    let name = ([tag.name] + place.path).joined(separator: "__")
    if let array = elements[place] {
      return .array(type(named: name, of: array.element), count: array.count)
    }
    return end.map { type(named: name, of: $0) } ?? Self.structure(name)
  }

  /// Returns the type of what `access` ends at, which is called `name` if it is a structure.
  private func type(named name: String, of access: IR.MemberAccess) -> TypeDescription {
    switch access.kind {
    case .integer: .integer(byteCount: access.size, isSigned: access.isSigned)
    case .pointer: .pointer(.void)
    case .enumeration: .enumeration("", byteCount: access.size)
    case .composite: Self.structure(name)
    case .array: .array(.integer(byteCount: 1, isSigned: false), count: 1)
    case .pointerArray: .array(.pointer(.void), count: 1)
    case .enumerationArray: .array(.enumeration("", byteCount: 4), count: 1)
    case .compositeArray: .array(Self.structure(name), count: 1)
    }
  }

  /// Returns a structure of which nothing but the name is known.
  private static func structure(_ name: String) -> TypeDescription {
    .composite(Composite(.structure, name, byteCount: 0))
  }
}

extension IR.MemberAccess {
  /// The kind and the name of the structure; nil if it has no name.
  fileprivate var tag: (kind: Composite.Kind, name: String)? {
    let words = structure.split(separator: " ")
    guard words.count == 2 else { return nil }
    return (words[0] == "union" ? .union : .structure, String(words[1]))
  }
}
