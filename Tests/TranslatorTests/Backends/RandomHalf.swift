import IR

/// Makes kernel halves at random that never fail without a catch block.
struct RandomHalf {
  /// The kinds of the slots: the locals, the global scalar, the sum of the array's elements, two strings.
  static let slots: [SlotKind] = [.long, .long, .long, .long, .long, .long, .string, .string]
  /// How many of the locals are longs.
  static let localCount = 4
  /// How many keys the array is used with.
  static let keyCount: Int64 = 4

  /// Where the randomness comes from.
  private var generator: SplitMix
  /// The half so far.
  private var half: FunctionBuilder
  /// The locals that are longs.
  private var locals: [LocalID] = []
  /// The local that is a string.
  private var text: LocalID
  /// How many statements may still be made.
  private var budget = 25

  /// Returns a program with one probe, made from `seed`.
  static func program(seed: UInt64) -> Program {
    let globals = [
      Global(name: "n", element: .value(.long), initializer: .long(3)),
      Global(name: "a", keys: [.long], element: .value(.long)),
    ]
    return SampleHalf.program(slots: slots, globals: globals) { half in
      var random = RandomHalf(seed: seed, half)
      random.build()
      half = random.half
    }
  }

  /// Starts a half.
  private init(seed: UInt64, _ half: FunctionBuilder) {
    generator = SplitMix(state: seed)
    self.half = half
    text = self.half.addLocal("s", .string)
    locals = (0..<Self.localCount).map { self.half.addLocal("x\($0)", .long) }
  }

  /// Returns a number below `limit`.
  private mutating func choice(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }

  /// Makes the whole half.
  private mutating func build() {
    // Before the place where the record is due, or behind it, whichever way it falls.
    let commitsEarly = choice(2) == 0
    if commitsEarly { half.commit() }
    statements(depth: 0)
    if !commitsEarly { half.commit() }
    for (slot, local) in locals.enumerated() {
      half.capture(slot, half.append(.readLocal(local), type: .long))
    }
    half.capture(4, half.append(.readGlobal(GlobalID(0), keys: []), type: .long))
    var sum = half.long(0)
    for key in 0..<Self.keyCount {
      let element = half.append(.readGlobal(GlobalID(1), keys: [half.long(key)]), type: .long)
      sum = half.append(.binary(.add, sum, element), type: .long)
    }
    half.capture(5, sum)
    half.capture(6, half.append(.readLocal(text), type: .string))
    half.capture(7, string())
  }

  /// Makes some statements.
  private mutating func statements(depth: Int) {
    for _ in 0...choice(5) where budget > 0 {
      budget -= 1
      statement(depth: depth)
    }
  }

  /// Makes one statement.
  private mutating func statement(depth: Int) {
    switch choice(depth < 3 ? 11 : 7) {
    case 0, 1, 2: half.append(.writeLocal(local(), long(depth: 0)), type: nil)
    case 3:
      let sum = half.append(.addToGlobal(GlobalID(0), keys: [], long(depth: 1)), type: .long)
      if choice(2) == 0 { half.append(.writeLocal(local(), sum), type: nil) }
    case 4:
      let (keys, amount) = ([key()], long(depth: 1))
      half.append(.addToGlobal(GlobalID(1), keys: keys, amount), type: .long)
    case 5:
      let (keys, value) = ([key()], long(depth: 1))
      if choice(3) == 0 {
        half.append(.delete(GlobalID(1), keys: keys), type: nil)
      } else {
        half.append(.writeGlobal(GlobalID(1), keys: keys, value), type: nil)
      }
    case 6: half.append(.writeLocal(text, string()), type: nil)
    case 7, 8: conditional(depth: depth)
    case 9: loop(depth: depth)
    default: attempt(depth: depth)
    }
  }

  /// Makes an `if`.
  private mutating func conditional(depth: Int) {
    let condition = condition()
    let (then, otherwise, behind) = (half.addBlock(), half.addBlock(), half.addBlock())
    half.terminate(.branch(condition, then: then, otherwise: otherwise))
    half.move(to: then)
    statements(depth: depth + 1)
    half.terminate(.jump(behind))
    half.move(to: otherwise)
    if choice(2) == 0 { statements(depth: depth + 1) }
    half.terminate(.jump(behind))
    half.move(to: behind)
  }

