import Diagnostics
import IR

extension Elaborator {
  /// Whether something needs the value of an expression.
  enum ValueUse {
    /// An operator, function or statement takes it.
    case used
    /// Nothing does: the expression stands alone for its effect.
    case discarded
  }

  /// A variable that is set.
  private struct Destination {
    /// The variable.
    let place: TypedPlace
    /// Where its type is remembered.
    let slot: Slot
    /// The name.
    let name: Identifier
  }

  /// Checks `place = value` and its kin.
  mutating func check(
    _ assignment: AssignmentExpression, _ expectation: Expectation? = nil, value: ValueUse = .used
  ) -> Checked {
    if isDropped(assignment.token) { return check(assignment.value) }
    if case .target(let target) = assignment.place {
      if isContent(target) { return setContent(target, to: assignment) }
      return isWritable(target)
        ? write(assignment, to: target) : bind(target, to: assignment)
    }
    switch assignment.operation {
    case .accumulate:
      return accumulateLocally(assignment)
        ?? wrong(.noValue("'<<<'", at: assignment.token))
    case .set: return set(assignment, expectation)
    case .append: return change(assignment, .string, value) { .append($0, $1) }
    case .update(let operation):
      return change(assignment, .long, value) { .update($0, operation, $1) }
    }
  }

  /// Checks `place = value`.
  private mutating func set(
    _ assignment: AssignmentExpression, _ expectation: Expectation?
  ) -> Checked {
    guard let destination = destination(assignment.place, isRead: false, at: assignment.token)
    else {
      _ = check(assignment.value)
      return failure
    }
    let known = knowledge(of: destination.slot)
    if case .known(.statistics, let origin) = known {
      return wrong(.plainStatistic(destination.name, origin: origin))
    }
    let value = checkUnbound(assignment.value, known.expectation ?? expectation)
    switch value {
    case .known(let expression):
      guard let type = expression.type else { return .wrong }
      learn(.value(type), for: destination.slot, at: destination.name.range)
      learnPointer(expression, for: destination.slot)
    case .wrong: spoil(destination.slot)
    case .unknown: break
    }
    return fitted(value, to: destination).map { value in
      var result = TypedExpression(
        .assign(destination.place, value), type: value.type, range: assignment.range,
        token: assignment.token)
      result.pointer = value.pointer
      return result
    }
  }

  /// Returns `value` as what `destination` takes: if it is of another type, that is a mistake as soon as
  /// something reads the variable.
  private mutating func fitted(_ value: Checked, to destination: Destination) -> Checked {
    guard case .known(let expression) = value, let found = expression.type,
      case .known(.value(let type), let origin) = knowledge(of: destination.slot), type != found
    else { return value }
    if case .invalid = expression.kind { return .known(expression.retyped(type)) }
    return invalid(
      .assignmentMismatch(
        destination.name, of: type, origin: origin, value: found, at: expression.token),
      effect: expression, at: expression.range
    ).map { $0.retyped(type) }
  }

  /// Checks `place op= value`, whose operands both are of `type`.
  private mutating func change(
    _ assignment: AssignmentExpression, _ type: ValueType, _ use: ValueUse,
    _ make: (TypedPlace, TypedExpression) -> TypedExpression.Kind
  ) -> Checked {
    let place = destination(assignment.place, isRead: use == .used, at: assignment.token)
    let isRightType = place.map { expect(type, of: $0, at: assignment.token) }
    let value = check(assignment.value, Expectation(type))
    guard let place, isRightType == true else { return failure }
    return value.map { value in
      TypedExpression(
        make(place.place, value), type: type, range: assignment.range, token: assignment.token)
    }
  }

  /// Checks `x++` and its siblings.
  mutating func check(_ increment: IncrementExpression, value: ValueUse = .used) -> Checked {
    guard let place = destination(increment.operand, isRead: value == .used, at: increment.token),
      expect(.long, of: place, at: increment.token)
    else { return failure }
    return .known(
      TypedExpression(
        .increment(
          place.place, delta: increment.delta,
          yields: increment.position == .prefix ? .new : .old),
        type: .long, range: increment.range, token: increment.token))
  }

  /// Says so and returns `false` if the variable `destination` does not hold values of `type`.
  private mutating func expect(
    _ type: ValueType, of destination: Destination, at token: SourceRange
  ) -> Bool {
    learn(.value(type), for: destination.slot, at: destination.name.range)
    switch knowledge(of: destination.slot) {
    case .known(.value(type), _): return true
    case .known(let found, let origin):
      report(
        .typeMismatch(
          found, expected: Expectation(type, origin: origin), variable: destination.name.text,
          at: destination.name.range))
    case .unknown, .broken: break
    }
    return false
  }

  /// Returns the variable that `expression` names; `nil`, and says so, if it names none.
  ///
  /// - Parameter token: The operator that sets it.
  private mutating func destination(
    _ expression: Expression, isRead: Bool, at token: SourceRange
  ) -> Destination? {
    switch expression {
    case .variable(let name): return destination(name, isRead: isRead)
    case .element(let access):
      guard let id = array(access.array, arity: access.indices.count) else { return nil }
      markWritten(id, at: access.array, isRead: isRead)
      guard let keys = keys(access.indices, of: id) else { return nil }
      return Destination(place: .global(id, keys), slot: .element(id), name: access.array)
    case .target(let target):
      report(
        .writtenTarget(
          target.writtenName, in: body.scope, isGuru: options.isGuru, at: target.token))
    case .number, .string, .call, .prefix, .increment, .binary, .logical, .comparison,
      .concatenation, .match, .membership, .conditional, .assignment, .print, .statistic,
      .histogram, .bucket, .operator, .embedded:
      report(.notAssignable(expression.range, at: token))
    }
    return nil
  }

  /// Returns the scalar variable `name`; `nil`, and says so, if it is an array.
  private mutating func destination(_ name: Identifier, isRead: Bool) -> Destination? {
    switch variable(name) {
    case .local(let id):
      body[id].isWritten = true
      if isRead { body[id].isRead = true }
      return Destination(place: .local(id), slot: .local(id), name: name)
    case .global(let id):
      markWritten(id, at: name, isRead: isRead)
      guard setArity(0, of: id, at: name) else { return nil }
      return Destination(place: .global(id, []), slot: .element(id), name: name)
    }
  }

  /// Remembers that the global `id` is set; says so if a loop is walking over it.
  mutating func markWritten(_ id: GlobalID, at name: Identifier, isRead: Bool = false) {
    globals[id.index].isWritten = true
    if isRead { globals[id.index].isRead = true }
    body.isImpure = true
    if let loop = body.lockedArrays.last(where: { $0.array == id }) {
      report(.changedInLoop(name, loop: loop.range))
    }
  }
}

extension TargetExpression {
  /// The variable where the way starts, as a script writes it.
  var writtenName: String {
    switch base {
    case .variable(let name): "$\(name.text)"
    case .summary(let name): "$$\(name.text)"
    case .named: "@var"
    case .cast: "@cast"
    case .value: "->"
    }
  }
}
