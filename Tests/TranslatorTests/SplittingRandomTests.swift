import Diagnostics
import Foundation
import Testing

@testable import IR
@testable import Translator

/// Splits random handlers, and runs each of them whole and in halves over the same events.
@Suite struct SplittingRandomTests {
  /// The seeds: 200, or as many as `MARKTAP_SCRIPTS` says, from `MARKTAP_SEED` on, one at which only the user half
  /// met a failure in a round of a loop, of which the kernel half captured the rest, one at which the address of a read
  /// that was moved to the commit point comes of a division by 0, and one at which an array of the kernel is full when the
  /// record is due.
  private static var seeds: [UInt64] {
    let environment = ProcessInfo.processInfo.environment
    let first = environment["MARKTAP_SEED"].flatMap(UInt64.init) ?? 1
    let count = environment["MARKTAP_SCRIPTS"].flatMap(UInt64.init) ?? 200
    return Array(first...first + max(1, count) - 1) + [2_338, 112_062, 140_063]
  }

  /// What stands behind the output of handlers that do not fail.
  private static let completed = "completed"

  @Test(arguments: KernelShare.allCases)
  func `halves do what the handler does`(share: KernelShare) throws {
    for seed in Self.seeds {
      var handlers = RandomHandlers(seed: seed)
      let program = handlers.next()
      #expect(verify(program).map(\.description) == [], "seed \(seed)")
      var log = DiagnosticLog()
      let halves = split(
        program, policy: SplitPolicy(share), sources: SourceMap(), log: &log)
      guard !log.hasErrors else { continue }
      #expect(
        verify(halves).map(\.description) == [],
        "seed \(seed)\n\(halves.text(.withoutLocations))")
      // Splitting moves reads to where they are needed, and with them failures: the handler as it is then is
      // what the halves have to do.
      let whole = Interpreter(halves, environment: RecordedEvent())
      // The halves run as splitting made them, and as the tool runs them.
      var tested = halves
      if seed % 2 == 1 { optimizeHalves(of: &tested) }
      let split = Interpreter(tested, environment: RecordedEvent())
      var hasFailed = false
      for event in 0..<6 where !hasFailed {
        let arguments = handlers.arguments()
        (whole.environment as? RecordedEvent)?.arguments = arguments
        (split.environment as? RecordedEvent)?.arguments = arguments
        let expected = text(of: whole.runHandler(ofProbe: 0), of: whole)
        let found = runHalves(of: split, tested)
        // Of several reads that fail, the halves may come to another one first.
        hasFailed = !expected.hasSuffix(Self.completed) && !found.hasSuffix(Self.completed)
        guard hasFailed || found == expected else {
          Issue.record(
            """
            seed \(seed), event \(event), \(arguments): '\(found)' is not '\(expected)'
            \(halves.text(.withoutLocations))
            """)
          return
        }
      }
      if hasFailed { continue }
      for index in program.globals.indices {
        let expected = whole.globals.elements(of: GlobalID(index)).map { "\($0)" }
        let found = split.globals.elements(of: GlobalID(index)).map { "\($0)" }
        #expect(
          found == expected,
          "seed \(seed), global \(index)\n\(halves.text(.withoutLocations))")
      }
    }
  }

  @Test(arguments: KernelShare.allCases)
  func `the back end takes all halves`(share: KernelShare) {
    for seed in Self.seeds {
      var handlers = RandomHandlers(seed: seed)
      var log = DiagnosticLog()
      var halves = split(
        handlers.next(), policy: SplitPolicy(share), sources: SourceMap(), log: &log)
      guard !log.hasErrors else { continue }
      optimizeHalves(of: &halves)
      #expect(verify(halves).map(\.description) == [], "seed \(seed)")
      log = DiagnosticLog()
      let object = makeObject(
        from: halves, options: BPFBackendOptions(), sources: SourceMap(), log: &log)
      #expect(log.diagnostics.map(\.message) == [], "seed \(seed)")
      #expect(object.programs.isEmpty == (halves.probes[0].kernelHalf == nil), "seed \(seed)")
    }
  }

  /// Runs the halves for one event, and returns what they print and how that ends.
  private func runHalves(of interpreter: Interpreter, _ program: Program) -> String {
    // Without a kernel half the handler has no effect.
    guard program.probes[0].kernelHalf != nil else { return Self.completed }
    guard let record = interpreter.runKernelHalf(ofProbe: 0) else { return Self.completed }
    return record.withUnsafeBytes { bytes in
      if bytes.loadUnaligned(as: UInt32.self) & 0x8000_0000 != 0 {
        let kind = Failure.Kind(
          rawValue: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        let operand = bytes.loadUnaligned(fromByteOffset: 16, as: Int64.self)
        return text(of: .failed(Failure(kind ?? .raised, operand: operand)), of: interpreter)
      }
      return text(of: interpreter.runUserHalf(ofProbe: 0, on: bytes), of: interpreter)
    }
  }

  /// Returns what `interpreter` has printed, and how `outcome` ended it.
  private func text(of outcome: Interpreter.Outcome, of interpreter: Interpreter) -> String {
    var text = String(decoding: interpreter.output, as: UTF8.self)
    interpreter.clearOutput()
    switch outcome {
    case .completed: text += Self.completed
    case .failed(let failure):
      let messages = RuntimeMessages(interpreter.program)
      text += String(decoding: messages.message(of: failure), as: UTF8.self)
    case .aborted: text += "aborted"
    case .malformed: text += "malformed"
    }
    return text
  }
}

