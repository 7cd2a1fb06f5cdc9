import Diagnostics
import IR

@testable import Translator

/// Makes random typed scripts, the same ones for the same seed.
///
/// Scripts end: loops count to small numbers, and functions call only those behind them.
struct RandomScripts {
  /// A short name of the tree spellings.
  private typealias Tree = TypedTrees

  /// Whether something can fail in the scripts.
  enum Failures {
    /// Numbers are divided, and the array is soon full.
    case possible
    /// Nothing can fail.
    case impossible
  }

  /// Whether something can fail.
  private let failures: Failures
  /// The source of randomness: SplitMix64.
  private var state: UInt64
  /// The number of functions that may be called from here: those before this number may not.
  private var firstCallable = 0
  /// `true` iff statements stand in a loop.
  private var isInLoop = false
  /// The number of loops around the present statement: each counts with a local of its own.
  private var loopDepth = 0

  /// The functions of each script.
  private static let functionCount = 3
  /// The longs among the locals that expressions use: a, b, c; d, e and f count loops.
  private static let longs = 0..<3
  /// The first local that counts loops.
  private static let firstCounter = 3
  /// The strings among the locals.
  private static let strings = 6..<8
  /// The types of the locals of functions and handlers.
  private static let localTypes: [ValueType] =
    Array(repeating: .long, count: 6) + [.string, .string]

  /// Creates scripts from `seed`.
  init(seed: UInt64, failures: Failures) {
    state = seed
    self.failures = failures
  }

  /// The operators on two longs that scripts use.
  private var operators: [BinaryOperator] {
    BinaryOperator.allCases.filter { failures == .possible || !$0.canFail }
  }

  /// Returns the next script.
  mutating func next() -> TypedProgram {
    var program = TypedProgram(globals: Self.globals)
    if failures == .impossible { program.globals[1].capacity = 2048 }
    for number in 0..<Self.functionCount {
      firstCallable = number + 1
      let result: ValueType = number == 1 ? .string : .long
      program.functions.append(
        TypedFunction(
          name: "f\(number)", parameterCount: 1, locals: Tree.locals(Self.localTypes),
          result: result,
          body: statements(count: 4, depth: 2) + [Tree.make(.return(expression(result, depth: 2)))],
          range: Tree.place))
    }
    firstCallable = 0
    program.probes = [
      TypedProbe(
        point: "begin", site: .begin(priority: 0), locals: Tree.locals(Self.localTypes),
        body: statements(count: 8, depth: 3) + Self.epilogue, range: Tree.place)
    ]
    return program
  }

  /// The globals of each script: a number, an array of numbers that is soon full, a string.
  private static let globals = [
    Global(name: "number", element: .value(.long), initializer: .long(3)),
    Global(name: "array", keys: [.long], element: .value(.long), capacity: 6),
    Global(name: "text", element: .value(.string)),
  ]

  /// Statements that print what is left in all variables.
  private static var epilogue: [TypedStatement] {
    longs.map { Tree.print(Tree.local($0)) } + strings.map { Tree.print(Tree.local($0, .string)) }
      + [
        Tree.print(Tree.global(0)), Tree.print(Tree.global(2, [], .string)),
        Tree.make(
          .forEach(
            TypedForEach(
              source: .array(
                Iteration(
                  global: GlobalID(1), order: .init(by: .key(0), isDescending: false),
                  isLimited: false), fixed: []),
              keys: [LocalID(0)], value: LocalID(1), limit: nil,
              body: Tree.block([Tree.print(Tree.local(0)), Tree.print(Tree.local(1))])))),
      ]
  }

  // MARK: Chance

  /// Returns a number below `bound`.
  private mutating func below(_ bound: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((word ^ (word >> 31)) % UInt64(bound))
  }

  /// Returns one of `elements`.
  private mutating func one<Element>(of elements: [Element]) -> Element {
    elements[below(elements.count)]
  }

  // MARK: Statements

  /// Returns up to `count` statements, nested `depth` times at most.
  private mutating func statements(count: Int, depth: Int) -> [TypedStatement] {
    (0...below(count)).map { _ in statement(depth: depth) }
  }

