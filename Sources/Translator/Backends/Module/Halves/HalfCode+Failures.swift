import IR

/// Failures: they are noted where the failed value would have been captured, caught, or reported.
///
/// What belongs to a failure is a number, or, of an error that C raised, the words.
extension HalfCode {
  /// Appends a test that ends in the failure `kind` of the value `id`.
  mutating func fail(
    if condition: CExpression, _ kind: Failure.Kind, _ operand: String?, of id: ValueID?
  ) {
    append(if: condition, failure(kind, operand, of: id))
  }

  /// Returns what is done when the value `id` fails with `kind` and `operand`.
  mutating func failure(
    _ kind: Failure.Kind, _ operand: String?, of id: ValueID?
  ) -> [CStatement] {
    let note = id.flatMap { noted(kind, operand, of: $0) }
    let start = note.map { [CStatement.line($0, location)] } ?? []
    if kind != .actionsExceeded, let target = half.function[block].catchBlock,
      facts.graph.isReachable(target)
    {
      return start + way(to: target)
    }
    if note != nil { return start + [.line(sending, location), .leave] }
    return unnoted(kind, operand)
  }

  /// Returns what is done about a failure that no captured value tells of.
  ///
  /// A user half that divides does so again, and fails again.
  private mutating func unnoted(_ kind: Failure.Kind, _ operand: String?) -> [CStatement] {
    let isRepeated = kind == .divisionByZero && half.hasUserHalf && half.record != nil
    if isRepeated, commitState == .yes { return finished() }
    namesPlaces = true
    let call =
      kind == .raised
      ? "marktap_fail_with_words(run, \(location.index), \(operand ?? "\"\""));"
      : "marktap_fail(run, \(kind.constant), \(location.index), \(operand ?? "0"));"
    let report = CStatement.line(call, location)
    if isRepeated, commitState == .maybe {
      testsDueFlag = true
      return [
        .branch(
          CExpression("due", .condition(opposite: "!due")),
          then: [.line(sending, location)], otherwise: [report], location), .leave,
      ]
    }
    return [report, .leave]
  }

  /// Returns the statement that puts a failure where the value `id` would have been captured; nil if there is no such
  /// place.
  private func noted(_ kind: Failure.Kind, _ operand: String?, of id: ValueID) -> String? {
    guard let record = half.record, plan == .assembled || commitState == .yes else { return nil }
    let operand = operand ?? "0"
    let isString = half.function[id].type == .string
    let status = kind == .kernelStringFault ? "UNREADABLE_KERNEL" : "UNREADABLE"
    if facts.isStreamed[id.index] {
      if kind == .raised {
        return "marktap_stream_raised(&frame->stream, \(isString), \(operand));"
      }
      return isString
        ? "marktap_stream_unreadable(&frame->stream, MARKTAP_STRING_\(status), \(operand));"
        : "marktap_stream_long(&frame->stream, \(operand), \(kind.constant));"
    }
    guard let slot = facts.slots[id.index] else { return nil }
    let place = "frame->record.\(slotName(slot))"
    switch record.slots[slot.index] {
    case .long: return nil
    case .checkedLong where kind == .raised:
      return "marktap_checked_raised(&\(place), &frame->tail, \(operand));"
    case .string where kind == .raised:
      return "marktap_slot_raised(&\(place), &frame->tail, \(operand));"
    case .checkedLong:
      return "\(place) = (struct marktap_checked_long){ \(operand), \(kind.constant) };"
    case .string, .quotedString, .optionalString:
      return "marktap_slot_unreadable(&\(place), MARKTAP_STRING_\(status), \(operand));"
    }
  }
}

extension Failure.Kind {
  /// The constant of `enum marktap_failure_kind`.
  var constant: String {
    switch self {
    case .divisionByZero: "MARKTAP_DIVISION_BY_ZERO"
    case .readFault: "MARKTAP_READ_FAULT"
    case .userStringFault: "MARKTAP_USER_STRING_FAULT"
    case .kernelStringFault: "MARKTAP_KERNEL_STRING_FAULT"
    case .arrayOverflow: "MARKTAP_ARRAY_OVERFLOW"
    case .emptyAggregate: "MARKTAP_EMPTY_AGGREGATE"
    case .bucketOutOfRange: "MARKTAP_BUCKET_OUT_OF_RANGE"
    case .indexOutOfRange: "MARKTAP_INDEX_OUT_OF_RANGE"
    case .actionsExceeded: "MARKTAP_ACTIONS_EXCEEDED"
    case .nestingExceeded: "MARKTAP_NESTING_EXCEEDED"
    case .raised: "MARKTAP_RAISED"
    case .badArgument: "MARKTAP_BAD_ARGUMENT"
    case .recordOverflow: "MARKTAP_RECORD_OVERFLOW"
    }
  }
}
