import IR

/// Returns what a comparison of two strings can be replaced by.
func simplified(
  strings comparison: Comparison, _ a: ValueID, _ b: ValueID, _ function: Function
) -> Simplification? {
  if a == b { return .long(comparison.holds(for: .same) ? 1 : 0) }
  guard let x = function.constantString(a), let y = function.constantString(b) else {
    // The back ends compare with constants on the right.
    guard function.constantString(a) != nil else { return nil }
    return .operation(.compareStrings(comparison.mirrored, b, a))
  }
  let order: OperandOrder =
    x == y ? .same : x.lexicographicallyPrecedes(y) ? .ascending : .descending
  return .long(comparison.holds(for: order) ? 1 : 0)
}

/// Returns what `a . b` can be replaced by.
func simplified(
  concatenationOf a: ValueID, _ b: ValueID, _ function: Function, _ facts: ProgramFacts
) -> Simplification? {
  switch (function.constantString(a), function.constantString(b)) {
  case (let x?, let y?):
    .operation(.string(Array((x + y).prefix(facts.maximumStringLength))))
  case ([]?, nil): .value(b)
  case (nil, []?): .value(a)
  default: nil
  }
}

/// Returns what a built-in function of `arguments` can be replaced by.
func simplified(
  _ intrinsic: Intrinsic, _ arguments: [ValueID], _ function: Function
) -> Simplification? {
  switch intrinsic {
  case .strlen:
    function.constantString(arguments[0]).map { .long(Int64($0.count)) }
  default: nil
  }
}

/// Returns what a format can be replaced by: a string if it has no directives, its only argument if that
/// is printed as it is, or a format with constant arguments put into its text.
func simplified(
  _ format: Format, _ arguments: [ValueID], _ function: Function, _ facts: ProgramFacts
) -> Simplification? {
  if let text = format.onlyText {
    return .operation(.string(Array(text.prefix(facts.maximumStringLength))))
  }
  if format.pieces == [.directive(Directive(.string))], arguments.count == 1 {
    return .value(arguments[0])
  }
  return format.filled(with: arguments, function).map { .operation(.format($0, $1)) }
}
