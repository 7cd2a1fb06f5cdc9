/// What one tapset file declares, and where: found without parsing it.
///
/// A script parses only those declarations of a library that it needs, so the index of each file is made
/// when the library is, or before and saved as `text`.
package struct TapsetIndex: Hashable, Sendable {
  /// One top-level declaration.
  package struct Declaration: Hashable, Sendable {
    /// What is declared.
    package let kind: Kind
    /// The offset of its first byte.
    package let start: Int
    /// The offset behind its last byte.
    package let end: Int

    /// Creates a declaration that stands at `start ..< end`.
    package init(_ kind: Kind, start: Int, end: Int) {
      self.kind = kind
      self.start = start
      self.end = end
    }
  }

  /// What a declaration declares.
  package enum Kind: Hashable, Sendable {
    /// Probe aliases, by the text of their names: `syscall.openat`, `kernel.mark("sched_switch")`.
    case aliases([String])
    /// A function.
    case function(String, isPrivate: Bool)
    /// Global variables.
    case globals([String], isPrivate: Bool)
    /// A macro.
    case macro(String)
    /// A probe.
    case probe
  }

  /// The declarations, in order.
  package let declarations: [Declaration]
  /// `true` iff each declaration can be parsed alone: nothing conditional surrounds any of them, and the
  /// file has no macros of its own.
  package let isDivisible: Bool

  /// Creates an index.
  package init(declarations: [Declaration], isDivisible: Bool) {
    self.declarations = declarations
    self.isDivisible = isDivisible
  }
}

extension TapsetIndex {
  /// The index as lines, from which `init(text:)` makes it again.
  package var text: String {
    var lines = [isDivisible ? "divisible" : "whole"]
    lines += declarations.map { "\($0.start) \($0.end) \($0.kind.words.joined(separator: "\t"))" }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Creates the index of which `text` is the text; `nil` if it is not the text of any.
  package init?(text: String) {
    var lines = text.split(separator: "\n")[...]
    guard let head = lines.popFirst(), head == "divisible" || head == "whole" else { return nil }
    var declarations: [Declaration] = []
    for line in lines {
      let parts = line.split(separator: " ", maxSplits: 2)
      guard parts.count == 3, let start = Int(parts[0]), let end = Int(parts[1]),
        let kind = Kind(words: parts[2].split(separator: "\t").map(String.init))
      else { return nil }
      declarations.append(Declaration(kind, start: start, end: end))
    }
    self.init(declarations: declarations, isDivisible: head == "divisible")
  }
}

extension TapsetIndex.Kind {
  /// What `text` says of the declaration: a keyword, then names.
  fileprivate var words: [String] {
    switch self {
    case .aliases(let names): ["alias"] + names
    case .function(let name, let isPrivate): [isPrivate ? "private-function" : "function", name]
    case .globals(let names, let isPrivate): [isPrivate ? "private-global" : "global"] + names
    case .macro(let name): ["macro", name]
    case .probe: ["probe"]
    }
  }

  /// Creates what `words` say; `nil` if they say nothing.
  fileprivate init?(words: [String]) {
    let names = Array(words.dropFirst())
    switch (words.first, names.count) {
    case ("alias", 1...): self = .aliases(names)
    case ("function", 1): self = .function(names[0], isPrivate: false)
    case ("private-function", 1): self = .function(names[0], isPrivate: true)
    case ("global", 1...): self = .globals(names, isPrivate: false)
    case ("private-global", 1...): self = .globals(names, isPrivate: true)
    case ("macro", 1): self = .macro(names[0])
    case ("probe", 0): self = .probe
    default: return nil
    }
  }
}
