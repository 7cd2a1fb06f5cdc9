import IR

/// What two halves have in common if one piece of code can do for both.
///
/// They may differ in the number of the probe, which the code is then given, and in their places in the
/// script.
struct SharedBody: Hashable {
  /// The function without places and names.
  private let function: IR.Function
  /// The layout of the record.
  private let record: RecordLayout?
  /// `true` iff there is a user half.
  private let hasUserHalf: Bool

  /// Creates what `half` has in common with others.
  init(of half: KernelHalf) {
    var function = half.function
    function.name = ""
    for index in function.instructions.indices { function.instructions[index].location = .none }
    for index in function.locals.indices { function.locals[index].name = "" }
    self.function = function
    record = half.record
    hasUserHalf = half.hasUserHalf
  }
}
