import Diagnostics
import Foundation
import IR
import Testing

@testable import Translator

/// Lowers typed trees and compares the text of the programs with golden files.
@Suite struct LoweringTests {
  /// A short name of the tree spellings.
  private typealias Tree = TypedTrees

  /// Lowers `program`, checks that it is sound, and compares it with the golden file `name`.
  private func expectLowering(
    of program: TypedProgram, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let lowered = lower(program, sources: Tree.sources)
    #expect(verify(lowered).map(\.description) == [], sourceLocation: sourceLocation)
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Goldens/Lowering/\(name).expected")
    let text = lowered.text(.withoutLocations)
    if ProcessInfo.processInfo.environment["MARKTAP_REWRITE_GOLDENS"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, sourceLocation: sourceLocation)
  }

  @Test func `operands are computed from left to right`() throws {
    let global = Global(name: "g", keys: [.long], element: .value(.long))
    let increment = Tree.make(.increment(.local(LocalID(0)), delta: 1, yields: .old), .long)
    let body = [
      Tree.statement(
        Tree.make(
          .assign(
            .global(GlobalID(0), [increment]),
            Tree.binary(.subtract, increment, Tree.local(0))), .long))
    ]
    try expectLowering(
      of: Tree.program(body, locals: [.long], globals: [global]), "left-to-right")
  }

  @Test func `sums of globals are atomic and other updates read first`() throws {
    let global = Global(name: "g", element: .value(.long))
    let place = TypedPlace.global(GlobalID(0), [])
    let body = [
      Tree.statement(Tree.make(.update(place, .add, Tree.long(2)), .long)),
      Tree.statement(Tree.make(.update(place, .subtract, Tree.long(3)), .long)),
      Tree.statement(Tree.make(.update(place, .multiply, Tree.long(4)), .long)),
      Tree.print(Tree.make(.increment(place, delta: -1, yields: .old), .long)),
      Tree.print(Tree.make(.increment(place, delta: 1, yields: .new), .long)),
    ]
    try expectLowering(of: Tree.program(body, globals: [global]), "global-updates")
  }

  @Test func `conditions skip what they do not need`() throws {
    let both = Tree.make(.and(Tree.local(0), Tree.local(1)), .long)
    let either = Tree.make(.or(both, Tree.make(.unary(.not, Tree.local(2)), .long)), .long)
    let body = [
      Tree.make(.if(either, then: Tree.print(Tree.long(1)), otherwise: nil)),
      Tree.print(both),
      Tree.print(
        Tree.make(.choose(Tree.local(0), Tree.string("yes"), Tree.string("no")), .string)),
    ]
    try expectLowering(of: Tree.program(body, locals: [.long, .long, .long]), "conditions")
  }

  @Test func `loops can be left and gone on with`() throws {
    let isThree = Tree.compare(.equal, Tree.local(0), Tree.long(3))
    let isFive = Tree.compare(.equal, Tree.local(0), Tree.long(5))
    let body = [
      Tree.make(
        .loop(
          condition: Tree.compare(.less, Tree.local(0), Tree.long(9)),
          update: Tree.make(.increment(.local(LocalID(0)), delta: 1, yields: .old), .long),
          body: Tree.block([
            Tree.make(.if(isThree, then: Tree.make(.continue), otherwise: nil)),
            Tree.make(.if(isFive, then: Tree.make(.break), otherwise: nil)),
            Tree.print(Tree.local(0)),
          ])))
    ]
    try expectLowering(of: Tree.program(body, locals: [.long]), "loop")
  }

  @Test func `every way out of a foreach ends the walk`() throws {
    let array = Global(name: "a", keys: [.long, .string], element: .value(.long))
    func walk(_ body: TypedStatement) -> TypedStatement {
      Tree.make(
        .forEach(
          TypedForEach(
            source: .array(
              Iteration(
                global: GlobalID(0), order: .init(by: .value, isDescending: true),
                isLimited: true), fixed: []),
            keys: [LocalID(0), LocalID(1)], value: LocalID(2), limit: Tree.long(5), body: body)))
    }
    let body = [
      walk(
        walk(
          Tree.block([
            Tree.make(.if(Tree.local(0), then: Tree.make(.break), otherwise: nil)),
            Tree.make(.if(Tree.local(2), then: Tree.make(.next), otherwise: nil)),
            Tree.print(Tree.local(1, .string)),
          ])))
    ]
    try expectLowering(
      of: Tree.program(body, locals: [.long, .string, .long], globals: [array]), "foreach")
  }

