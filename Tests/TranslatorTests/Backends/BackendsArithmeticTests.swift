import Glibc
import IR
import Testing

@testable import Translator

/// Operators, compared with what the IR says of them.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct BackendsArithmeticTests {
  /// Numbers at which operators go wrong if they do.
  static let edges: [Int64] = [
    0, 1, -1, 2, 7, -7, 63, 64, 65, .min, .max, .min + 1, 1 << 32, -1 << 31,
  ]

  /// Returns pairs of numbers: edges, and random ones from `seed`.
  static func pairs(seed: UInt64) -> [(Int64, Int64)] {
    var generator = SplitMix(state: seed)
    var result = edges.flatMap { a in edges.map { (a, $0) } }
    for _ in 0..<100 {
      let a = Int64(bitPattern: generator.next()) >> Int64(generator.next() % 64)
      let b = Int64(bitPattern: generator.next()) >> Int64(generator.next() % 64)
      result.append((a, b))
    }
    return result
  }

  /// Returns what `op` yields; nil if it fails.
  static func meaning(_ op: BinaryOperator, _ a: Int64, _ b: Int64) -> Int64? {
    switch op {
    case .add: a &+ b
    case .subtract: a &- b
    case .multiply: a &* b
    case .divide: b == 0 ? nil : a.dividedReportingOverflow(by: b).partialValue
    case .modulo: b == 0 ? nil : b == -1 ? 0 : a % b
    case .and: a & b
    case .or: a | b
    case .xor: a ^ b
    case .shiftLeft: a << (b & 63)
    case .shiftRight: a >> (b & 63)
    case .shiftRightLogical: Int64(bitPattern: UInt64(bitPattern: a) >> UInt64(b & 63))
    }
  }

  @Test(arguments: BinaryOperator.allCases)
  func `an operator yields what the IR says`(op: BinaryOperator) throws {
    let program = SampleHalf.program(slots: [.checkedLong]) { half in
      half.commit()
      let (a, b) = (half.argument(0), half.argument(1))
      half.capture(0, half.append(.binary(op, a, b), type: .long))
    }
    let live = try LiveObject(program)
    let pairs = Self.pairs(seed: 1)
    for (a, b) in pairs { try live.run([a, b]) }
    let records = try live.takeRecords()
    try #require(records.count == pairs.count)
    for ((a, b), record) in zip(pairs, records) {
      if let expected = Self.meaning(op, a, b) {
        #expect(record.long(8) == expected && record.long(16) == 0, "\(a) \(op) \(b)")
      } else {
        #expect(record.long(16) == Int64(Failure.Kind.divisionByZero.rawValue), "\(a) \(op) \(b)")
      }
    }
  }

  @Test(arguments: BinaryOperator.allCases)
  func `an operator takes constants on either side`(op: BinaryOperator) throws {
    let constants = [3, -3, 1 << 40, 1, 64] as [Int64]
    let program = SampleHalf.program(slots: Array(repeating: .long, count: 2 * constants.count)) {
      half in
      half.commit()
      let a = half.argument(0)
      for (index, constant) in constants.enumerated() {
        let right = half.append(.binary(op, a, half.long(constant)), type: .long)
        half.capture(2 * index, right)
        let left = half.append(.binary(op, half.long(constant), a), type: .long)
        half.capture(2 * index + 1, left)
      }
    }
    let live = try LiveObject(program)
    for a in Self.edges where a != 0 || !op.canFail {
      try live.run([a, 0])
      let record = try #require(try live.takeRecords().first)
      for (index, constant) in constants.enumerated() {
        #expect(
          record.long(8 + 16 * index) == Self.meaning(op, a, constant), "\(a) \(op) \(constant)")
        #expect(
          record.long(16 + 16 * index) == Self.meaning(op, constant, a), "\(constant) \(op) \(a)")
      }
    }
  }

  @Test func `unary operators yield what the IR says`() throws {
    let program = SampleHalf.program(slots: [.long, .long, .long]) { half in
      half.commit()
      let a = half.argument(0)
      for (slot, op) in UnaryOperator.allCases.enumerated() {
        half.capture(slot, half.append(.unary(op, a), type: .long))
      }
    }
    let live = try LiveObject(program)
    for a in Self.edges {
      try live.run([a, 0])
      let record = try #require(try live.takeRecords().first)
      #expect(
        record.long(8) == 0 &- a && record.long(16) == ~a && record.long(24) == (a == 0 ? 1 : 0))
    }
  }

  @Test(arguments: IR.Comparison.allCases)
  func `a comparison decides and is a value`(comparison: IR.Comparison) throws {
    let program = SampleHalf.program(slots: [.long, .long]) { half in
      half.commit()
      let (a, b) = (half.argument(0), half.argument(1))
      half.capture(0, half.append(.compare(comparison, a, b), type: .long))
      let condition = half.append(.compare(comparison, a, b), type: .long)
      let negated = half.append(.unary(.not, condition), type: .long)
      let (then, otherwise) = (half.addBlock(), half.addBlock())
      half.terminate(.branch(negated, then: then, otherwise: otherwise))
      for (block, number) in [(then, 0), (otherwise, 1)] as [(BlockID, Int64)] {
        half.move(to: block)
        half.capture(1, half.long(number))
        half.terminate(.return(nil))
      }
    }
    let live = try LiveObject(program)
    let pairs = Self.pairs(seed: 2)
    for (a, b) in pairs { try live.run([a, b]) }
    for ((a, b), record) in zip(pairs, try live.takeRecords()) {
      let expected: Bool =
        switch comparison {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
      #expect(record.long(8) == (expected ? 1 : 0), "\(a) \(comparison) \(b)")
      #expect(record.long(16) == (expected ? 1 : 0), "\(a) \(comparison) \(b)")
    }
  }

  @Test func `more values than registers are kept in the frame`() throws {
    let count = 40
    let program = SampleHalf.program(slots: Array(repeating: .long, count: count + 1)) { half in
      half.commit()
      let (a, b) = (half.argument(0), half.argument(1))
      var values: [ValueID] = []
      for index in 0..<count {
        let scaled = half.append(.binary(.multiply, a, half.long(Int64(index + 1))), type: .long)
        values.append(half.append(.binary(.xor, scaled, b), type: .long))
      }
      // A call in between: what is alive across it can only be in four registers or in the frame.
      let time = half.append(.intrinsic(.ktime_get_ns, []), type: .long)
      var sum = half.append(.binary(.and, time, half.long(0)), type: .long)
      for (slot, value) in values.enumerated() {
        half.capture(slot, value)
        sum = half.append(.binary(.add, sum, value), type: .long)
      }
      for value in values { sum = half.append(.binary(.subtract, sum, value), type: .long) }
      half.capture(count, sum)
    }
    let live = try LiveObject(program)
    try live.run([12345, 678])
    let record = try #require(try live.takeRecords().first)
    for index in 0..<count {
      #expect(record.long(8 + 8 * index) == 12345 * Int64(index + 1) ^ 678)
    }
    #expect(record.long(8 + 8 * count) == 0)
  }
}

/// A small generator of pseudorandom numbers, the same on each run.
struct SplitMix: RandomNumberGenerator {
  /// The state.
  var state: UInt64

  /// Returns the next number.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var result = state
    result = (result ^ (result >> 30)) &* 0xbf58_476d_1ce4_e5b9
    result = (result ^ (result >> 27)) &* 0x94d0_49bb_1331_11eb
    return result ^ (result >> 31)
  }
}
