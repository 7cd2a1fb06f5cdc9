import IR

extension Elaborator {
  /// Checks a call of a function that reads a number from memory.
  mutating func check(_ function: MemoryFunction, _ call: CallExpression) -> Checked {
    body.isImpure = true
    guard case .known(let address) = check(call.arguments[0], Expectation(.long)) else {
      return failure
    }
    return .known(
      TypedExpression(
        .load(
          function.space, address: address, size: function.size, isSigned: function.isSigned),
        type: .long, range: call.range, token: call.function.range))
  }
}

/// A built-in function that reads a number at an address, and fails if it cannot: `user_int32_error`,
/// `kernel_long` and their like.
struct MemoryFunction: Hashable, Sendable {
  /// The address space.
  let space: MemorySpace
  /// The size of the number in bytes.
  let size: Int
  /// `true` iff the number has a sign.
  let isSigned: Bool

  /// Creates the function `name`; nil if no such function reads memory.
  init?(named name: String) {
    let words = name.split(separator: "_", maxSplits: 1)
    guard words.count == 2, let space = MemorySpace(rawValue: String(words[0])),
      let number = Self.numbers.first(where: { $0.name + space.suffix == words[1] })
    else { return nil }
    self.space = space
    size = number.size
    isSigned = number.isSigned
  }

  /// The kinds of numbers, as the C types of x86_64 and arm64 have them.
  private static let numbers: [(name: String, size: Int, isSigned: Bool)] = [
    ("char", 1, true), ("short", 2, true), ("int", 4, true), ("long", 8, true),
    ("uchar", 1, false), ("ushort", 2, false), ("uint", 4, false), ("ulong", 8, false),
    ("int8", 1, true), ("int16", 2, true), ("int32", 4, true), ("int64", 8, true),
    ("uint8", 1, false), ("uint16", 2, false), ("uint32", 4, false), ("uint64", 8, false),
    ("pointer", 8, false),
  ]

  /// The names of all such functions.
  static let names = MemorySpace.allCases.flatMap { space in
    numbers.map { "\(space.rawValue)_\($0.name)\(space.suffix)" }
  }
}

extension MemorySpace {
  /// What the names of functions that fail end in: those without it yield 0 instead in SystemTap, where the
  /// memory is that of the task.
  fileprivate var suffix: String {
    switch self {
    case .user: "_error"
    case .kernel: ""
    }
  }
}
