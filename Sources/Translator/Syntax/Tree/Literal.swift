import Diagnostics

/// A number as it stands in the source.
package struct NumberLiteral: Sendable, Hashable {
  /// The value; literals from 2^63 to 2^64-1 wrap to negative ones.
  package let value: Int64
  /// Its place, with a sign that belongs to it.
  package let range: SourceRange

  /// Creates the number `value` at `range`.
  package init(_ value: Int64, at range: SourceRange) {
    self.value = value
    self.range = range
  }
}

/// A string as it stands in the source; neighbours are joined to one.
package struct StringLiteral: Sendable, Hashable {
  /// The contents, with escapes replaced by what they stand for.
  package let bytes: [UInt8]
  /// Its place, quotes included.
  package let range: SourceRange

  /// Creates the string `bytes` at `range`.
  package init(_ bytes: [UInt8], at range: SourceRange) {
    self.bytes = bytes
    self.range = range
  }

  /// What a variable holds that is set to it: the contents up to the first NUL, which ends a string.
  package var value: [UInt8] { Array(bytes.prefix { $0 != 0 }) }

  /// The contents as text; what is no UTF-8 is replaced.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// A number or a string where the grammar takes nothing else.
package enum Literal: Sendable, Hashable {
  /// A number.
  case number(NumberLiteral)
  /// A string.
  case string(StringLiteral)

  /// Its place.
  package var range: SourceRange {
    switch self {
    case .number(let literal): literal.range
    case .string(let literal): literal.range
    }
  }
}