  /// Returns a statement, nested `depth` times at most.
  private mutating func statement(depth: Int) -> TypedStatement {
    guard depth > 0 else { return simpleStatement() }
    switch below(9) {
    case 0, 1:
      let condition = expression(.long, depth: 2)
      let then = Tree.block(statements(count: 3, depth: depth - 1))
      let otherwise = below(2) == 0 ? nil : Tree.block(statements(count: 3, depth: depth - 1))
      return Tree.make(.if(condition, then: then, otherwise: otherwise))
    case 2: return loop(depth: depth)
    case 3: return walk(depth: depth)
    case 4:
      let body = Tree.block(statements(count: 3, depth: depth - 1))
      let handler = Tree.block(statements(count: 2, depth: depth - 1))
      return Tree.make(
        .try(body, message: below(2) == 0 ? nil : LocalID(7), catch: handler))
    case 5: return chain()
    default: return simpleStatement()
    }
  }

  /// Returns a statement without statements within.
  private mutating func simpleStatement() -> TypedStatement {
    switch below(isInLoop ? 12 : 10) {
    case 0, 1, 2: return Tree.set(one(of: Array(Self.longs)), expression(.long, depth: 3))
    case 3: return Tree.set(one(of: Array(Self.strings)), expression(.string, depth: 2))
    case 4: return Tree.print(expression(.long, depth: 3))
    case 5: return Tree.print(expression(.string, depth: 2))
    case 6: return Tree.statement(update(depth: 2))
    case 7: return Tree.make(.delete(GlobalID(1), [expression(.long, depth: 1)]))
    case 8: return Tree.make(.reset(LocalID(below(2))))
    case 9: return Tree.statement(expression(.long, depth: 2))
    case 10: return Tree.make(.break)
    default: return Tree.make(.continue)
    }
  }

  /// Returns a loop that counts to a small number.
  private mutating func loop(depth: Int) -> TypedStatement {
    let counter = Self.firstCounter + loopDepth
    let bound = Int64(below(4))
    let body = loopBody(depth: depth)
    return Tree.block([
      Tree.set(counter, Tree.long(0)),
      Tree.make(
        .loop(
          condition: Tree.compare(.less, Tree.local(counter), Tree.long(bound)),
          update: Tree.make(.increment(.local(LocalID(counter)), delta: 1, yields: .old), .long),
          body: body)),
    ])
  }

  /// Returns a walk over the array in order of its keys.
  private mutating func walk(depth: Int) -> TypedStatement {
    let body = loopBody(depth: depth)
    return Tree.make(
      .forEach(
        TypedForEach(
          source: .array(
            Iteration(
              global: GlobalID(1), order: .init(by: .key(0), isDescending: below(2) == 0),
              isLimited: false), fixed: []),
          keys: [LocalID(below(3))], value: LocalID(below(3)), limit: nil, body: body)))
  }

  /// Returns statements that may leave the loop around them.
  private mutating func loopBody(depth: Int) -> TypedStatement {
    let wasInLoop = isInLoop
    isInLoop = true
    loopDepth += 1
    defer {
      isInLoop = wasInLoop
      loopDepth -= 1
    }
    return Tree.block(statements(count: 3, depth: depth - 1))
  }

  /// Returns a chain of tests of one variable.
  private mutating func chain() -> TypedStatement {
    let subject = Tree.local(below(3))
    var chain = simpleStatement()
    for number in 0..<Int64(2 + below(4)) {
      let comparison: Comparison = below(5) == 0 ? .notEqual : .equal
      chain = Tree.make(
        .if(
          Tree.compare(comparison, subject, Tree.long(number)), then: simpleStatement(),
          otherwise: chain))
    }
    return chain
  }

  // MARK: Expressions

  /// Returns an expression of `type`, nested `depth` times at most.
  private mutating func expression(_ type: ValueType, depth: Int) -> TypedExpression {
    switch type {
    case .long: depth > 0 ? long(depth: depth - 1) : simpleLong()
    case .string: depth > 0 ? string(depth: depth - 1) : simpleString()
    }
  }

