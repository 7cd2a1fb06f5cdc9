import Diagnostics
import IR

extension Elaborator {
  /// A statistic: a global, or an element of one.
  struct StatisticPlace {
    /// The global.
    let global: GlobalID
    /// The keys; none for a scalar.
    let keys: [TypedExpression]
  }

  /// Checks `@count(…)` and its siblings.
  mutating func check(_ expression: StatisticExpression) -> Checked {
    guard let place = statistic(expression.operand) else { return failure }
    globals[place.global.index].isRead = true
    if case .variance(let shift) = expression.statistic {
      guard (0...62).contains(shift) else {
        return wrong(.varianceShift(shift, at: expression.token))
      }
      let known = globals[place.global.index].shape.varianceShift ?? 0
      guard known == 0 || shift == 0 || known == shift else {
        return wrong(.conflictingShifts(known, shift, at: expression.token))
      }
      globals[place.global.index].shape.varianceShift = max(known, shift)
    }
    return .known(
      TypedExpression(
        .extract(expression.statistic, place.global, place.keys), type: .long,
        range: expression.range, token: expression.token))
  }

  /// Checks `@hist_log(…)[i]`.
  mutating func check(_ bucket: BucketExpression) -> Checked {
    let place = histogram(bucket.histogram)
    let index = check(bucket.index, .long)
    guard let place else { return failure }
    return index.map { index in
      TypedExpression(
        .bucket(bucket.histogram.histogram, place.global, place.keys, index: index), type: .long,
        range: bucket.range, token: bucket.histogram.token)
    }
  }

  /// Checks `bucket in @hist_log(…)`: whether the histogram has a bucket of that number.
  mutating func check(
    _ membership: MembershipExpression, in histogram: HistogramExpression
  ) -> Checked {
    guard self.histogram(histogram) != nil else { return failure }
    guard membership.indices.count == 1, case .expression(let key) = membership.indices[0] else {
      return wrong(
        .bucketNumber(found: membership.indices.count, at: membership.token))
    }
    return check(key, .long).map { bucket in
      let count = Int64(histogram.histogram.bucketCount)
      return isBetween(bucket, 0, and: count - 1, membership)
    }
  }

  /// Returns the test whether `value`, which is computed once, is from `low` to `high`.
  private mutating func isBetween(
    _ value: TypedExpression, _ low: Int64, and high: Int64, _ membership: MembershipExpression
  ) -> TypedExpression {
    let range = membership.range
    func long(_ kind: TypedExpression.Kind) -> TypedExpression {
      TypedExpression(kind, type: .long, range: range, token: membership.token)
    }
    let local = body.hiddenLocal(.long, name: "bucket", at: range)
    let read = long(.read(.local(local)))
    let setting = long(.assign(.local(local), value))
    return long(
      .sequence(
        [TypedStatement(.expression(setting), range: range)],
        long(
          .and(
            long(.compare(.greaterOrEqual, read, long(.long(low)))),
            long(.compare(.lessOrEqual, read, long(.long(high))))))))
  }

  /// Returns the statistic of which `expression` is a histogram, and remembers that it needs one.
  mutating func histogram(_ expression: HistogramExpression) -> StatisticPlace? {
    guard let place = statistic(expression.operand) else { return nil }
    guard expression.histogram.isPossible else {
      report(.impossibleHistogram(at: expression.token))
      return nil
    }
    globals[place.global.index].isRead = true
    globals[place.global.index].shape.add(expression.histogram)
    if globals[place.global.index].shape.histograms.count > 1,
      let name = expression.operand.variableName
    {
      report(.severalHistograms(name))
    }
    return place
  }

  /// Checks `local <<< value`, which is a mistake as soon as something reads the local; `nil` if it is none.
  mutating func accumulateLocally(_ assignment: AssignmentExpression) -> Checked? {
    guard case .variable(let name) = assignment.place, case .local(let local) = variable(name)
    else { return nil }
    body[local].isWritten = true
    learn(.value(.long), for: .local(local), at: name.range)
    let value = check(assignment.value, .long)
    guard case .known(let effect) = value else { return value }
    return invalid(.localStatistic(name), effect: effect, at: effect.range).map { mistake in
      TypedExpression(
        .assign(.local(local), mistake), type: .long, range: assignment.range,
        token: assignment.token)
    }
  }

  /// Checks `place <<< value` as a statement.
  mutating func accumulate(_ assignment: AssignmentExpression) -> TypedStatement.Kind? {
    if let local = accumulateLocally(assignment) { return local.expression.map { .expression($0) } }
    let place = statistic(assignment.place)
    let value = check(assignment.value, .long)
    guard let place, case .known(let value) = value else { return nil }
    if let name = assignment.place.variableName { markWritten(place.global, at: name) }
    return .accumulate(place.global, place.keys, value)
  }

  /// Returns the statistic that `operand` names; `nil`, and says so, if it names none.
  private mutating func statistic(_ operand: Expression) -> StatisticPlace? {
    switch operand {
    case .variable(let name):
      guard let id = global(name) else {
        report(.localStatistic(name))
        return nil
      }
      guard setArity(0, of: id, at: name), isStatistic(id, at: name) else { return nil }
      return StatisticPlace(global: id, keys: [])
    case .element(let access):
      guard let id = array(access.array, arity: access.indices.count) else { return nil }
      let isStatistic = isStatistic(id, at: access.array)
      guard let keys = keys(access.indices, of: id), isStatistic else { return nil }
      return StatisticPlace(global: id, keys: keys)
    case .number, .string, .target, .call, .prefix, .increment, .binary, .logical, .comparison,
      .concatenation, .match, .membership, .conditional, .assignment, .print, .statistic,
      .histogram, .bucket, .operator, .embedded:
      report(.noStatistic(at: operand.token))
      return nil
    }
  }

  /// Remembers that the global `id` is a statistic; says so and returns `false` if it is not.
  private mutating func isStatistic(_ id: GlobalID, at name: Identifier) -> Bool {
    learn(.statistics, for: .element(id), at: name.range)
    switch globals[id.index].element {
    case .known(.statistics, _): return true
    case .known(.value(let type), let origin):
      report(.notStatistic(name, type: type, origin: origin))
    case .unknown, .broken: break
    }
    return false
  }
}

extension Expression {
  /// The name of the variable or array that the expression is, or is an element of.
  var variableName: Identifier? {
    switch self {
    case .variable(let name): name
    case .element(let access): access.array
    default: nil
    }
  }
}
