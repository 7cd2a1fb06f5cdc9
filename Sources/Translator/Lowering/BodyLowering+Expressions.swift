import Diagnostics
import IR

extension BodyLowering {
  /// Appends `expressions` from left to right and returns their values.
  mutating func values(of expressions: [TypedExpression]) -> [ValueID] {
    var values: [ValueID] = []
    values.reserveCapacity(expressions.count)
    for expression in expressions { values.append(value(of: expression)) }
    return values
  }

  /// Appends the expressions that are there from left to right and returns their values.
  mutating func optionalValues(of expressions: [TypedExpression?]) -> [ValueID?] {
    var values: [ValueID?] = []
    for expression in expressions { values.append(expression.map { value(of: $0) }) }
    return values
  }

  /// Appends `expression`, whose value nobody wants.
  mutating func appendEffect(of expression: TypedExpression) {
    switch expression.kind {
    case .increment(let place, let delta, _):
      // The old value is not wanted, so it is not made.
      _ = increment(place, by: delta, yields: .new, in: expression)
    case .choose(let condition, let first, let second):
      _ = choose(condition, first, second, type: nil)
    default:
      _ = optionalValue(of: expression)
    }
  }

  /// Appends `expression` and returns its value.
  ///
  /// - Requires: the expression has a type.
  mutating func value(of expression: TypedExpression) -> ValueID {
    guard let value = optionalValue(of: expression) else {
      fatalError("an expression without a type is used as a value: \(expression.kind)")
    }
    return value
  }

  /// Appends `expression` and returns its value; `nil` if it has none.
  private mutating func optionalValue(of expression: TypedExpression) -> ValueID? {
    let type = expression.type
    let token = expression.token
    switch expression.kind {
    case .long(let value): return emit(.long(value), type, at: token)
    case .string(let bytes): return emit(.string(bytes), type, at: token)
    case .read(let place):
      let place = resolve(place)
      mark(token)
      return read(place, type ?? .long)
    case .assign(let place, let source): return assign(source, to: place, in: expression)
    case .update(let place, let operation, let source):
      return update(place, operation, source, in: expression)
    case .append(let place, let source): return append(source, to: place, in: expression)
    case .increment(let place, let delta, let yields):
      return increment(place, by: delta, yields: yields, in: expression)
    case .and, .or: return truth(of: expression)
    case .choose(let condition, let first, let second):
      return choose(condition, first, second, type: type)
    case .sequence(let statements, let result):
      append(statements)
      return optionalValue(of: result)
    case .invalid(let diagnostic, _):
      fatalError("a program with a mistake is lowered: \(diagnostic.message)")
    default:
      let operation = operation(of: expression)
      mark(token)
      let value = builder.append(operation, type: type)
      return type == nil ? nil : value
    }
  }

  /// Appends the operands of `expression` and returns the one operation that it is besides.
  private mutating func operation(of expression: TypedExpression) -> Operation {
    switch expression.kind {
    case .unary(let operation, let a): return .unary(operation, value(of: a))
    case .binary(let operation, let a, let b):
      if let constant = expression.constantShift { return .long(constant) }
      let a = value(of: a)
      return .binary(operation, a, value(of: b))
    case .compare(let comparison, let a, let b): return compare(comparison, a, b)
    case .concatenate(let a, let b):
      let a = value(of: a)
      return .concatenate(a, value(of: b))
    case .matches(let a, let pattern): return .matches(value(of: a), pattern: pattern)
    case .name(let a, let table): return .name(value(of: a), table)
    case .contains(let global, let keys): return .contains(global, keys: optionalValues(of: keys))
    case .call(let function, let arguments):
      let arguments = values(of: arguments)
      countCall(of: function, at: expression.token)
      return .call(function, arguments)
    case .intrinsic(let intrinsic, let arguments):
      let arguments = values(of: arguments)
      tellActions(at: expression.token)
      return .intrinsic(intrinsic, arguments)
    case .format(let format, let arguments):
      let filled = resolvingMemory(of: format, values(of: arguments))
      return .format(filled.format, filled.arguments)
    case .formatHistogram(let histogram, let global, let keys):
      return .formatHistogram(histogram, global, keys: values(of: keys))
    case .extract(let statistic, let global, let keys):
      return .extract(statistic, global, keys: values(of: keys))
    case .bucket(let histogram, let global, let keys, let index):
      let keys = values(of: keys)
      return .bucket(histogram, global, keys: keys, index: value(of: index))
    case .argument(let access): return .argument(access)
    case .eventField(let field): return .eventField(field)
    case .eventElement(let field, let index):
      return .eventElement(field, index: value(of: index))
    case .member(let base, let access): return .loadMember(value(of: base), access)
    case .memberAddress(let base, let access): return .memberAddress(value(of: base), access)
    case .load(let space, let address, let size, let isSigned):
      return .load(space, address: value(of: address), size: size, isSigned: isSigned)
    case .long, .string, .read, .assign, .update, .append, .increment, .and, .or, .choose,
      .sequence, .invalid:
      fatalError("not one operation: \(expression.kind)")
    }
  }

  /// Appends the operands of a comparison and returns the comparison.
  private mutating func compare(
    _ comparison: Comparison, _ a: TypedExpression, _ b: TypedExpression
  ) -> Operation {
    let first = value(of: a)
    let second = value(of: b)
    return a.type == .string
      ? .compareStrings(comparison, first, second) : .compare(comparison, first, second)
  }

  /// Appends an operation without operands.
  private mutating func emit(
    _ operation: Operation, _ type: ValueType?, at token: SourceRange
  ) -> ValueID {
    mark(token)
    return builder.append(operation, type: type)
  }
}
