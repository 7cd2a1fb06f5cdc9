/// A question about the kernel's types whose answer an instruction holds (CO-RE).
///
/// The instruction holds the answer for the kernel the object was built for. On another kernel
/// libbpf looks the names up in that kernel's BTF and writes the new answer into the instruction:
/// into the constant of arithmetic, into the offset of loads and stores.
package struct TypeRelocation: Hashable, Sendable {
  /// The type that the path starts from.
  package let root: Composite
  /// The way from the root to the field; empty if the question is about the root itself.
  package let path: [FieldStep]
  /// What is asked.
  package let question: TypeQuestion

  /// Creates the question `question` about what `path` leads to from `root`.
  ///
  /// - Requires: `path` starts with a member, and is empty iff the question is about a type.
  package init(_ question: TypeQuestion, of path: [FieldStep] = [], in root: Composite) {
    precondition(path.isEmpty == question.isAboutRoot)
    if case .element? = path.first { preconditionFailure("a path starts with a member") }
    self.root = root
    self.path = path
    self.question = question
  }

  /// The type that the path leads to.
  package var type: TypeDescription {
    path.reduce(.composite(root)) { type, step in
      switch (step, type) {
      case (.member(let member), _): member.type
      case (.element, .array(let element, _)): element
      case (.element, _): preconditionFailure("an element of something that is no array")
      }
    }
  }

  /// The distance in bits from the start of the root.
  package var bitOffset: Int {
    var type = TypeDescription.composite(root)
    var bits = 0
    for step in path {
      switch (step, type) {
      case (.member(let member), _):
        bits += member.bitOffset
        type = member.type
      case (.element(let index), .array(let element, _)):
        bits += index * element.byteCount * 8
        type = element
      case (.element, _): preconditionFailure("an element of something that is no array")
      }
    }
    return bits
  }

  /// The answer in the kernel the object was built for; nil if it is about a bit field, where it
  /// depends on how the field is read.
  package var answer: Int? {
    if case .member(let member)? = path.last, member.bitCount != nil, question != .fieldExists {
      return nil
    }
    return switch question {
    case .fieldByteOffset: bitOffset / 8
    case .fieldByteSize: type.byteCount
    case .fieldExists, .typeExists: 1
    case .fieldIsSigned: type.isSigned ? 1 : 0
    case .fieldLeftShift: 64 - type.byteCount * 8
    case .fieldRightShift: 64 - type.byteCount * 8
    case .typeByteSize: root.byteCount
    }
  }
}

/// What a relocation asks about a field or a type; the numbers are those of `bpf_core_relo_kind`.
package enum TypeQuestion: UInt32, CaseIterable, Hashable, Sendable {
  /// Where the field is.
  case fieldByteOffset = 0
  /// How large the field is.
  case fieldByteSize = 1
  /// Whether there is such a field, as 1 or 0.
  case fieldExists = 2
  /// Whether the field is signed, as 1 or 0.
  case fieldIsSigned = 3
  /// How far to the left the loaded field must be shifted to lose the bits above it.
  case fieldLeftShift = 4
  /// How far to the right it must be shifted then.
  case fieldRightShift = 5
  /// Whether there is such a type, as 1 or 0.
  case typeExists = 8
  /// How large the type is.
  case typeByteSize = 9

  /// `true` iff the question is about the root and not about a field.
  package var isAboutRoot: Bool { self == .typeExists || self == .typeByteSize }
}

/// One step on the way to a field.
package enum FieldStep: Hashable, Sendable {
  /// Into a member of a structure or union.
  case member(Member)
  /// Into an element of an array.
  case element(Int)
}

/// A member of a structure or a union.
package struct Member: Hashable, Sendable {
  /// The name.
  package let name: String
  /// The distance in bits from the start of the nearest enclosing type that has a tag.
  ///
  /// Unnamed members are not steps of their own: the members within them count as the members of
  /// what surrounds them.
  package let bitOffset: Int
  /// The number of bits if the member is a bit field, or nil.
  package let bitCount: Int?
  /// The type.
  package let type: TypeDescription

  /// Creates a member that starts `byteOffset` bytes into its structure.
  package init(_ name: String, byteOffset: Int, type: TypeDescription) {
    self.init(name, bitOffset: byteOffset * 8, bitCount: nil, type: type)
  }

  /// Creates a member that starts `bitOffset` bits into its structure.
  package init(_ name: String, bitOffset: Int, bitCount: Int?, type: TypeDescription) {
    self.name = name
    self.bitOffset = bitOffset
    self.bitCount = bitCount
    self.type = type
  }
}

extension TypeDescription {
  /// `true` iff a value of the type is a signed number, as libbpf judges it.
  var isSigned: Bool {
    switch self {
    case .integer(_, let isSigned): isSigned
    case .enumeration: true
    case .void, .boolean, .pointer, .array, .composite: false
    }
  }
}
