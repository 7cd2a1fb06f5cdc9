import Diagnostics
import IR

extension Elaborator {
  /// How many arguments a probe in a function sees.
  private static let visibleArgumentCount: Int64 = 6

  /// Returns what a call of `long_arg` or one of its siblings is in a handler of a probe in a function or at a system
  /// call; `nil` if it is something else.
  mutating func functionValue(
    _ intrinsic: Intrinsic, _ call: CallExpression, _ arguments: [TypedExpression]
  ) -> Checked? {
    guard let type = ArgumentType(intrinsic), case .probe(let probe) = body.owner else {
      return nil
    }
    let site = probes[probe].point.site
    let isAtSystemCall = site.isAtSystemCall(.syscall_argument)
    guard isAtSystemCall || site.function != nil else { return nil }
    guard case .long(let position)? = arguments.first?.kind,
      1...Self.visibleArgumentCount ~= position
    else {
      return wrong(
        .constantExpected(
          "'\(call.function.text)' takes a constant from 1 to \(Self.visibleArgumentCount) here",
          at: arguments.first?.range ?? call.range))
    }
    if isAtSystemCall {
      return .known(type.value(of: .intrinsic(.syscall_argument, [arguments[0]]), in: call))
    }
    return site.function.map { argument(Int(position), of: $0, as: type, call) }
  }

  /// Returns the argument at `position` of the function at `site`.
  private mutating func argument(
    _ position: Int, of site: FunctionSite, as type: ArgumentType, _ call: CallExpression
  ) -> Checked {
    if site.argumentCount == nil, site.moment == .return {
      return wrong(.argumentsGone(call.function.text, at: call.function.range))
    }
    guard position <= site.argumentCount ?? Int(Self.visibleArgumentCount) else {
      return wrong(
        .constantExpected(
          "'\(site.name)' has only \(site.argumentCount ?? 0) arguments", at: call.function.range))
    }
    // The whole register is read: narrower reads of pointers are what the verifier forbids.
    let access = ArgumentAccess(
      index: position - 1, size: 8, isSigned: false, isTypedPointer: false)
    return .known(type.value(of: .argument(access), in: call))
  }
}

/// The type by which a function such as `s32_arg` takes an argument.
private struct ArgumentType {
  /// How many bits it has.
  private let width: Int64
  /// `true` iff it has a sign.
  private let isSigned: Bool

  /// Creates the type of what `intrinsic` yields; `nil` if that is no argument.
  init?(_ intrinsic: Intrinsic) {
    switch intrinsic {
    case .int_arg, .s32_arg: (width, isSigned) = (32, true)
    case .uint_arg, .u32_arg: (width, isSigned) = (32, false)
    case .long_arg, .longlong_arg, .s64_arg, .ulong_arg, .ulonglong_arg, .u64_arg, .pointer_arg:
      (width, isSigned) = (64, true)
    default: return nil
    }
  }

  /// Returns the value of this type that the register has which `kind` reads, at the place of `call`.
  func value(of kind: TypedExpression.Kind, in call: CallExpression) -> TypedExpression {
    func expression(_ kind: TypedExpression.Kind) -> TypedExpression {
      TypedExpression(kind, type: .long, range: call.range, token: call.function.range)
    }
    let whole = expression(kind)
    guard width < 64 else { return whole }
    let distance = expression(.long(64 - width))
    return expression(
      .binary(
        isSigned ? .shiftRight : .shiftRightLogical,
        expression(.binary(.shiftLeft, whole, distance)), distance))
  }
}
