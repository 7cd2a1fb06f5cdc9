import Diagnostics
import IR

@testable import Translator

/// Short spellings of typed trees.
struct TypedTrees {
  /// A file with one place for everything.
  static let sources: SourceMap = {
    var sources = SourceMap()
    _ = sources.add(SourceText(name: "<test>", text: "x / y\n"))
    return sources
  }()

  /// The one place.
  static let place = SourceRange(file: SourceFileID(0), start: 0, end: 1)

  /// A long.
  static func long(_ value: Int64) -> TypedExpression { make(.long(value), .long) }

  /// A string.
  static func string(_ text: String) -> TypedExpression {
    make(.string(Array(text.utf8)), .string)
  }

  /// A read of the local numbered `number`.
  static func local(_ number: Int, _ type: ValueType = .long) -> TypedExpression {
    make(.read(.local(LocalID(number))), type)
  }

  /// A read of the global numbered `number`.
  static func global(
    _ number: Int, _ keys: [TypedExpression] = [], _ type: ValueType = .long
  ) -> TypedExpression {
    make(.read(.global(GlobalID(number), keys)), type)
  }

  /// An assignment of `value` to the local numbered `number`.
  static func set(_ number: Int, _ value: TypedExpression) -> TypedStatement {
    statement(make(.assign(.local(LocalID(number)), value), value.type))
  }

  /// An operator on two longs.
  static func binary(
    _ operation: BinaryOperator, _ a: TypedExpression, _ b: TypedExpression
  ) -> TypedExpression {
    make(.binary(operation, a, b), .long)
  }

  /// A comparison.
  static func compare(
    _ comparison: Comparison, _ a: TypedExpression, _ b: TypedExpression
  ) -> TypedExpression {
    make(.compare(comparison, a, b), .long)
  }

  /// An expression of a type at the one place.
  static func make(_ kind: TypedExpression.Kind, _ type: ValueType?) -> TypedExpression {
    TypedExpression(kind, type: type, range: place)
  }

  /// A statement at the one place.
  static func make(_ kind: TypedStatement.Kind) -> TypedStatement {
    TypedStatement(kind, range: place)
  }

  /// An expression as a statement.
  static func statement(_ expression: TypedExpression) -> TypedStatement {
    make(.expression(expression))
  }

  /// A print of `value` and a line break.
  static func print(_ value: TypedExpression) -> TypedStatement {
    let conversion: Directive.Conversion = value.type == .string ? .string : .decimal
    return make(
      .print(Format([.directive(Directive(conversion)), .text([UInt8(ascii: "\n")])]), [value]))
  }

  /// Statements in braces.
  static func block(_ statements: [TypedStatement]) -> TypedStatement { make(.block(statements)) }

  /// Locals of the types `types`, called `a`, `b` and so on.
  static func locals(_ types: [ValueType]) -> [TypedLocal] {
    types.enumerated().map { index, type in
      let name = String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index)))
      return TypedLocal(name: name, type: type, range: place)
    }
  }

  /// A program of one probe of the kind `begin`.
  static func program(
    _ body: [TypedStatement], locals: [ValueType] = [], globals: [Global] = [],
    functions: [TypedFunction] = [], condition: TypedExpression? = nil
  ) -> TypedProgram {
    TypedProgram(
      globals: globals, functions: functions,
      probes: [
        TypedProbe(
          point: "begin", site: .begin(priority: 0), condition: condition,
          locals: Self.locals(locals), body: body, range: place)
      ])
  }
}
