/// What a piece of C of a script is called with, and what it yields.
///
/// It is written as C has it, with the types of the language: `long name(long x, string y)`, or `void` for no result.
package struct CDeclaration: Hashable, Sendable {
  /// The name, for people.
  package let name: String
  /// The parameters, in order.
  package let parameters: [Local]
  /// The type of the result; `nil` if there is none.
  package let result: ValueType?

  /// Creates a declaration.
  package init(name: String, parameters: [Local], result: ValueType?) {
    self.name = name
    self.parameters = parameters
    self.result = result
  }

  /// Reads what `text` says; `nil` if it is malformed.
  package init?(text: [UInt8]) {
    let parts = String(decoding: text, as: UTF8.self)
      .split(separator: "(", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].hasSuffix(")"),
      let head = Self.words(parts[0])
    else { return nil }
    var parameters: [Local] = []
    for parameter in parts[1].dropLast().split(separator: ",") {
      guard let words = Self.words(parameter), let type = ValueType(rawValue: words.0) else {
        return nil
      }
      parameters.append(Local(name: words.1, type: type))
    }
    self.init(name: head.1, parameters: parameters, result: ValueType(rawValue: head.0))
  }

  /// The text.
  package var text: [UInt8] {
    let list = parameters.map { "\($0.type.rawValue) \($0.name)" }.joined(separator: ", ")
    return Array("\(result?.rawValue ?? "void") \(name)(\(list))".utf8)
  }

  /// Returns the number by which a function is called that is declared so and has `text` as its body: their hash by the
  /// method of Fowler, Noll and Vo, FNV-1a of 64 bits.
  package func number(ofText body: [UInt8]) -> UInt64 {
    (text + [0] + body).reduce(0xcbf2_9ce4_8422_2325) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
  }

  /// Returns the two words of `text`; `nil` if it has more or less.
  private static func words(_ text: Substring) -> (String, String)? {
    let words = text.split(separator: " ")
    return words.count == 2 ? (String(words[0]), String(words[1])) : nil
  }
}
