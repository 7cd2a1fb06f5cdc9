import Diagnostics
import IR

extension BodyLowering {
  /// Ends the present block by going on with `then` if `condition` is not 0, else with `otherwise`.
  mutating func branch(
    on condition: TypedExpression, then: BlockID, otherwise: BlockID
  ) {
    switch condition.kind {
    case .and(let first, let second):
      let middle = builder.addBlock()
      branch(on: first, then: middle, otherwise: otherwise)
      builder.move(to: middle)
      branch(on: second, then: then, otherwise: otherwise)
    case .or(let first, let second):
      let middle = builder.addBlock()
      branch(on: first, then: then, otherwise: middle)
      builder.move(to: middle)
      branch(on: second, then: then, otherwise: otherwise)
    case .unary(.not, let operand):
      branch(on: operand, then: otherwise, otherwise: then)
    default:
      let value = self.value(of: condition)
      mark(condition.token)
      builder.terminate(.branch(value, then: then, otherwise: otherwise))
    }
  }

  /// Appends `&&` or `||` and returns 0 or 1.
  mutating func truth(of condition: TypedExpression) -> ValueID {
    let result = builder.addLocal(".truth", .long)
    let then = builder.addBlock()
    let otherwise = builder.addBlock()
    let end = builder.addBlock()
    branch(on: condition, then: then, otherwise: otherwise)
    for (block, value) in [(then, Int64(1)), (otherwise, 0)] {
      builder.move(to: block)
      write(constant(value), to: result)
      builder.terminate(.jump(end))
    }
    builder.move(to: end)
    return read(result)
  }

  /// Appends `condition ? first : second`; without a type, for its effect only.
  mutating func choose(
    _ condition: TypedExpression, _ first: TypedExpression, _ second: TypedExpression,
    type: ValueType?
  ) -> ValueID? {
    let result = type.map { builder.addLocal(".choice", $0) }
    let then = builder.addBlock()
    let otherwise = builder.addBlock()
    let end = builder.addBlock()
    branch(on: condition, then: then, otherwise: otherwise)
    for (block, expression) in [(then, first), (otherwise, second)] {
      builder.move(to: block)
      if let result {
        write(value(of: expression), to: result)
      } else {
        appendEffect(of: expression)
      }
      builder.terminate(.jump(end))
    }
    builder.move(to: end)
    return result.map { read($0) }
  }
}
