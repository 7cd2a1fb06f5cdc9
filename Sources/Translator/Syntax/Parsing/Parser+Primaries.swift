import Diagnostics
import IR

/// What operators are applied to.
extension Parser {
  /// Reads an operand without operators, and the members and elements that are reached from it.
  mutating func primary(orElse what: String) throws(ParseFailure) -> Expression {
    let token = next
    switch token.kind {
    case .number(let value):
      let literal = NumberLiteral(value, at: advance().range)
      return try accesses(behind: .number(literal), from: token.range)
    case .string: return try accesses(behind: .string(stringLiteral()), from: token.range)
    case .embedded(let text):
      return try accesses(behind: .embedded(embeddedCode(text)), from: token.range)
    case .target(let text): return .target(try target(text))
    case .identifier(let name): return try named(name)
    case .keyword(.string), .keyword(.long): return try typeNamedCall()
    case .at(let name): return try operation(name)
    case .punctuation(.leftParenthesis):
      return try accesses(behind: parenthesized(), from: token.range)
    case .punctuation(.and): return try address()
    case .keyword, .punctuation, .malformed, .end: throw failure(what)
    }
  }

  /// Reads a call, an element or a variable, which is called `name`.
  private mutating func named(_ name: String) throws(ParseFailure) -> Expression {
    if let function = PrintFunction(named: name) {
      let start = next.range
      return try accesses(behind: .print(print(function)), from: start)
    }
    let identifier = try identifier("a name")
    if at(.leftParenthesis) { return try call(identifier) }
    if at(.leftBracket) {
      let keys = try indices()
      let element = ElementAccess(
        array: identifier, indices: keys, range: range(from: identifier.range))
      return try accesses(behind: .element(element), from: identifier.range)
    }
    return try accesses(behind: .variable(identifier), from: identifier.range)
  }

  /// Reads a call of a function whose name is that of a type.
  private mutating func typeNamedCall() throws(ParseFailure) -> Expression {
    let name = at(.string) ? "string" : "long"
    guard tokens[position + 1].is(.leftParenthesis) else { throw failure("an expression") }
    return try call(Identifier(name, at: advance().range))
  }

  /// Reads the arguments of a call of `function`, and the accesses behind it.
  private mutating func call(_ function: Identifier) throws(ParseFailure) -> Expression {
    let opening = try expect(.leftParenthesis)
    let arguments = try list(before: .rightParenthesis)
    try close(.rightParenthesis, opening)
    let call = CallExpression(
      function: function, arguments: arguments, range: range(from: function.range))
    return try accesses(behind: .call(call), from: function.range)
  }

  /// Reads expressions between commas; none if `closing` is next.
  mutating func list(before closing: Punctuation) throws(ParseFailure) -> [Expression] {
    var expressions: [Expression] = []
    if at(closing) { return [] }
    repeat { expressions.append(try expression()) } while skip(.comma)
    return expressions
  }

  /// Reads keys in brackets. Elaboration knows where `*` makes sense.
  mutating func indices() throws(ParseFailure) -> [Index] {
    let opening = try expect(.leftBracket)
    var keys: [Index] = []
    repeat {
      if at(.star) {
        keys.append(.any(advance().range))
      } else {
        keys.append(.expression(try expression()))
      }
    } while skip(.comma)
    try close(.rightBracket, opening)
    return keys
  }
}
