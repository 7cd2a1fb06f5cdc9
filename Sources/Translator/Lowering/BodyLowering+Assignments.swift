import Diagnostics
import IR

extension BodyLowering {
  /// A place whose keys are computed.
  enum Place {
    /// A local.
    case local(LocalID)
    /// A global under keys.
    case global(GlobalID, [ValueID])
  }

  /// Appends what computes the keys of `place`.
  mutating func resolve(_ place: TypedPlace) -> Place {
    switch place {
    case .local(let local): .local(local)
    case .global(let global, let keys): .global(global, values(of: keys))
    }
  }

  /// Appends a read of `place`, which holds a `type`.
  mutating func read(_ place: Place, _ type: ValueType) -> ValueID {
    switch place {
    case .local(let local): read(local)
    case .global(let global, let keys):
      builder.append(.readGlobal(global, keys: keys), type: type)
    }
  }

  /// Appends `target = source`, which is `expression`, and returns the value.
  mutating func assign(
    _ source: TypedExpression, to target: TypedPlace, in expression: TypedExpression
  ) -> ValueID {
    let place = resolve(target)
    let value = storedValue(of: source)
    write(value, to: place, in: expression)
    return value
  }

  /// Returns the value of `expression` as a variable holds it: a literal is cut as other strings are when they are
  /// made.
  mutating func storedValue(of expression: TypedExpression) -> ValueID {
    guard case .string(let bytes) = expression.kind, bytes.count > maximumStringCount else {
      return value(of: expression)
    }
    mark(expression.token)
    return builder.append(.string(Array(bytes.prefix(maximumStringCount))), type: .string)
  }

  /// Appends `target op= source`, which is `expression`, and returns the new value. The old one is read
  /// after `source` is computed.
  mutating func update(
    _ target: TypedPlace, _ operation: BinaryOperator, _ source: TypedExpression,
    in expression: TypedExpression
  ) -> ValueID {
    let place = resolve(target)
    let operand = value(of: source)
    mark(expression.token)
    if let sum = sum(of: place, operation, operand, in: expression) { return sum }
    let old = read(place, .long)
    let new = builder.append(.binary(operation, old, operand), type: .long)
    write(new, to: place, in: expression)
    return new
  }

  /// Appends the atomic sum or difference of a global and `operand`, and returns the new value; `nil` for
  /// other places and operations, for which nothing is appended.
  private mutating func sum(
    of place: Place, _ operation: BinaryOperator, _ operand: ValueID,
    in expression: TypedExpression
  ) -> ValueID? {
    guard case .global(let global, let keys) = place else { return nil }
    switch operation {
    case .add: return add(operand, to: global, keys, in: expression)
    case .subtract:
      let negated = builder.append(.unary(.negate, operand), type: .long)
      return add(negated, to: global, keys, in: expression)
    case .multiply, .divide, .modulo, .and, .or, .xor, .shiftLeft, .shiftRight,
      .shiftRightLogical:
      return nil
    }
  }

  /// Appends `target .= source`, which is `expression`, and returns the new value.
  mutating func append(
    _ source: TypedExpression, to target: TypedPlace, in expression: TypedExpression
  ) -> ValueID {
    let place = resolve(target)
    let suffix = value(of: source)
    mark(expression.token)
    let old = read(place, .string)
    let new = builder.append(.concatenate(old, suffix), type: .string)
    write(new, to: place, in: expression)
    return new
  }

  /// Appends `++` or `--`, which is `expression`, and returns the value that it yields.
  mutating func increment(
    _ target: TypedPlace, by delta: Int64, yields: IncrementResult, in expression: TypedExpression
  ) -> ValueID {
    let place = resolve(target)
    mark(expression.token)
    let step = constant(delta)
    let old: ValueID
    let new: ValueID
    switch place {
    case .global(let global, let keys):
      new = add(step, to: global, keys, in: expression)
      guard case .old = yields else { return new }
      old = builder.append(.binary(.subtract, new, step), type: .long)
    case .local(let local):
      old = read(local)
      new = builder.append(.binary(.add, old, step), type: .long)
      write(new, to: local)
    }
    switch yields {
    case .new: return new
    case .old: return old
    }
  }

  /// Appends an atomic addition of `value` to `global` under `keys`, and returns the new value.
  private mutating func add(
    _ value: ValueID, to global: GlobalID, _ keys: [ValueID], in expression: TypedExpression
  ) -> ValueID {
    mark(expression.range)
    return builder.append(.addToGlobal(global, keys: keys, value), type: .long)
  }

  /// Appends a write of `value` to `place`. An array that is full is reported at the name of the array,
  /// with which `expression` starts.
  private mutating func write(
    _ value: ValueID, to place: Place, in expression: TypedExpression
  ) {
    switch place {
    case .local(let local):
      mark(expression.token)
      write(value, to: local)
    case .global(let global, let keys):
      mark(expression.range)
      builder.append(.writeGlobal(global, keys: keys, value), type: nil)
    }
  }
}
