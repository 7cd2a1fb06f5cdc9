import Diagnostics
import IR

/// Assignments to members of the kernel's structures, which a module makes in guru mode.
extension Elaborator {
  /// `true` iff `target` can be written to: it is a place in memory, and the engine and the mode are such.
  func isWritable(_ target: TargetExpression) -> Bool {
    options.engine == .module && options.isGuru && !body.isBinding && !target.accesses.isEmpty
      && target.form == .value
  }

  /// Checks `target = value` and its kin: what `target` leads to is written.
  mutating func write(_ assignment: AssignmentExpression, to target: TargetExpression) -> Checked {
    let place = TargetExpression(
      base: target.base, accesses: target.accesses, form: .address, token: target.token,
      range: target.range)
    let checked = (check(place), check(target), check(assignment.value, .long))
    guard case .known(let address) = checked.0, case .known(let present) = checked.1,
      case .known(let value) = checked.2
    else { return failure }
    guard let store = present.kind.store else {
      return wrong(
        .writtenTarget(
          target.writtenName, in: body.scope, isGuru: false, at: target.token))
    }
    switch assignment.operation {
    case .set: return .known(written(value, by: store, to: address, assignment))
    case .update(let operation):
      let changed = TypedExpression(
        .binary(operation, present, value), type: .long, range: assignment.range,
        token: assignment.token)
      return .known(written(changed, by: store, to: address, assignment))
    case .append, .accumulate: return wrong(.notAssignable(target.range, at: assignment.token))
    }
  }

  /// Returns what `store` makes of `value` at `address`, and `value` behind that.
  private mutating func written(
    _ value: TypedExpression, by store: Intrinsic, to address: TypedExpression,
    _ assignment: AssignmentExpression
  ) -> TypedExpression {
    let range = assignment.range
    let local = body.hiddenLocal(.long, name: "written", at: range)
    let read = TypedExpression(.read(.local(local)), type: .long, range: range)
    let steps = [
      TypedExpression(.assign(.local(local), value), type: .long, range: range),
      TypedExpression(.intrinsic(store, [address, read]), type: nil, range: range),
    ]
    return TypedExpression(
      .sequence(steps.map { TypedStatement(.expression($0), range: range) }, read), type: .long,
      range: range, token: assignment.token)
  }
}

extension TypedExpression.Kind {
  /// The function that writes to the place that the expression reads; `nil` if that is no whole number in memory.
  fileprivate var store: Intrinsic? {
    switch self {
    case .member(_, let access): access.bits == nil ? .store(.kernel, size: access.size) : nil
    case .load(let space, _, let size, _): .store(space, size: size)
    default: nil
    }
  }
}

extension Intrinsic {
  /// Returns the function that writes `size` bytes to the memory of `space`; `nil` if there is none.
  fileprivate static func store(_ space: MemorySpace, size: Int) -> Intrinsic? {
    switch (space, size) {
    case (.kernel, 1): .set_kernel_char
    case (.kernel, 2): .set_kernel_short
    case (.kernel, 4): .set_kernel_int
    case (.kernel, 8): .set_kernel_long
    case (.user, 1): .set_user_char
    case (.user, 2): .set_user_short
    case (.user, 4): .set_user_int
    case (.user, 8): .set_user_long
    default: nil
    }
  }
}
