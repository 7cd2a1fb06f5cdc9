import Testing

@testable import IR

struct TextTests {
  @Test func `random functions are the same when they were written and read`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomFunctions(seed: seed)
    for _ in 0..<300 {
      let function = random.function()
      let text = function.text()
      #expect(try Function(parsing: text) == function, "seed \(seed)\n\(text)")
    }
  }

  @Test func `random functions are the same when they were coded and decoded`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomFunctions(seed: seed)
    for _ in 0..<300 {
      var program = Program()
      program.functions = [random.function()]
      let decoded = try ProgramDecoder(ProgramEncoder.encode(program)).program()
      #expect(decoded.functions == program.functions, "seed \(seed)")
    }
  }

  @Test func `names that are no words stand in quotes`() throws {
    let function = Function(
      name: "a b", parameters: [Local(name: "", type: .string), Local(name: "9", type: .long)])
    #expect(function.text() == "function \"a b\"(\"\": string, \"9\": long) {\nb0:\n  return\n}\n")
    #expect(try Function(parsing: function.text()) == function)
  }

  @Test func `locations can be left out`() throws {
    let text = "function f() {\nb0:\n  v0 = long 1 @7\n  return\n}\n"
    let function = try Function(parsing: text)
    #expect(function.text() == text)
    #expect(function.text(.withoutLocations) == text.replacing(" @7", with: ""))
  }

  @Test(arguments: [
    ("function f() {", "1:15: expected a block, found the end"),
    ("function f() {\nb0:\n  v0 = lang 1\n}", "3:8: expected an operation, found 'lang'"),
    ("function f() {\nb0:\n  v0 = long x\n}", "3:13: expected a number, found 'x'"),
    ("function f() {\nb0:\n  v0 = string \"x\n}", "3:15: malformed string"),
    ("function f() {\nb0:\n  v0 = string \"\\q\"\n}", "3:15: malformed string"),
    (
      "function f() {\nb0:\n  v0 = long 99999999999999999999\n}",
      "3:13: number '99999999999999999999' is out of range"
    ),
    (
      "function f() {\nb0:\n  v0 = long 1\n  v0 = long 1\n return\n}",
      "4:6: 'v0' is defined twice"
    ),
    ("function f() {\nb0:\n  jump b7\n}", "4:1: block 'b7' is not defined"),
    ("function f() {\nb0:\n  v99999999 = long 1\n}", "3:3: number 'v99999999' is out of range"),
    ("function f() {\nb0:\n  print \"%y\"\n}", "3:9: expected a format, found '\"%y\"'"),
    ("function f() {\nb0:\n  return\n} x", "4:3: expected the end, found 'x'"),
    ("function f() {\n}", "2:1: block 'b0' is not defined"),
  ])
  func `what cannot be read is told with its place`(text: String, message: String) {
    let error = #expect(throws: TextError.self) { try Function(parsing: text) }
    #expect(error?.description == message)
  }

  @Test func `damaged texts are errors, never more`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomNumbers(seed: seed)
    let text = Array(CodingTests.text.utf8)
    for _ in 0..<500 {
      var damaged = text
      for _ in 0..<3 {
        damaged[Int(random.next() % UInt64(text.count))] = UInt8.random(
          in: 32..<127, using: &random)
      }
      _ = try? Program(parsing: String(decoding: damaged, as: UTF8.self))
    }
  }
}

/// Functions of all operations; they make no sense, but can be written.
struct RandomFunctions {
  /// Where the numbers come from.
  private var random: RandomNumbers

  /// Creates the functions of `seed`.
  init(seed: UInt64) { random = RandomNumbers(seed: seed) }