  /// Returns a long without operands.
  private mutating func simpleLong() -> TypedExpression {
    switch below(4) {
    case 0: Tree.long(one(of: [0, 1, -1, 2, 63, 64, .min, .max]))
    case 1: Tree.global(0)
    default: Tree.local(one(of: Array(Self.longs)))
    }
  }

  /// Returns a string without operands.
  private mutating func simpleString() -> TypedExpression {
    below(2) == 0
      ? Tree.string(one(of: ["", "a", "ab", "b"]))
      : Tree.local(one(of: Array(Self.strings)), .string)
  }

  /// Returns a long with operands nested `depth` times at most.
  private mutating func long(depth: Int) -> TypedExpression {
    switch below(12) {
    case 0, 1, 2:
      return Tree.binary(
        one(of: operators), expression(.long, depth: depth),
        expression(.long, depth: depth))
    case 3:
      return Tree.make(
        .unary(one(of: Array(UnaryOperator.allCases)), expression(.long, depth: depth)), .long)
    case 4:
      let type: ValueType = below(3) == 0 ? .string : .long
      return Tree.compare(
        one(of: Array(Comparison.allCases)), expression(type, depth: depth),
        expression(type, depth: depth))
    case 5:
      let (a, b) = (expression(.long, depth: depth), expression(.long, depth: depth))
      return Tree.make(below(2) == 0 ? .and(a, b) : .or(a, b), .long)
    case 6: return choice(.long, depth: depth)
    case 7: return update(depth: depth)
    case 8: return Tree.global(1, [expression(.long, depth: depth)])
    case 9: return Tree.make(.contains(GlobalID(1), [expression(.long, depth: depth)]), .long)
    case 10:
      return Tree.make(.intrinsic(.strlen, [expression(.string, depth: depth)]), .long)
    default: return call(of: [0, 2], .long, depth: depth) ?? simpleLong()
    }
  }

  /// Returns a string with operands nested `depth` times at most.
  private mutating func string(depth: Int) -> TypedExpression {
    switch below(4) {
    case 0:
      return Tree.make(
        .concatenate(expression(.string, depth: depth), expression(.string, depth: depth)),
        .string)
    case 1:
      let format = Format([
        .directive(Directive(.decimal)), .text([UInt8(ascii: "-")]), .directive(Directive(.string)),
      ])
      return Tree.make(
        .format(format, [expression(.long, depth: depth), expression(.string, depth: depth)]),
        .string)
    case 2: return choice(.string, depth: depth)
    default: return call(of: [1], .string, depth: depth) ?? simpleString()
    }
  }

  /// Returns `condition ? a : b`.
  private mutating func choice(_ type: ValueType, depth: Int) -> TypedExpression {
    Tree.make(
      .choose(
        expression(.long, depth: depth), expression(type, depth: depth),
        expression(type, depth: depth)), type)
  }

  /// Returns a call of one of `numbers` that may be called here; `nil` if none may.
  private mutating func call(
    of numbers: [Int], _ type: ValueType, depth: Int
  ) -> TypedExpression? {
    guard !isInLoop, let number = numbers.first(where: { $0 >= firstCallable }) else { return nil }
    return Tree.make(.call(FunctionID(number), [expression(.long, depth: depth)]), type)
  }

  /// Returns an expression that changes a variable.
  private mutating func update(depth: Int) -> TypedExpression {
    let place: TypedPlace
    switch below(3) {
    case 0: place = .local(LocalID(below(3)))
    case 1: place = .global(GlobalID(0), [])
    default: place = .global(GlobalID(1), [expression(.long, depth: depth)])
    }
    switch below(4) {
    case 0: return Tree.make(.assign(place, expression(.long, depth: depth)), .long)
    case 1:
      return Tree.make(
        .increment(place, delta: below(2) == 0 ? 1 : -1, yields: below(2) == 0 ? .old : .new),
        .long)
    case 2:
      let text = TypedPlace.global(GlobalID(2), [])
      let suffix = expression(.string, depth: depth)
      return Tree.make(
        .sequence(
          [Tree.statement(Tree.make(.append(text, suffix), .string))],
          expression(.long, depth: depth)), .long)
    default:
      return Tree.make(
        .update(place, one(of: operators), expression(.long, depth: depth)),
        .long)
    }
  }
}
