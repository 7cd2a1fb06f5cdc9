/// The names of some numbers, as a tapset lists them: `1 O_WRONLY,2 O_RDWR,`.
package struct NameTable: Hashable, Sendable {
  /// What the numbers are.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Values, each with one name. The name of a number that is not there is the empty string.
    case values = "name_of_value"
    /// Sets of bits. The name of a number is made of those of the entries whose bits it has, in their order and with
    /// `|` between them; each entry takes its bits away from those behind it, and what is left stands in hexadecimal
    /// at the end. The name of 0 is the empty string.
    case flags = "names_of_flags"
  }

  /// What the numbers are.
  package let kind: Kind
  /// The entries: for each a number as C writes it in decimal or hexadecimal, a blank, the name, and a comma.
  package let text: [UInt8]

  /// Creates the table that `text` lists.
  package init(_ kind: Kind, text: [UInt8]) {
    self.kind = kind
    self.text = text
  }

  /// One number and its name.
  package struct Entry {
    /// The number.
    package let value: Int64
    /// Where in the text of the table the name is.
    package let name: Range<Int>
  }

  /// The entries in the order of the text; `nil` if that is malformed.
  package var entries: [Entry]? {
    var entries: [Entry] = []
    var start = 0
    while start < text.count {
      guard let end = text[start...].firstIndex(of: UInt8(ascii: ",")),
        let blank = text[start..<end].firstIndex(of: UInt8(ascii: " ")), blank + 1 < end,
        let value = Self.number(text[start..<blank])
      else { return nil }
      entries.append(Entry(value: value, name: blank + 1..<end))
      start = end + 1
    }
    return entries
  }

  /// Returns the number that `digits` write; `nil` if they write none.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    let isHexadecimal = digits.starts(with: "0x".utf8)
    let isNegative = digits.first == UInt8(ascii: "-")
    let digits = digits.dropFirst(isHexadecimal ? 2 : isNegative ? 1 : 0)
    if digits.isEmpty || digits.count > (isHexadecimal ? 16 : 18) { return nil }
    var number: UInt64 = 0
    for digit in digits {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        number = number * (isHexadecimal ? 16 : 10) + UInt64(digit - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f") where isHexadecimal:
        number = number * 16 + UInt64(digit - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    return isNegative ? 0 - Int64(number) : Int64(bitPattern: number)
  }

  /// Adds to `hasher` what tells tables apart well enough; some have more than a thousand names.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(text.count)
    for byte in text.prefix(32) { hasher.combine(byte) }
  }
}