/// One event: arguments, and 32 readable bytes from address 64 on.
private final class RecordedEvent: ExecutionEnvironment {
  /// The arguments of the tracepoint.
  var arguments: [Int64] = [0, 0, 0]
  /// The bytes.
  private let memory = Array("abcdefghijklmnopqrstuvwxyz\0\u{1}\u{2}\u{3}\u{4}\0".utf8)

  override func long(_ intrinsic: Intrinsic, _ argument: Int64) -> Int64 { 4711 }

  override func argument(_ access: ArgumentAccess) -> Int64 { arguments[access.index] }

  override func read(
    _ space: MemorySpace, _ address: Int64, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard address >= 64, address + Int64(target.count) <= 64 + Int64(memory.count) else {
      return false
    }
    for index in target.indices { target[index] = memory[Int(address) - 64 + index] }
    return true
  }
}

/// Handlers of a tracepoint with three arguments that do this and that.
private struct RandomHandlers {
  /// The present state of the random numbers.
  private var state: UInt64
  /// The handler so far.
  private var builder = FunctionBuilder(name: "h")
  /// The locals that hold longs.
  private var longs: [LocalID] = []
  /// The locals that hold strings.
  private var strings: [LocalID] = []
  /// `true` iff what is appended may fail: its value is printed, so nobody may take it for dead code.
  private var mayFail = false

  /// Creates the handlers of `seed`.
  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

