import Diagnostics
import IR
import KernelDescription

extension Elaborator {
  /// Checks a call of a built-in function.
  mutating func check(
    _ call: CallExpression, of intrinsic: Intrinsic, _ expectation: Expectation?, _ use: ValueUse
  ) -> Checked {
    let signature = intrinsic.signature
    var arguments: [TypedExpression]? = []
    for (argument, type) in zip(call.arguments, signature.parameters) {
      let checked = check(argument, Expectation(type))
      if case .known(let value) = checked { arguments?.append(value) } else { arguments = nil }
    }
    if intrinsic.residence != .pure { body.isImpure = true }
    guard var arguments else { return failure }
    arguments += intrinsic.defaults.suffix(signature.parameters.count - arguments.count).map {
      TypedExpression(.long($0), type: .long, range: call.range)
    }
    if intrinsic.needsGuruMode, !options.isGuru, !library.contains(call.range.file) {
      return wrong(.guruFunction(call.function))
    }
    if let diagnostic = systemCallMistake(intrinsic, call, arguments) { return wrong(diagnostic) }
    if let value = functionValue(intrinsic, call, arguments) { return value }
    var typed = TypedExpression(
      .intrinsic(intrinsic, arguments), type: signature.result, range: call.range,
      token: call.function.range)
    if intrinsic == .task_current { typed.pointer = kernel.types.pointer(to: "struct task_struct") }
    guard signature.result == nil else { return .known(typed) }
    guard use == .used, let expectation else { return withoutValue(.known(typed), call, use) }
    // As with a function of a script that says nothing of a value, its use tells the type.
    return .known(.emptyValue(of: expectation.type, after: typed))
  }

  /// Returns what is wrong with a call of one of the functions that tell of system calls.
  private func systemCallMistake(
    _ intrinsic: Intrinsic, _ call: CallExpression, _ arguments: [TypedExpression]
  ) -> Diagnostic? {
    guard [.syscall_arch, .syscall_number, .syscall_argument, .syscall_return].contains(intrinsic)
    else { return nil }
    if case .probe(let probe) = body.owner, !probes[probe].point.site.isAtSystemCall(intrinsic) {
      return .notAtSystemCall(
        call.function.text, sites: intrinsic.systemCallSites.map { "raw_syscalls:\($0)" },
        at: call.function.range)
    }
    guard intrinsic == .syscall_argument else { return nil }
    if case .long(1...6) = arguments[0].kind { return nil }
    return .constantExpected(
      "'syscall_argument' takes a constant from 1 to 6", at: arguments[0].range)
  }

  /// Checks a function whose value is the same in all runs of a handler.
  mutating func check(_ constant: ProbeConstant, _ call: CallExpression) -> Checked {
    if case .condition = body.owner { body.isImpure = true }
    body.dependsOnProbe = true
    let point = probes[currentProbe].point
    let kind: TypedExpression.Kind =
      switch constant {
      case .pp: .string(Array(point.point.utf8))
      case .pn: .string(Array(point.name.utf8))
      case .probe_type: .string(Array(point.type.utf8))
      case .ppfunc, .probefunc: .string(Array((point.site.function?.name ?? "").utf8))
      case .is_return: .long(point.site.function?.moment == .return ? 1 : 0)
      }
    return .known(
      TypedExpression(
        kind, type: constant == .is_return ? .long : .string, range: call.range,
        token: call.function.range))
  }
}

/// A built-in function whose value is known when a probe point is resolved.
enum ProbeConstant: String, CaseIterable, Sendable {
  /// The resolved probe point.
  case pp
  /// The script's own probe point with its patterns resolved.
  case pn
  /// The function that the probe point names.
  case ppfunc
  /// The function that the probe is in.
  case probefunc
  /// The kind of the site.
  case probe_type
  /// 1 iff the site is the return of a function.
  case is_return
}

extension TypedExpression {
  /// Creates what stands for `code`.
  static func embedded(_ code: EmbeddedCode) -> TypedExpression {
    TypedExpression(.intrinsic(.embedded_code, []), type: nil, range: code.range)
  }

  /// Returns 0 or "" as the value of `effect`, which has none.
  static func emptyValue(
    of type: ValueType, after effect: TypedExpression
  ) -> TypedExpression {
    let statement = TypedStatement(.expression(effect), range: effect.range)
    let value = TypedExpression(
      type == .string ? .string([]) : .long(0), type: type, range: effect.range)
    return TypedExpression(
      .sequence([statement], value), type: type, range: effect.range, token: effect.token)
  }
}

extension TypeTable {
  /// Returns the pointer to the type that is spelt `name`; `nil` if the kernel has none.
  fileprivate func pointer(to name: String) -> SpelledType? {
    guard var type = type(spelled: name) else { return nil }
    type.pointerDepth += 1
    return type
  }
}

extension Intrinsic {
  /// `true` iff it can harm the machine, so that scripts may call it only with `-g`.
  fileprivate var needsGuruMode: Bool { self == .printk || rawValue.hasPrefix("set_kernel_") }

  /// The values of the last parameters where calls leave them out.
  fileprivate var defaults: [Int64] {
    switch self {
    case .strtol: [10]
    default: []
    }
  }

  /// How many arguments calls can have.
  var arities: ClosedRange<Int> {
    let count = signature.parameters.count
    return (count - signature.optionalCount)...count
  }
}

extension Intrinsic {
  /// The tracepoints at which a function that tells of system calls has a meaning.
  fileprivate var systemCallSites: [String] {
    self == .syscall_return ? ["sys_exit"] : ["sys_enter", "sys_exit"]
  }
}

extension Site {
  /// Returns `true` iff `intrinsic`, which tells of system calls, has a meaning at the site.
  func isAtSystemCall(_ intrinsic: Intrinsic) -> Bool {
    switch self {
    case .tracepoint(let site): intrinsic.systemCallSites.contains(site.name)
    case .event(let site):
      site.system == "raw_syscalls" && intrinsic.systemCallSites.contains(site.name)
    case .begin, .end, .error, .timer, .ticks, .profile, .function, .counter, .file, .marker,
      .foreign,
      .never:
      false
    }
  }
}
