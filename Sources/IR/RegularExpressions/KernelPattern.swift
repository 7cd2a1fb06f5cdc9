/// A regular expression as kernel halves have it: the table of its automaton, laid out so that the kernel's
/// verifier sees that no step leaves it.
///
///     entries:  row 0            row 1                 … rows, a power of two of them
///               columnCount      the same              Each row has a power of two of entries:
///               next rows, end                         one for each column, and one for the end of the text.
///
/// A row is named by the number of its first entry, which is even. `reject` and `accept` are odd.
package struct KernelPattern: Hashable, Sendable {
  /// The column of each byte of a text.
  package let columns: [UInt8]
  /// The next rows.
  package let entries: [UInt16]
  /// The row in which a text starts; or `accept`, if every text matches.
  package let start: UInt16
  /// How many entries a row has.
  package let rowSize: Int
  /// The column of the end of the text.
  package let endColumn: Int

  /// The expression does not match, whatever follows.
  package static let reject: UInt16 = 1
  /// The expression matches, whatever follows.
  package static let accept: UInt16 = 3
  /// The most entries: 64 KiB of them, and what 16 bits can name.
  private static let maximumEntryCount = 1 << 15

  /// Creates the table for the regular expression `text`; `nil` if it is too large, or `text` is malformed.
  package init?(_ text: [UInt8]) {
    guard let automaton = (try? RegularExpression(text))?.automaton() else { return nil }
    let rowSize = max(2, (automaton.columnCount + 1).nextPowerOfTwo)
    let rowCount = automaton.stateCount.nextPowerOfTwo
    guard rowSize * rowCount <= Self.maximumEntryCount else { return nil }
    let row = { (state: UInt16) -> UInt16 in
      switch state {
      case RegularExpressionAutomaton.accept: Self.accept
      case RegularExpressionAutomaton.reject: Self.reject
      default: state * UInt16(rowSize)
      }
    }
    var entries = [UInt16](repeating: Self.reject, count: rowSize * rowCount)
    for state in 0..<automaton.stateCount {
      for column in 0..<automaton.columnCount {
        entries[state * rowSize + column] = row(
          automaton.transitions[state * automaton.columnCount + column])
      }
      entries[state * rowSize + automaton.columnCount] =
        automaton.acceptsAtEnd[state] ? Self.accept : Self.reject
    }
    columns = automaton.columns
    self.entries = entries
    start = row(automaton.start)
    self.rowSize = rowSize
    endColumn = automaton.columnCount
  }

  /// Returns `true` iff the expression matches somewhere in `text`.
  package func matches(_ text: some Sequence<UInt8>) -> Bool {
    var row = start
    for byte in text where row & 1 == 0 { row = entries[Int(row) + Int(columns[Int(byte)])] }
    if row & 1 == 0 { row = entries[Int(row) + endColumn] }
    return row == Self.accept
  }
}

extension Int {
  /// The least power of two that is not less.
  fileprivate var nextPowerOfTwo: Int {
    self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
  }
}
