import BPF
import IR

/// Comparing strings for equality, 8 bytes at a time.
extension HalfSelection {
  /// Selects the comparison of two strings as the value `id`.
  mutating func selectCompareStrings(
    _ comparison: IR.Comparison, _ a: ValueID, _ b: ValueID, as id: ValueID
  ) {
    guard comparison == .equal || comparison == .notEqual else {
      selectOrder(comparison, a, b, as: id)
      return
    }
    if facts.isDecidedOnce(id), half.function[block].terminator.operand == id {
      values[id.index] = .stringComparison(comparison, a, b)
      return
    }
    let result = code.makeRegister()
    let (equal, different, behind) = (makeBlock(), makeBlock(), makeBlock())
    compare(string(a), string(b), equal: equal, different: different)
    for (target, isEqual) in [(equal, true), (different, false)] {
      move(to: target)
      append(.move(result, .constant(isEqual == (comparison == .equal) ? 1 : 0)))
      terminate(.jump(behind))
    }
    move(to: behind)
    values[id.index] = .register(result)
  }

  /// Ends the current block with a decision whether two strings are equal.
  mutating func compare(
    _ a: SelectedString, _ b: SelectedString, equal: MachineBlockID, different: MachineBlockID
  ) {
    switch (a, b) {
    case (.constant(let a), .constant(let b)): terminate(.jump(a == b ? equal : different))
    case (.home(let home), .constant(let bytes)), (.constant(let bytes), .home(let home)):
      compare(home, bytes, different: different)
      terminate(.jump(equal))
    case (.home(let a), .home(let b)):
      compare(a, b, equal: equal, different: different)
      terminate(.jump(equal))
    case (.captured, _), (_, .captured): preconditionFailure("a captured string is compared")
    }
  }

  /// Leaves for `different` if `home` does not hold `bytes`.
  private mutating func compare(
    _ home: StringHome, _ bytes: [UInt8], different: MachineBlockID
  ) {
    var words = bytes.words
    if bytes.count > home.capacity || home.isPadded && bytes.contains(0) {
      terminate(.jump(different))
      move(to: makeBlock())
      return
    }
    if let length = home.length {
      leave(if: .notEqual, length, .constant(Int32(bytes.count)), to: different)
    } else {
      words += Array(repeating: 0, count: home.capacity / 8 - words.count)
    }
    for (index, word) in words.enumerated() {
      let found = load(home.address.advanced(by: index * 8))
      leave(if: .notEqual, found, number(word), to: different)
    }
  }

  /// Leaves for `different` if the strings in both homes differ, or for `equal` as soon as they have ended.
  private mutating func compare(
    _ a: StringHome, _ b: StringHome, equal: MachineBlockID, different: MachineBlockID
  ) {
    // A name of a task need not tell its length unless the other string does.
    let areNames = a.isPadded && b.isPadded
    let length = areNames ? nil : self.length(of: a)
    if let length { leave(if: .notEqual, length, .register(self.length(of: b)), to: different) }
    if let length, min(a.capacity, b.capacity) > Self.maximumUnrolledSize {
      _ = walkWords(of: a, b, lengths: [.register(length)], ended: equal, differing: different)
      return
    }
    for index in 0..<min(a.capacity, b.capacity) / 8 {
      if let length { leave(if: .lessOrEqual, length, .constant(Int32(index * 8)), to: equal) }
      let word = load(a.address.advanced(by: index * 8))
      let other = load(b.address.advanced(by: index * 8))
      leave(if: .notEqual, word, .register(other), to: different)
    }
  }

  /// The most bytes that are compared without a loop. Each word of them is a jump of which the verifier looks at
  /// both ends.
  static let maximumUnrolledSize = 64

  /// Appends a loop over the words of two strings: it leaves for `ended` behind the shorter of `lengths`, and for
  /// `differing` where the words differ, which are returned. Behind it nothing goes on.
  mutating func walkWords(
    of a: StringHome, _ b: StringHome, lengths: [MachineOperand], ended: MachineBlockID,
    differing: MachineBlockID
  ) -> (VirtualRegister, VirtualRegister) {
    let (word, other) = (code.makeRegister(), code.makeRegister())
    let index = unknownZero()
    let head = code.makeBlock(frequency: 8 * code[current].frequency)
    terminate(.jump(head))
    move(to: head)
    // The capacity is never less than a length, but the verifier has to see that at each word.
    for length in lengths + [.constant(Int32(min(a.capacity, b.capacity)))] {
      leave(if: .greaterOrEqual, index, length, to: ended)
    }
    for (target, home) in [(word, a), (other, b)] {
      let place = address(of: index, in: home)
      append(.load(target, place, .double))
    }
    leave(if: .notEqual, word, .register(other), to: differing)
    append(.arithmetic(.add, index, .constant(8)))
    repeatLoop(from: head)
    move(to: makeBlock())
    return (word, other)
  }
}
