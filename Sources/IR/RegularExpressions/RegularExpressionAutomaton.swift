/// A deterministic automaton that says whether a regular expression matches somewhere in a text.
///
/// It starts in `start` and reads one byte after the other. A state that is `accept` or `reject` has decided,
/// whatever follows; in any other one at the end of the text, `acceptsAtEnd` decides. The automaton has no two
/// states that do the same.
///
///          byte ──▶ columns[byte]
///                        │
///     state ──▶ transitions[state * columnCount + column] ──▶ next state, accept or reject
package struct RegularExpressionAutomaton: Hashable, Sendable {
  /// The state before the first byte.
  package let start: UInt16
  /// The column of each of the 256 bytes.
  package let columns: [UInt8]
  /// How many columns there are, less one: 0 to 255.
  private let lastColumn: UInt8
  /// The next states, one row for each state.
  package let transitions: [UInt16]
  /// For each state whether it accepts where the text ends.
  package let acceptsAtEnd: [Bool]

  /// The expression matches, whatever follows.
  package static let accept = UInt16.max
  /// The expression does not match, whatever follows.
  package static let reject = UInt16.max - 1

  /// Creates an automaton.
  init(start: UInt16, columns: [UInt8], transitions: [UInt16], acceptsAtEnd: [Bool]) {
    self.start = start
    self.columns = columns
    lastColumn = columns.max() ?? 0
    self.transitions = transitions
    self.acceptsAtEnd = acceptsAtEnd
  }

  /// How many columns each row has.
  package var columnCount: Int { Int(lastColumn) + 1 }

  /// How many states there are besides `accept` and `reject`.
  package var stateCount: Int { acceptsAtEnd.count }

  /// Returns the state behind `byte` in `state`.
  ///
  /// - Requires: `state` is neither `accept` nor `reject`.
  package func next(_ state: UInt16, _ byte: UInt8) -> UInt16 {
    transitions[Int(state) * columnCount + Int(columns[Int(byte)])]
  }

  /// Returns `true` iff the expression matches somewhere in `text`.
  package func matches(_ text: some Sequence<UInt8>) -> Bool {
    var state = start
    for byte in text {
      if state >= Self.reject { break }
      state = next(state, byte)
    }
    return state == Self.accept || state != Self.reject && acceptsAtEnd[Int(state)]
  }
}