  @Test func `what fails in a catch block leads to the outer catch block`() throws {
    let division = Tree.print(Tree.binary(.divide, Tree.long(1), Tree.local(0)))
    let inner = Tree.make(
      .try(division, message: LocalID(1), catch: Tree.block([division])))
    let body = [
      Tree.make(
        .try(
          Tree.block([inner, division]), message: nil,
          catch: Tree.print(Tree.local(1, .string)))),
      division,
    ]
    try expectLowering(of: Tree.program(body, locals: [.long, .string]), "try")
  }

  @Test func `a condition of a probe point leaves the handler`() throws {
    let global = Global(name: "on", element: .value(.long))
    try expectLowering(
      of: Tree.program(
        [Tree.print(Tree.long(1))], globals: [global], condition: Tree.global(0)),
      "probe-condition")
  }

  @Test func `next hands the arguments of a function on to the next overload`() throws {
    func overload(_ name: String, next: FunctionID?) -> TypedFunction {
      TypedFunction(
        name: name, parameterCount: 1, locals: Tree.locals([.long]), result: .long,
        nextOverload: next,
        body: [
          Tree.set(0, Tree.long(7)),
          Tree.make(.if(Tree.local(0), then: Tree.make(.next), otherwise: nil)),
          Tree.make(.return(Tree.local(0))),
        ], range: Tree.place)
    }
    let call = Tree.make(.call(FunctionID(0), [Tree.long(3)]), .long)
    try expectLowering(
      of: Tree.program(
        [Tree.print(call)],
        functions: [overload("f", next: FunctionID(1)), overload("f.2", next: nil)]),
      "overloads")
  }

  @Test func `a function without a return yields nothing in particular`() throws {
    let function = TypedFunction(
      name: "s", parameterCount: 0, locals: [], result: .string, body: [], range: Tree.place)
    let call = Tree.make(.call(FunctionID(0), []), .string)
    try expectLowering(of: Tree.program([Tree.print(call)], functions: [function]), "no-return")
  }

  @Test func `scripts are lowered as they say`() throws {
    let sample = try ElaborationSample()
    try GoldenFolder("Lowering/Scripts", "stp").check { script in
      let result = sample.elaborate(script)
      #expect(result.messages == "")
      let program = lower(result.program, sources: result.sources)
      #expect(verify(program).map(\.description) == [])
      return program.text(.withoutLocations)
    }
  }

  @Test func `memory is read before it is printed`() throws {
    let format = Format([
      .directive(Directive(.memory, flag: .alternative, precision: .fixed(16))), .text([0x20]),
      .directive(Directive(.decimal, width: .argument)),
      .directive(Directive(.memoryHexadecimal, flag: .minus, width: .argument)),
    ])
    let arguments = (0..<5).map { Tree.long(Int64($0)) }
    try expectLowering(of: Tree.program([Tree.make(.print(format, arguments))]), "memory")
  }

  @Test func `places are described by their tokens`() {
    let text = "if (a1 / @avg(x) >= 0x1f) $p->m =~ \"a\\\"b\" >>>= c"
    let expected: [(Int, String)] = [
      (0, "keyword"), (3, "operator '('"), (4, "identifier 'a1'"), (7, "operator '/'"),
      (9, "operator '@avg'"), (17, "operator '>='"), (20, "number '0x1f'"),
      (26, "identifier '$p'"), (28, "operator '->'"), (32, "operator '=~'"),
      (35, "string 'a\\\"b'"), (42, "operator '>>>'"),
    ]
    for (offset, description) in expected {
      #expect(TokenDescription.text(at: offset, in: Array(text.utf8)) == description)
    }
    #expect(TokenDescription.text(at: text.utf8.count, in: Array(text.utf8)) == "")
  }

  @Test func `a failing operation knows its place in the script`() throws {
    let token = SourceRange(file: SourceFileID(0), start: 2, end: 3)
    let division = TypedExpression(
      .binary(.divide, Tree.local(0), Tree.local(0)), type: .long, range: Tree.place, token: token)
    let program = lower(
      Tree.program([Tree.print(division)], locals: [.long]), sources: Tree.sources)
    let handler = try #require(program.probes[0].handler)
    let instruction = try #require(handler.instructions.first { $0.operation.canFail })
    #expect(
      program[instruction.location]
        == Location(file: "<test>", line: 1, column: 3, token: "operator '/'", text: "x / y"))
  }
}