  /// Makes a loop of a few rounds.
  private mutating func loop(depth: Int) {
    let counter = half.addLocal("i", .long)
    half.append(.writeLocal(counter, half.long(Int64(choice(4)))), type: nil)
    let (head, body, behind) = (half.addBlock(), half.addBlock(), half.addBlock())
    half.terminate(.jump(head))
    half.move(to: head)
    let count = half.append(.readLocal(counter), type: .long)
    half.terminate(.branch(count, then: body, otherwise: behind))
    half.move(to: body)
    let less = half.append(.binary(.subtract, count, half.long(1)), type: .long)
    half.append(.writeLocal(counter, less), type: nil)
    statements(depth: depth + 1)
    half.terminate(.jump(head))
    half.move(to: behind)
  }

  /// Makes a `try` around a division and a read that can fail.
  private mutating func attempt(depth: Int) {
    let outer = half.catchBlock
    let (handler, behind) = (half.addBlock(), half.addBlock())
    half.setCatchBlock(handler)
    let op: BinaryOperator = choice(2) == 0 ? .divide : .modulo
    let (a, b) = (long(depth: 1), long(depth: 1))
    half.append(.writeLocal(local(), half.append(.binary(op, a, b), type: .long)), type: nil)
    let address = choice(2) == 0 ? half.argument(2) : long(depth: 1)
    let low = half.append(.binary(.and, address, half.long(0x7fff_ffff_ffff)), type: .long)
    let value = half.append(
      .load(.user, address: low, size: 1 << choice(4), isSigned: choice(2) == 0), type: .long)
    half.append(.writeLocal(local(), value), type: nil)
    half.setCatchBlock(outer)
    half.terminate(.jump(behind))
    half.move(to: handler)
    half.append(.writeLocal(local(), half.long(-1)), type: nil)
    half.terminate(.jump(behind))
    half.move(to: behind)
  }

  // MARK: Expressions

  /// Returns one of the locals.
  private mutating func local() -> LocalID { locals[choice(locals.count)] }

  /// Returns a key of the array.
  private mutating func key() -> ValueID {
    half.append(.binary(.and, long(depth: 1), half.long(Self.keyCount - 1)), type: .long)
  }

  /// Returns a long that cannot fail.
  private mutating func long(depth: Int) -> ValueID {
    switch choice(depth < 3 ? 9 : 4) {
    case 0: return half.long(BackendsArithmeticTests.edges[choice(14)])
    case 1: return half.argument(choice(2))
    case 2, 3: return half.append(.readLocal(local()), type: .long)
    case 4:
      let op = UnaryOperator.allCases[choice(3)]
      return half.append(.unary(op, long(depth: depth + 1)), type: .long)
    case 5: return condition()
    default:
      let operators = BinaryOperator.allCases.filter { !$0.canFail }
      let op = operators[choice(operators.count)]
      let a = long(depth: depth + 1)
      return half.append(.binary(op, a, long(depth: depth + 1)), type: .long)
    }
  }

  /// Returns 0 or 1.
  private mutating func condition() -> ValueID {
    switch choice(4) {
    case 0:
      let comparison: IR.Comparison = choice(2) == 0 ? .equal : .notEqual
      let a = string()
      return half.append(.compareStrings(comparison, a, string()), type: .long)
    case 1:
      let (keys) = [key()]
      return half.append(.contains(GlobalID(1), keys: keys), type: .long)
    default:
      let comparison = IR.Comparison.allCases[choice(6)]
      let a = long(depth: 2)
      return half.append(.compare(comparison, a, long(depth: 2)), type: .long)
    }
  }

  /// Returns a string.
  private mutating func string() -> ValueID {
    switch choice(4) {
    case 0:
      let texts = ["", "a", "some text", "some text that is longer"]
      return half.append(.string(Array(texts[choice(4)].utf8)), type: .string)
    case 1: return half.append(.readLocal(text), type: .string)
    case 2:
      let count = half.long(Int64(choice(12)))
      return half.append(
        .intrinsic(.user_buffer_nofault, [half.argument(2), count]), type: .string)
    default:
      return half.append(
        .intrinsic(.user_string_nofault, [half.argument(2 + choice(2))]), type: .string)
    }
  }
}