  /// Returns the next function.
  mutating func function() -> Function {
    var function = Function(
      name: "f\(number(100))", parameters: (0..<number(3)).map { _ in local() },
      result: maybe() ? type() : nil)
    for _ in 0..<number(3) { function.locals.append(local()) }
    function.blocks = []
    let blockCount = 1 + number(4)
    for _ in 0..<blockCount {
      var block = Block(catchBlock: maybe() ? BlockID(number(blockCount)) : nil)
      for _ in 0..<number(6) {
        block.instructions.append(ValueID(function.instructions.count))
        function.instructions.append(
          Instruction(
            operation(), type: [nil, .long, .string].randomElement(using: &random) ?? nil,
            location: LocationID(number(3))))
      }
      block.terminator = terminator(blockCount)
      function.blocks.append(block)
    }
    // Operands name any instruction that is there.
    let count = max(1, function.instructions.count)
    for index in function.instructions.indices {
      function.instructions[index].operation = function.instructions[index].operation
        .mappingOperands { ValueID($0.index % count) }
    }
    if function.instructions.isEmpty {
      for index in function.blocks.indices {
        function.blocks[index].terminator = .return(nil)
      }
    }
    return function
  }

  /// Returns a number below `bound`.
  private mutating func number(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

  /// Returns a truth value.
  private mutating func maybe() -> Bool { number(2) == 0 }

  /// Returns a type.
  private mutating func type() -> ValueType { maybe() ? .long : .string }

  /// Returns a local.
  private mutating func local() -> Local { Local(name: "x\(number(10))", type: type()) }

  /// Returns the number of a value; the first instruction is always there.
  private mutating func value() -> ValueID { ValueID(0) }

  /// Returns bytes.
  private mutating func bytes() -> [UInt8] {
    (0..<number(8)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  /// Returns a long.
  private mutating func long() -> Int64 {
    let bits = Int64(bitPattern: random.next())
    return maybe() ? bits : bits >> Int64(number(63))
  }

  /// Returns keys, at least `least`.
  private mutating func keys(_ least: Int = 0) -> [ValueID] {
    (0..<least + number(3)).map { _ in value() }
  }

  /// Returns a terminator.
  private mutating func terminator(_ blockCount: Int) -> Terminator {
    switch number(4) {
    case 0: .jump(BlockID(number(blockCount)))
    case 1:
      .branch(
        value(), then: BlockID(number(blockCount)), otherwise: BlockID(number(blockCount)))
    case 2:
      .choose(
        value(),
        cases: (0..<number(3)).map { _ in ChoiceCase(long(), BlockID(number(blockCount))) },
        otherwise: BlockID(number(blockCount)))
    default: .return(maybe() ? value() : nil)
    }
  }

  /// Returns a histogram.
  private mutating func histogram() -> Histogram {
    maybe() ? .logarithmic : .linear(low: long(), high: long(), step: long())
  }

  /// Returns a statistic.
  private mutating func statistic() -> Statistic {
    let all: [Statistic] = [
      .count, .sum, .minimum, .maximum, .average(shift: number(9)), .variance(shift: number(9)),
    ]
    return all[number(all.count)]
  }

  /// Returns a field.
  private mutating func field() -> EventField {
    let kinds: [EventField.Kind] = [
      .integer(isSigned: maybe()), .characters, .dynamicString, .relativeString, .stringPointer,
      .array(elementSize: 2, isSigned: maybe()), .dynamicArray(elementSize: 4, isSigned: maybe()),
      .relativeArray(elementSize: 8, isSigned: maybe()),
    ]
    return EventField(
      name: "field \(number(9))", offset: number(99), size: number(9),
      kind: kinds[number(kinds.count)])
  }

  /// Returns a member.
  private mutating func member() -> MemberAccess {
    MemberAccess(
      structure: "struct s", path: (0..<number(3)).map { "m\($0)" }, accessor: "0:\(number(9))",
      offset: number(99), size: 4, isSigned: maybe(),
      bits: maybe() ? .init(offset: number(9), width: number(9)) : nil, isTypedPointer: maybe())
  }

  /// Returns a format.
  private mutating func format() -> Format {
    var pieces: [Format.Piece] = []
    for _ in 0..<number(4) {
      pieces.append(.text([UInt8(ascii: "%")] + bytes()))
      let extents: [Directive.Extent] = [.none, .fixed(1 + number(30)), .argument]
      pieces.append(
        .directive(
          Directive(
            Directive.Conversion.allCases[number(Directive.Conversion.allCases.count)],
            flag: maybe() ? Directive.Flag.allCases[number(Directive.Flag.allCases.count)] : nil,
            width: extents[number(3)], precision: extents[number(3)])))
    }
    return Format(pieces)
  }

  /// Returns the start of a walk.
  private mutating func iteration() -> Operation {
    let limit = maybe() ? value() : nil
    let isFixed = (0..<number(4)).map { _ in maybe() }
    let orders: [Iteration.SortKey] = [.value, .key(number(4)), .statistic(statistic())]
    let order = Iteration.Order(by: orders[number(3)], isDescending: maybe())
    return .beginIteration(
      Iteration(
        global: GlobalID(number(5)), fixedKeys: isFixed, order: maybe() ? order : nil,
        isLimited: limit != nil),
      fixed: isFixed.filter { $0 }.map { _ in value() }, limit: limit)
  }

  /// Returns an operation.
  private mutating func operation() -> Operation {
    let global = GlobalID(number(5))
    switch number(42) {
    case 0: return .long(long())
    case 1: return .string(bytes())
    case 2: return .unary(UnaryOperator.allCases[number(3)], value())
    case 3: return .binary(BinaryOperator.allCases[number(11)], value(), value())
    case 4: return .compare(Comparison.allCases[number(6)], value(), value())
    case 5: return .compareStrings(Comparison.allCases[number(6)], value(), value())
    case 6: return .concatenate(value(), value())
    case 7: return .matches(value(), pattern: bytes())
    case 8: return .readLocal(LocalID(number(4)))
    case 9: return .writeLocal(LocalID(number(4)), value())
    case 10: return .readGlobal(global, keys: keys())
    case 11: return .writeGlobal(global, keys: keys(), value())
    case 12: return .addToGlobal(global, keys: keys(), value())
    case 13: return .contains(global, keys: keys(1).map { maybe() ? $0 : nil })
    case 14: return .delete(global, keys: keys().map { maybe() ? $0 : nil })
    case 15: return .accumulate(global, keys: keys(), value())
    case 16: return .extract(statistic(), global, keys: keys())
    case 17: return .bucket(histogram(), global, keys: keys(), index: value())
    case 18: return iteration()
    case 19: return .beginBuckets(histogram(), global, keys: keys(), limit: maybe() ? value() : nil)
    case 20: return .advance(value())
    case 21: return .iterationKey(value(), number(9))
    case 22: return .iterationValue(value())
    case 23: return .endIteration(value())
    case 24:
      return .argument(
        ArgumentAccess(index: number(9), size: 4, isSigned: maybe(), isTypedPointer: maybe()))
    case 25: return .eventField(field())
    case 26: return .eventElement(field(), index: value())
    case 27: return .loadMember(value(), member())
    case 28: return .memberAddress(value(), member())
    case 29:
      return .load(
        maybe() ? .kernel : .user, address: value(), size: 1 << number(4), isSigned: maybe())
    case 30:
      return .intrinsic(Intrinsic.allCases[number(Intrinsic.allCases.count)], keys())
    case 31: return .call(FunctionID(number(4)), keys())
    case 32: return .format(format(), keys())
    case 33: return .print(format(), keys())
    case 34: return .printHistogram(histogram(), global, keys: keys())
    case 35: return .caughtMessage
    case 36: return .commit
    case 37: return .capture(SlotID(number(4)), value())
    case 38: return .captureNext(value())
    case 39: return .captured(SlotID(number(4)))
    case 40: return .name(value(), NameTable(maybe() ? .values : .flags, text: bytes()))
    default: return .capturedNext
    }
  }
}