  /// Returns a number below `bound`.
  private mutating func number(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  /// Returns the arguments of an event: addresses that can be read, others, and small numbers.
  mutating func arguments() -> [Int64] {
    (0..<3).map { _ in Int64([number(5), 64 + number(30), 500][number(3)]) }
  }

  /// Returns a program with one handler.
  mutating func next() -> Program {
    builder = FunctionBuilder(name: "h")
    longs = (0..<3).map { builder.addLocal("n\($0)", .long) }
    strings = (0..<2).map { builder.addLocal("s\($0)", .string) }
    statements(depth: 3)
    builder.terminate(.return(nil))
    var program = Program()
    program.globals = [
      Global(name: "n", element: .value(.long)), Global(name: "t", element: .value(.string)),
      Global(name: "a", keys: [.long], element: .value(.long), capacity: 4),
      Global(name: "s", element: .statistics(StatisticsShape())),
      Global(name: "c", keys: [.long], element: .value(.long)),
    ]
    let site = TracepointSite(
      system: "s", name: "t", module: nil, typeID: nil, argumentCount: 3)
    program.probes = [
      Probe(point: "p", site: .tracepoint(site), location: .none, handler: builder.function)
    ]
    return program
  }

  /// Appends some statements.
  private mutating func statements(depth: Int) {
    for _ in 0..<1 + number(4) { statement(depth: depth) }
  }

  /// Appends a statement.
  private mutating func statement(depth: Int) {
    switch number(depth > 0 ? 13 : 8) {
    case 0, 1:
      let format = Format([
        .directive(Directive(.decimal)), .text([58]), .directive(Directive(.string)), .text([32]),
      ])
      mayFail = true
      let values = [long(depth: 2), string(depth: 2)]
      mayFail = false
      builder.append(.print(format, values), type: nil)
    case 2, 3: builder.append(.writeLocal(longs[number(3)], long(depth: 2)), type: nil)
    case 4: builder.append(.writeLocal(strings[number(2)], string(depth: 2)), type: nil)
    case 5: globalStatement()
    case 6: builder.append(.accumulate(GlobalID(3), keys: [], long(depth: 1)), type: nil)
    case 7:
      let key = long(depth: 0)
      builder.append(.addToGlobal(GlobalID(4), keys: [key], constant(1)), type: .long)
    case 8, 9: branch(depth: depth)
    case 10: loop(depth: depth)
    case 11: attempt(depth: depth)
    default:
      let (leave, stay) = (builder.addBlock(), builder.addBlock())
      builder.terminate(.branch(long(depth: 1), then: leave, otherwise: stay))
      builder.move(to: leave)
      builder.terminate(.return(nil))
      builder.move(to: stay)
    }
  }

  /// Appends a change of a global.
  private mutating func globalStatement() {
    switch number(4) {
    case 0: builder.append(.writeGlobal(GlobalID(0), keys: [], long(depth: 1)), type: nil)
    case 1: builder.append(.writeGlobal(GlobalID(1), keys: [], string(depth: 1)), type: nil)
    case 2:
      let key = long(depth: 0)
      builder.append(.writeGlobal(GlobalID(2), keys: [key], long(depth: 1)), type: nil)
    default: builder.append(.delete(GlobalID(2), keys: [long(depth: 0)]), type: nil)
    }
  }

  /// Appends an `if`.
  private mutating func branch(depth: Int) {
    let (then, otherwise, end) = (builder.addBlock(), builder.addBlock(), builder.addBlock())
    builder.terminate(.branch(long(depth: 2), then: then, otherwise: otherwise))
    builder.move(to: then)
    statements(depth: depth - 1)
    builder.terminate(.jump(end))
    builder.move(to: otherwise)
    if number(2) == 0 { statements(depth: depth - 1) }
    builder.terminate(.jump(end))
    builder.move(to: end)
  }

  /// Appends a loop of a few rounds.
  private mutating func loop(depth: Int) {
    let counter = builder.addLocal("i", .long)
    let (head, body, end) = (builder.addBlock(), builder.addBlock(), builder.addBlock())
    builder.append(.writeLocal(counter, constant(0)), type: nil)
    builder.terminate(.jump(head))
    builder.move(to: head)
    let count = builder.append(.readLocal(counter), type: .long)
    let more = builder.append(.compare(.less, count, constant(Int64(number(4)))), type: .long)
    builder.terminate(.branch(more, then: body, otherwise: end))
    builder.move(to: body)
    statements(depth: depth - 1)
    let old = builder.append(.readLocal(counter), type: .long)
    let new = builder.append(.binary(.add, old, constant(1)), type: .long)
    builder.append(.writeLocal(counter, new), type: nil)
    builder.terminate(.jump(head))
    builder.move(to: end)
  }

  /// Appends a `try`.
  private mutating func attempt(depth: Int) {
    let outer = builder.catchBlock
    let handler = builder.addBlock()
    builder.setCatchBlock(handler)
    statements(depth: depth - 1)
    builder.setCatchBlock(outer)
    let end = builder.current
    builder.move(to: handler)
    let message = builder.append(.caughtMessage, type: .string)
    builder.append(
      .print(Format([.directive(Directive(.string)), .text([33])]), [message]), type: nil)
    builder.terminate(.jump(end))
    builder.move(to: end)
  }

  // MARK: Values

  /// Appends a constant.
  private mutating func constant(_ value: Int64) -> ValueID {
    builder.append(.long(value), type: .long)
  }

  /// Appends an expression that yields a long.
  private mutating func long(depth: Int) -> ValueID {
    switch number(depth > 0 ? 14 : 5) {
    case 0: return constant(Int64(number(5)))
    case 1, 2: return builder.append(.readLocal(longs[number(3)]), type: .long)
    case 3:
      let access = ArgumentAccess(
        index: number(3), size: 8, isSigned: true, isTypedPointer: false)
      return builder.append(.argument(access), type: .long)
    case 4: return builder.append(.intrinsic(.pid, []), type: .long)
    case 5, 6:
      let operators: [BinaryOperator] = [.add, .subtract, .multiply, .divide, .modulo, .and]
      let a = long(depth: depth - 1)
      let b = long(depth: depth - 1)
      let op = operators[number(6)]
      return builder.append(.binary(op.canFail && !mayFail ? .xor : op, a, b), type: .long)
    case 7, 8:
      let a = long(depth: depth - 1)
      let b = long(depth: depth - 1)
      return builder.append(
        .compare(Comparison.allCases[number(6)], a, b), type: .long)
    case 9 where mayFail:
      return builder.append(
        .load(.kernel, address: long(depth: depth - 1), size: 4, isSigned: false), type: .long)
    case 10: return builder.append(.intrinsic(.strlen, [string(depth: depth - 1)]), type: .long)
    case 11: return builder.append(.readGlobal(GlobalID(0), keys: []), type: .long)
    case 12:
      return builder.append(
        .readGlobal(GlobalID(2), keys: [long(depth: depth - 1)]), type: .long)
    default:
      let a = string(depth: depth - 1)
      let b = string(depth: depth - 1)
      return builder.append(.compareStrings(.equal, a, b), type: .long)
    }
  }

  /// Appends an expression that yields a string.
  private mutating func string(depth: Int) -> ValueID {
    switch number(depth > 0 ? 9 : 3) {
    case 0: return builder.append(.string(Array("xyz".utf8.prefix(number(4)))), type: .string)
    case 1, 2: return builder.append(.readLocal(strings[number(2)]), type: .string)
    case 3 where mayFail:
      return builder.append(.intrinsic(.user_string, [long(depth: depth - 1)]), type: .string)
    case 4:
      return builder.append(
        .intrinsic(.user_string_quoted, [long(depth: depth - 1)]), type: .string)
    case 5:
      return builder.append(
        .intrinsic(.user_string_nofault, [long(depth: depth - 1)]), type: .string)
    case 6:
      let a = string(depth: depth - 1)
      return builder.append(.concatenate(a, string(depth: depth - 1)), type: .string)
    case 7:
      let format = Format([.text([60]), .directive(Directive(.decimal)), .text([62])])
      return builder.append(.format(format, [long(depth: depth - 1)]), type: .string)
    default: return builder.append(.readGlobal(GlobalID(1), keys: []), type: .string)
    }
  }
}
