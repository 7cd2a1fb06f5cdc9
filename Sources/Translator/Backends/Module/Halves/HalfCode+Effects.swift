import IR

/// What a module can do to the kernel and the task.
extension HalfCode {
  /// Adds a call of `intrinsic`, which only a module can do.
  mutating func addEffect(
    _ intrinsic: Intrinsic, _ arguments: [ValueID], as id: ValueID
  ) throws(HalfProblem) {
    if intrinsic == .embedded_code {
      try addEmbeddedCode(arguments, as: id)
      return
    }
    if let store = intrinsic.store {
      addStore(store, arguments, as: id)
      return
    }
    if let type = intrinsic.argumentType {
      try addFunctionArgument(type, arguments[0], as: id)
      return
    }
    if let type = intrinsic.setArgumentType {
      setFunctionArgument(type, arguments, as: id)
      return
    }
    let values = arguments.map { value($0).text }
    switch intrinsic {
    case .register: addRegister(values[0], as: id)
    case .stack_used, .stack_unused: assign("marktap_\(intrinsic.rawValue)()", to: id)
    case .addr_to_node: assign("marktap_addr_to_node(\(values[0]))", to: id)
    case .set_returnval:
      append("marktap_set_result(run, \(values[0]));", changing: .everything)
    case .panic: append("marktap_panic(\(values[0]));", changing: .everything)
    case .raise: append("marktap_raise(\(values[0]));", changing: .everything)
    case .mdelay, .udelay: append("\(intrinsic.rawValue)(\(values[0]));", changing: .everything)
    case .dump_stack: append("dump_stack();", changing: .everything)
    case .embedded_output: addEmbeddedOutput(as: id)
    // The conventions differ on machines of 32 bits only.
    case .asmlinkage, .fastcall, .regparm: break
    default: throw unsupported("the function '\(intrinsic.rawValue)'")
    }
  }

  /// Adds a write to memory, which fails if there is none.
  private mutating func addStore(
    _ store: MemoryStore, _ arguments: [ValueID], as id: ValueID
  ) {
    let address = name(arguments[0])
    let space = store.space.rawValue
    let call: String
    switch store.content {
    case .integer(let size):
      let type = CInteger(size: size, isSigned: false)
      call = "marktap_store_\(space)(\(type.name), \(address), \(value(arguments[1]).text))"
    case .string:
      let limit = arguments.count > 2 ? value(arguments[1]).text : "\(stringLimit + 1)"
      let text = value(arguments[arguments.count - 1]).text
      call = "marktap_store_\(space)_string(\(address), \(text), \(limit))"
    }
    settle(before: .everything)
    fail(if: CExpression(not: call), .readFault, address, of: id)
  }

  /// Adds an argument of the probed function by its number, from 1.
  private mutating func addFunctionArgument(
    _ type: CInteger, _ number: ValueID, as id: ValueID
  ) throws(HalfProblem) {
    guard case .function(let site) = program.probes[half.probe].site, let number = constant(number)
    else { throw unsupported("an argument by its number") }
    let count = site.argumentCount ?? ModuleSite.registerCount
    guard (1...max(1, count)).contains(Int(number)) else {
      throw unsupported("argument number \(number) of a function with \(count)")
    }
    define(id, CExpression("(s64)(\(type.name))arguments[\(number - 1)]"))
  }
}

extension HalfCode {
  /// Adds the register that has the name `name` where the site was hit.
  private mutating func addRegister(_ name: String, as id: ValueID) {
    let result = makeVariable(for: id)
    fail(
      if: CExpression(not: "marktap_register(run, \(name), &\(result))"), .raised,
      "\"the probe has no such register\"", of: id)
  }

  /// Adds a change of an argument of the probed function by its number, from 1.
  private mutating func setFunctionArgument(
    _ type: CInteger, _ arguments: [ValueID], as id: ValueID
  ) {
    let value = "(s64)(\(type.name))\(value(arguments[1]).operand)"
    let call = "marktap_set_argument(run, \(self.value(arguments[0]).text), \(value))"
    settle(before: .everything)
    fail(
      if: CExpression(not: call), .raised, "\"the argument is in no register\"", of: id)
  }
}

/// A write to memory.
private struct MemoryStore {
  /// What is written.
  enum Content {
    /// The low bytes of a long.
    case integer(size: Int)
    /// A string and its NUL.
    case string
  }

  /// Whose memory it is.
  let space: MemorySpace
  /// What is written.
  let content: Content
}

extension Intrinsic {
  /// The write to memory that it is; nil if it is none.
  fileprivate var store: MemoryStore? {
    switch self {
    case .set_kernel_long, .set_kernel_pointer:
      MemoryStore(space: .kernel, content: .integer(size: 8))
    case .set_kernel_int: MemoryStore(space: .kernel, content: .integer(size: 4))
    case .set_kernel_short: MemoryStore(space: .kernel, content: .integer(size: 2))
    case .set_kernel_char: MemoryStore(space: .kernel, content: .integer(size: 1))
    case .set_kernel_string, .set_kernel_string_n: MemoryStore(space: .kernel, content: .string)
    case .set_user_long, .set_user_pointer: MemoryStore(space: .user, content: .integer(size: 8))
    case .set_user_int: MemoryStore(space: .user, content: .integer(size: 4))
    case .set_user_short: MemoryStore(space: .user, content: .integer(size: 2))
    case .set_user_char: MemoryStore(space: .user, content: .integer(size: 1))
    case .set_user_string, .set_user_string_n, .set_user_string_arg:
      MemoryStore(space: .user, content: .string)
    default: nil
    }
  }

  /// The type as which it reads an argument of the probed function; nil if it does not.
  fileprivate var argumentType: CInteger? {
    switch self {
    case .int_arg, .s32_arg: CInteger(size: 4, isSigned: true)
    case .uint_arg, .u32_arg: CInteger(size: 4, isSigned: false)
    case .long_arg, .longlong_arg, .s64_arg: CInteger(size: 8, isSigned: true)
    case .ulong_arg, .ulonglong_arg, .pointer_arg, .u64_arg: CInteger(size: 8, isSigned: false)
    default: nil
    }
  }

  /// The type as which it sets an argument of the probed function; nil if it does not.
  fileprivate var setArgumentType: CInteger? {
    switch self {
    case .set_int_arg, .set_s32_arg: CInteger(size: 4, isSigned: true)
    case .set_uint_arg, .set_u32_arg: CInteger(size: 4, isSigned: false)
    case .set_long_arg, .set_longlong_arg, .set_s64_arg: CInteger(size: 8, isSigned: true)
    case .set_ulong_arg, .set_ulonglong_arg, .set_pointer_arg, .set_u64_arg:
      CInteger(size: 8, isSigned: false)
    default: nil
    }
  }

  /// `true` iff it fails with words.
  var raisesErrors: Bool {
    self == .embedded_code || self == .register || setArgumentType != nil
  }

  /// `true` iff a module can do what BPF programs cannot.
  package var isDoneByModules: Bool {
    if store != nil || argumentType != nil || setArgumentType != nil { return true }
    switch self {
    case .register, .stack_used, .stack_unused, .addr_to_node: return true
    case .set_returnval, .panic, .raise, .mdelay, .udelay, .dump_stack, .asmlinkage, .fastcall,
      .regparm, .embedded_code, .embedded_output:
      return true
    default: return false
    }
  }
}
