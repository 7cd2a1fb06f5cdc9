/// A section of code: the functions that lie in it one behind the other.
struct CodeSection {
  /// The name of the section of functions that are not programs.
  static let functionsName = ".text"

  /// The name.
  let name: String
  /// The functions.
  private(set) var entries: [CodeEntry] = []

  /// Creates an empty section.
  private init(name: String) { self.name = name }

  /// The size in bytes.
  var byteCount: Int { entries.last.map { $0.byteOffset + $0.code.byteCount } ?? 0 }

  /// Returns the sections of `object`: functions first, then programs in the order in which their
  /// sections are named first.
  static func sections(of object: ObjectFile) -> [CodeSection] {
    var sections: [CodeSection] = []
    var positions: [String: Int] = [:]
    func position(of name: String) -> Int {
      if let position = positions[name] { return position }
      positions[name] = sections.count
      sections.append(CodeSection(name: name))
      return sections.count - 1
    }
    for function in object.functions {
      sections[position(of: functionsName)].append(.function(function), function.code)
    }
    for program in object.programs {
      sections[position(of: program.section)].append(.program(program), program.code)
    }
    return sections
  }

  /// Appends a function.
  private mutating func append(_ origin: CodeEntry.Origin, _ code: Code) {
    entries.append(CodeEntry(origin: origin, code: code, byteOffset: byteCount))
  }
}

/// A function in a section of code.
struct CodeEntry {
  /// What the code belongs to.
  enum Origin {
    /// A program.
    case program(Program)
    /// A function.
    case function(Function)
  }

  /// What the code belongs to.
  let origin: Origin
  /// The code.
  let code: Code
  /// The distance in bytes from the start of the section.
  let byteOffset: Int

  /// The name.
  var name: String {
    switch origin {
    case .program(let program): program.name
    case .function(let function): function.name
    }
  }

  /// `true` iff other objects may not see it.
  var isLocal: Bool {
    switch origin {
    case .program: false
    case .function(let function): function.linkage == .static
    }
  }
}
