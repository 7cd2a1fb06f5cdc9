/// Why a text could not be read as a program.
package struct TextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  package enum Problem: Hashable, Sendable {
    /// Something else was expected here; `found` is the token that stands here, empty at the end.
    case expected(String, found: String)
    /// A string has no end, or an escape that does not exist.
    case malformedString
    /// A number does not fit into its range.
    case numberOutOfRange(String)
    /// A value, a block or something else is defined twice.
    case repeated(String)
    /// A block is named but not defined.
    case undefinedBlock(Int)
  }

  /// What is wrong.
  package let problem: Problem
  /// The line, from 1.
  package let line: Int
  /// The column in UTF-8 code units, from 1.
  package let column: Int

  /// The error in words, behind its place.
  package var description: String { "\(line):\(column): \(message)" }

  /// The error in words.
  private var message: String {
    switch problem {
    case .expected(let expected, let found):
      "expected \(expected), found \(found.isEmpty ? "the end" : "'\(found)'")"
    case .malformedString: "malformed string"
    case .numberOutOfRange(let text): "number '\(text)' is out of range"
    case .repeated(let name): "'\(name)' is defined twice"
    case .undefinedBlock(let number): "block 'b\(number)' is not defined"
    }
  }
}
