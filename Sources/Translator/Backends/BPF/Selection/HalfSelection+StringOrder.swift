import BPF
import IR

/// The order of strings, 8 bytes at a time.
///
/// Behind the end of a string there are zeros up to a multiple of 8. So the first words that differ decide, once
/// their bytes stand in the order of their weight; where all words of the shorter string agree the lengths do.
extension HalfSelection {
  /// Selects an ordering comparison of two strings as the value `id`.
  mutating func selectOrder(
    _ comparison: IR.Comparison, _ a: ValueID, _ b: ValueID, as id: ValueID
  ) {
    let result = copy(.constant(1))
    let (otherwise, behind) = (makeBlock(), makeBlock())
    let left = OrderedString(string(a), in: &self)
    let right = OrderedString(string(b), in: &self)
    let (words, lengths) = (makeBlock(), makeBlock())
    let (word, other) = walkWords(of: left, right, ended: lengths, differing: words)
    terminate(.jump(lengths))
    move(to: words)
    append(.swapBytes(word))
    append(.swapBytes(other))
    terminate(
      .branch(
        comparison.unsignedComparison, word, .register(other), then: behind, otherwise: otherwise))
    move(to: lengths)
    let length = copy(left.length)
    terminate(
      .branch(
        comparison.unsignedComparison, length, right.length, then: behind, otherwise: otherwise))
    move(to: otherwise)
    append(.move(result, .constant(0)))
    terminate(.jump(behind))
    move(to: behind)
    values[id.index] = .register(result)
  }

  /// Appends what leaves for `ended` behind the shorter string, and for `differing` where words differ, which are
  /// returned.
  private mutating func walkWords(
    of left: OrderedString, _ right: OrderedString, ended: MachineBlockID,
    differing: MachineBlockID
  ) -> (VirtualRegister, VirtualRegister) {
    let count = min(left.wordCount, right.wordCount)
    if case .home(let a) = left.bytes, case .home(let b) = right.bytes,
      count * 8 > Self.maximumUnrolledSize
    {
      return walkWords(
        of: a, b, lengths: [left.length, right.length], ended: ended, differing: differing)
    }
    let (word, other) = (code.makeRegister(), code.makeRegister())
    for index in 0..<count {
      for side in [left, right] { leaveIfEnded(side, before: index, to: ended) }
      append(.move(word, self.word(index, of: left)))
      append(.move(other, self.word(index, of: right)))
      leave(if: .notEqual, word, .register(other), to: differing)
    }
    return (word, other)
  }

  /// Leaves for `target` if all bytes of `side` stand before the word numbered `index`.
  private mutating func leaveIfEnded(
    _ side: OrderedString, before index: Int, to target: MachineBlockID
  ) {
    // The words of constants are counted.
    guard case .register(let length) = side.length else { return }
    leave(if: .lessOrEqual, length, .constant(Int32(index * 8)), to: target)
  }

  /// Returns a word of `side`.
  private mutating func word(_ index: Int, of side: OrderedString) -> MachineOperand {
    switch side.bytes {
    case .constant(let bytes): number(bytes.words[index])
    case .home(let home): .register(load(home.address.advanced(by: index * 8)))
    case .captured: preconditionFailure("a captured string is compared")
    }
  }
}

/// A string that is compared for its order.
private struct OrderedString {
  /// The bytes.
  let bytes: SelectedString
  /// How many there are.
  let length: MachineOperand
  /// How many words of 8 bytes they have at most.
  let wordCount: Int

  /// Prepares to compare `string`.
  init(_ string: SelectedString, in selection: inout HalfSelection) {
    bytes = string
    length = selection.length(of: string)
    wordCount = (string.bound + 7) / 8
  }
}

extension IR.Comparison {
  /// The comparison of unsigned numbers.
  fileprivate var unsignedComparison: BPF.Comparison {
    switch self {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    }
  }
}
