/// A C type that a script spells: a named type and how many stars follow it.
package struct SpelledType: Hashable, Sendable {
  /// The type before the stars.
  package var base: TypeID

  /// How many stars there are.
  package var pointerDepth: Int

  /// Creates the type `base` with `pointerDepth` stars.
  package init(base: TypeID, pointerDepth: Int = 0) {
    self.base = base
    self.pointerDepth = pointerDepth
  }
}

extension TypeTable {
  /// Returns the type that `text` spells, such as `struct task_struct *`, `unsigned long` or `pid_t`; nil if
  /// the kernel has none.
  ///
  /// A bare name is looked up as a typedef, then as a structure, union and enumeration.
  package func type(spelled text: String) -> SpelledType? {
    var words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" }.flatMap(Self.separatingStars)
    let pointerDepth = words.count { $0 == "*" }
    guard words.suffix(while: { $0 == "*" || Self.qualifiers.contains($0) }) >= pointerDepth else {
      return nil
    }
    words.removeAll { $0 == "*" || Self.qualifiers.contains($0) }
    return baseType(spelled: words).map { SpelledType(base: $0, pointerDepth: pointerDepth) }
  }

  /// The words without meaning for a layout.
  private static let qualifiers: Set<Substring> = ["const", "volatile", "restrict"]

  /// Returns a word's stars and what is before and between them.
  private static func separatingStars(_ word: Substring) -> [Substring] {
    var parts: [Substring] = []
    var rest = word
    while let star = rest.firstIndex(of: "*") {
      if star > rest.startIndex { parts.append(rest[..<star]) }
      parts.append("*")
      rest = rest[rest.index(after: star)...]
    }
    if !rest.isEmpty { parts.append(rest) }
    return parts
  }

  /// Returns the type that `words` spell without stars and qualifiers.
  private func baseType(spelled words: [Substring]) -> TypeID? {
    switch (words.first, words.count) {
    case ("struct", 2): return structure(named: String(words[1]))
    case ("union", 2): return union(named: String(words[1]))
    case ("enum", 2): return enumeration(named: String(words[1]))
    case ("void", 1): return .void
    case (let name?, 1) where !IntegerWords.all.contains(name):
      let name = String(name)
      return alias(named: name) ?? structure(named: name) ?? union(named: name)
        ?? enumeration(named: name)
    default:
      return IntegerWords(words)?.compilerSpellings.lazy.compactMap(integer(named:)).first
    }
  }
}

/// The words of a C integer type, counted, because C allows them in any order.
private struct IntegerWords {
  /// All words that an integer type can have.
  static let all: Set<Substring> = [
    "char", "short", "int", "long", "signed", "unsigned", "bool", "_Bool",
  ]

  /// How often each word stands.
  private let counts: [Substring: Int]

  /// Creates the words of a type; nil if one is no word of an integer type.
  init?(_ words: [Substring]) {
    guard !words.isEmpty, words.allSatisfy(Self.all.contains) else { return nil }
    counts = Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +)
  }

  /// The names that compilers give the type.
  var compilerSpellings: [String] {
    let isUnsigned = counts["unsigned"] != nil
    if counts["bool"] != nil || counts["_Bool"] != nil { return ["_Bool", "bool"] }
    if counts["char"] != nil {
      return isUnsigned ? ["unsigned char"] : counts["signed"] != nil ? ["signed char"] : ["char"]
    }
    if counts["short"] != nil {
      return isUnsigned ? ["short unsigned int", "unsigned short"] : ["short int", "short"]
    }
    switch counts["long"] ?? 0 {
    case 0: return isUnsigned ? ["unsigned int"] : ["int"]
    case 1: return isUnsigned ? ["long unsigned int", "unsigned long"] : ["long int", "long"]
    default:
      return isUnsigned
        ? ["long long unsigned int", "unsigned long long"] : ["long long int", "long long"]
    }
  }
}

extension Array {
  /// Returns how many elements at the end satisfy `condition`.
  fileprivate func suffix(while condition: (Element) -> Bool) -> Int {
    count - (lastIndex { !condition($0) } ?? -1) - 1
  }
}
