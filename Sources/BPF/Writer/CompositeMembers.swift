/// The members of each structure and union that relocations mention, and nothing else of them.
struct CompositeMembers {
  /// A structure or union without its size.
  private struct Tag: Hashable {
    /// Whether it is a union.
    let kind: Composite.Kind
    /// The name.
    let name: String

    /// Creates the tag of `composite`.
    init(_ composite: Composite) {
      kind = composite.kind
      name = composite.name
    }
  }

  /// The largest size that was mentioned.
  private var byteCounts: [Tag: Int] = [:]
  /// The members, in order of offset and name.
  private var membersByTag: [Tag: [Member]] = [:]

  /// Collects the members that the relocations of `object` walk through.
  init(of object: ObjectFile) {
    let codes = object.programs.map(\.code) + object.functions.map(\.code)
    for note in codes.flatMap(\.relocations) { collect(note.relocation) }
    // A structure may get members after one that contains it; the kernel refuses members that stick out.
    while growOnce() {}
    for tag in membersByTag.keys {
      membersByTag[tag]?.sort { ($0.bitOffset, $0.name) < ($1.bitOffset, $1.name) }
    }
  }

  /// Returns the composite of the same name with a size that all its members fit into.
  func canonical(_ composite: Composite) -> Composite {
    let byteCount = max(composite.byteCount, byteCounts[Tag(composite)] ?? 0)
    return Composite(composite.kind, composite.name, byteCount: byteCount)
  }

  /// Returns the members of `composite`, in order of offset and name.
  func members(of composite: Composite) -> [Member] { membersByTag[Tag(composite)] ?? [] }

  /// Returns the position of `member` among the members of `composite`.
  ///
  /// - Requires: a relocation of the object walks through it.
  func index(of member: Member, in composite: Composite) -> Int {
    guard let index = members(of: composite).firstIndex(of: member) else {
      preconditionFailure("'\(composite.name)' has no member '\(member.name)'")
    }
    return index
  }

  /// Adds what `relocation` walks through.
  private mutating func collect(_ relocation: TypeRelocation) {
    mention(relocation.root)
    var type = TypeDescription.composite(relocation.root)
    for step in relocation.path {
      switch (step, type) {
      case (.member(let member), .composite(let composite)):
        add(member, to: composite)
        type = member.type
      case (.element, .array(let element, _)): type = element
      case (.member, _), (.element, _): preconditionFailure("a step that \(type) has not")
      }
    }
  }

  /// Notes the size of `composite`.
  private mutating func mention(_ composite: Composite) {
    byteCounts[Tag(composite)] = canonical(composite).byteCount
  }

  /// Makes each composite as large as its members are now; returns `true` iff one grew.
  private mutating func growOnce() -> Bool {
    var hasGrown = false
    for (tag, members) in membersByTag {
      let end = members.map { member in
        (member.bitOffset + (member.bitCount ?? byteCount(of: member.type) * 8) + 7) / 8
      }.max()
      if let end, end > byteCounts[tag, default: 0] {
        byteCounts[tag] = end
        hasGrown = true
      }
    }
    return hasGrown
  }

  /// Returns the size of `type` in bytes, with composites as large as they are known to be now.
  private func byteCount(of type: TypeDescription) -> Int {
    switch type {
    case .composite(let composite): canonical(composite).byteCount
    case .array(let element, let count): byteCount(of: element) * count
    case .void, .integer, .boolean, .enumeration, .pointer: type.byteCount
    }
  }

  /// Adds `member` to `composite` unless it is there.
  private mutating func add(_ member: Member, to composite: Composite) {
    mention(composite)
    let end = (member.bitOffset + (member.bitCount ?? member.type.byteCount * 8) + 7) / 8
    byteCounts[Tag(composite), default: 0] = max(canonical(composite).byteCount, end)
    let present = membersByTag[Tag(composite), default: []].first { $0.name == member.name }
    guard let present else {
      membersByTag[Tag(composite), default: []].append(member)
      return
    }
    precondition(present == member, "'\(composite.name)' has two members '\(member.name)'")
  }
}
