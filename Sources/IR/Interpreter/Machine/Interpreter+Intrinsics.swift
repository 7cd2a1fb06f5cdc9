import Glibc

extension Interpreter {
  /// Calls a built-in function and puts its result into the target of `step`; `false` if it fails or aborts.
  func call(
    _ call: UnsafeMutablePointer<IntrinsicCall>, _ step: UnsafeMutablePointer<Code>,
    _ function: UnsafeMutablePointer<CompiledFunction>, _ frame: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let intrinsic = call.pointee.intrinsic
    let arguments = IntrinsicArguments(registers: call.pointee.arguments, frame: frame)
    let target = frame + step.target
    switch intrinsic {
    case .strlen, .substr, .stringat, .isinstr, .strpos, .strtol, .str_replace, .tokenize,
      .text_str,
      .text_strn, .string_quoted, .json_quoted, .isdigit, .buffer_integer, .buffer_string,
      .calendar_time:
      return callOnStrings(intrinsic, arguments, target)
    case .exit, .abort, .error, .warn, .log, .session_note, .matched, .ngroups, .randint,
      .session_option, .new_losses, .file_content, .set_file_content, .append_file_content:
      return callOnSession(intrinsic, arguments, target)
    case .tid, .pid, .ppid, .uid, .euid, .gid, .egid, .cpu, .task_current, .pgrp, .sid, .cgroup_id,
      .syscall_arch, .syscall_number, .syscall_return, .gettimeofday_ns, .ktime_get_ns,
      .get_cycles, .jiffies, .target, .stp_pid, .lost_records:
      target[0] = environment.long(intrinsic, 0)
    case .syscall_argument: target[0] = environment.long(intrinsic, arguments.long(0))
    case .process_executable:
      string(environment.executable(ofProcess: arguments.long(0))).store(target)
    case .execname, .pexecname: string(environment.string(intrinsic)).store(target)
    case .user_string, .user_string_n, .user_buffer, .user_string_quoted, .user_string_n_quoted,
      .user_buffer_quoted, .user_string_nofault, .user_buffer_nofault, .kernel_string,
      .kernel_string_n, .kernel_buffer:
      return callOnMemory(intrinsic, arguments, target, step, function)
    case .user_registers, .user_mode, .tz_gmtoff, .HZ: target[0] = environment.long(intrinsic, 0)
    case .kernel_stack_buffer, .user_stack_buffer, .tz_name, .kernel_symbol, .user_symbol,
      .procfs_text, .system, .switch_file, .printk, .ftrace:
      callOnSystem(intrinsic, arguments, target)
    case .embedded_code: return callCode(arguments, target)
    case .embedded_output:
      string(environment.embeddedOutput).store(target)
      environment.embeddedOutput = []
    case .fp_to_string, .string_to_fp, .long_to_fp, .fp_to_long, .fp_add, .fp_sub, .fp_mul,
      .fp_div, .fp_rem, .fp_sqrt, .fp_eq, .fp_le, .fp_lt, .fp32_to_fp64:
      return callOnFloatingPoint(intrinsic, arguments, target)
    case .set_kernel_string, .set_kernel_string_n, .set_kernel_long, .set_kernel_int,
      .set_kernel_short, .set_kernel_char, .set_kernel_pointer, .set_user_string,
      .set_user_string_n, .set_user_string_arg, .set_user_long, .set_user_int, .set_user_short,
      .set_user_char, .set_user_pointer, .set_returnval, .register, .print_regs, .stack_used,
      .stack_unused, .addr_to_node, .panic, .raise, .mdelay, .udelay, .dump_stack, .int_arg,
      .uint_arg, .long_arg, .ulong_arg, .longlong_arg, .ulonglong_arg, .pointer_arg, .s32_arg,
      .u32_arg, .s64_arg, .u64_arg, .set_int_arg, .set_uint_arg, .set_long_arg, .set_ulong_arg,
      .set_longlong_arg, .set_ulonglong_arg, .set_pointer_arg, .set_s32_arg, .set_u32_arg,
      .set_s64_arg, .set_u64_arg, .asmlinkage, .fastcall, .regparm, .module_value:
      return reject("'\(intrinsic.rawValue)()' takes a kernel module")
    }
    return true
  }

  /// Notes that an argument of a built-in function is not acceptable, and returns `false`.
  func reject(_ text: String) -> Bool {
    state.pointee.failure = Failure(.badArgument, text: Array(text.utf8))
    return false
  }

  // MARK: Strings

  /// Calls a built-in function that works on strings.
  private func callOnStrings(
    _ intrinsic: Intrinsic, _ arguments: IntrinsicArguments, _ target: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let text = intrinsic == .calendar_time ? .empty : arguments.string(0)
    switch intrinsic {
    case .strlen: target[0] = Int64(text.count)
    case .substr: substring(text, arguments.long(1), arguments.long(2)).store(target)
    case .stringat:
      let position = arguments.long(1)
      guard position >= 0, position < text.count else { return reject("Position out of bounds") }
      target[0] = Int64(Int8(bitPattern: text.start[Int(position)]))
    case .isinstr: target[0] = text.position(of: arguments.string(1)) == nil ? 0 : 1
    case .strpos: target[0] = Int64(text.position(of: arguments.string(1)) ?? -1)
    case .strtol:
      target[0] = Self.number(text, base: arguments.count > 1 ? arguments.long(1) : 0)
    case .str_replace:
      replace(arguments.string(1), by: arguments.string(2), in: text).store(target)
    case .tokenize:
      tokens.next(of: text, separatedBy: arguments.string(1)).map(copy).store(target)
    case .text_str: escaped(text, as: .plain, limit: 0).store(target)
    case .text_strn:
      escaped(
        text, as: arguments.long(2) == 0 ? .plain : .quoted, limit: arguments.long(1)
      ).store(target)
    case .string_quoted: escaped(text, as: .quoted, limit: 0).store(target)
    case .json_quoted:
      state.pointee.scratch.count = 0
      TextEscapes.appendJSON(
        text, limit: state.pointee.maximumStringCount, to: &state.pointee.scratch)
      state.pointee.takeScratch().store(target)
    case .isdigit:
      target[0] = text.count > 0 && (48...57).contains(text.bytes[0]) ? 1 : 0
    case .buffer_integer:
      target[0] = Self.integer(in: text, at: arguments.long(1), size: arguments.long(2))
    case .buffer_string:
      let part = substring(text, arguments.long(1), arguments.long(2))
      let end = part.bytes.firstIndex(of: 0) ?? part.count
      StringView(part.start, end).store(target)
    case .calendar_time: string(Self.calendarTime(arguments.long(0))).store(target)
    default: preconditionFailure("\(intrinsic) does not work on strings")
    }
    return true
  }

  /// Returns `count` bytes of `text` from `start`, or as many as there are.
  private func substring(_ text: StringView, _ start: Int64, _ count: Int64) -> StringView {
    guard start >= 0, start < text.count, count > 0 else { return .empty }
    return StringView(
      text.start + Int(start), Int(min(count, Int64(text.count) - start)))
  }

  /// Returns `text` with escapes, at most `limit` bytes; 0 stands for the most that a string can have.
  private func escaped(_ text: StringView, as style: TextEscapes.Style, limit: Int64) -> StringView
  {
    let most = state.pointee.maximumStringCount
    let limit = limit <= 0 || limit > most ? most : Int(limit)
    state.pointee.scratch.count = 0
    TextEscapes.append(text, as: style, limit: limit, isCut: false, to: &state.pointee.scratch)
    return state.pointee.takeScratch()
  }

  /// Returns `text` with all occurrences of `old` replaced by `new`.
  private func replace(_ old: StringView, by new: StringView, in text: StringView) -> StringView {
    if old.count == 0 { return text }
    state.pointee.scratch.count = 0
    var position = 0
    while let found = text.position(of: old, from: position) {
      state.pointee.scratch.append(text.start + position, found - position)
      state.pointee.scratch.append(new.start, new.count)
      position = found + old.count
    }
    state.pointee.scratch.append(text.start + position, text.count - position)
    return state.pointee.takeScratch()
  }

  /// Returns the number that `text` starts with; base 0 is told by the prefix.
  private static func number(_ text: StringView, base: Int64) -> Int64 {
    var position = 0
    let isNegative = text.count > 0 && text.start[0] == UInt8(ascii: "-")
    if isNegative { position += 1 }
    var base = base
    let hasPrefix =
      position + 2 < text.count && text.start[position] == 48
      && text.start[position + 1] | 32 == 120
    if base == 0 {
      base = hasPrefix ? 16 : position < text.count && text.start[position] == 48 ? 8 : 10
    }
    if base == 16, hasPrefix { position += 2 }
    guard (2...36).contains(base) else { return 0 }
    var value: UInt64 = 0
    while position < text.count, let digit = digit(text.start[position]), digit < base {
      value = value &* UInt64(base) &+ UInt64(digit)
      position += 1
    }
    return isNegative ? 0 &- Int64(bitPattern: value) : Int64(bitPattern: value)
  }

  /// Returns the value of a digit or a letter; `nil` for all else.
  private static func digit(_ byte: UInt8) -> Int64? {
    switch byte {
    case 48...57: Int64(byte) - 48
    case 97...122: Int64(byte) - 87
    case 65...90: Int64(byte) - 55
    default: nil
    }
  }

  /// Returns the little-endian number of `size` bytes at `offset`; 0 beyond the end.
  private static func integer(in text: StringView, at offset: Int64, size: Int64) -> Int64 {
    guard [1, 2, 4, 8].contains(size), offset >= 0, offset <= Int64(text.count) - size else {
      return 0
    }
    var value: UInt64 = 0
    for index in (0..<Int(size)).reversed() {
      value = value << 8 | UInt64(text.start[Int(offset) + index])
    }
    return Int64(bitPattern: value)
  }

  /// Returns the date and time of `seconds` since 1970 in UTC, as `ctime` of C has it, without line break.
  private static func calendarTime(_ seconds: Int64) -> [UInt8] {
    var time = time_t(seconds)
    var parts = tm()
    guard gmtime_r(&time, &parts) != nil else { return [] }
    var text = [CChar](repeating: 0, count: 64)
    let count = strftime(&text, text.count, "%a %b %e %H:%M:%S %Y", &parts)
    return text.prefix(count).map { UInt8(bitPattern: $0) }
  }

  // MARK: The session

  /// Calls a built-in function that has an effect or a memory.
  private func callOnSession(
    _ intrinsic: Intrinsic, _ arguments: IntrinsicArguments, _ target: UnsafeMutablePointer<Int64>
  ) -> Bool {
    switch intrinsic {
    case .exit: state.pointee.isExitRequested = true
    case .abort:
      state.pointee.isExitRequested = true
      state.pointee.isAborted = true
      return false
    case .error:
      state.pointee.failure = Failure(.raised, text: Array(arguments.string(0).bytes))
      return false
    case .warn: environment.send(.warning(Array(arguments.string(0).bytes)))
    case .log:
      let text = arguments.string(0)
      state.pointee.output.append(text.start, text.count)
      state.pointee.output.append(UInt8(ascii: "\n"))
    case .session_note: environment.send(.note(Array(arguments.string(0).bytes)))
    case .session_option: string(environment.option(arguments.string(0))).store(target)
    case .new_losses: string(environment.newLosses).store(target)
    case .file_content: string(environment.fileContent).store(target)
    case .set_file_content:
      environment.fileContent = Array(arguments.string(0).bytes)
      arguments.string(0).store(target)
    case .append_file_content:
      environment.fileContent += arguments.string(0).bytes
      arguments.string(0).store(target)
    case .randint:
      let bound = arguments.long(0)
      target[0] = bound > 0 ? Int64.random(in: 0..<bound) : 0
    case .matched, .ngroups: return readMatch(intrinsic, arguments, target)
    default: preconditionFailure("\(intrinsic) does not concern the session")
    }
    return true
  }

  /// Reads the last match.
  private func readMatch(
    _ intrinsic: Intrinsic, _ arguments: IntrinsicArguments, _ target: UnsafeMutablePointer<Int64>
  ) -> Bool {
    if intrinsic == .ngroups {
      guard patterns.groupCount > 0 else {
        return reject("Attempted to get subexpression count from failed match")
      }
      target[0] = Int64(patterns.groupCount)
      return true
    }
    let index = arguments.long(0)
    guard patterns.groupCount > 0 else {
      return reject("Attempted to get subexpression \(index) from failed match")
    }
    guard index >= 0, index < patterns.groupCount else {
      return reject("Attempted to get nonexistent subexpression \(index)")
    }
    copy(patterns.group(Int(index))).store(target)
    return true
  }

  // MARK: Memory

  /// Calls a built-in function that reads memory.
  private func callOnMemory(
    _ intrinsic: Intrinsic, _ arguments: IntrinsicArguments, _ target: UnsafeMutablePointer<Int64>,
    _ step: UnsafeMutablePointer<Code>, _ function: UnsafeMutablePointer<CompiledFunction>
  ) -> Bool {
    let address = arguments.long(0)
    let most = state.pointee.maximumStringCount
    let limit =
      arguments.count > 1 ? Int(max(0, min(arguments.long(1), Int64(most)))) : most
    var text: MemoryText?
    switch intrinsic {
    case .user_buffer, .kernel_buffer, .user_buffer_nofault:
      text = readBuffer(intrinsic.space, address, limit)
    case .user_buffer_quoted:
      let shown = min(arguments.long(2), Int64(limit))
      text = readBuffer(intrinsic.space, address, Int(max(0, shown)))
      text?.isCut = arguments.long(1) > max(0, shown)
    default: text = readString(intrinsic.space, address, limit)
    }
    switch intrinsic {
    case .user_string_quoted, .user_string_n_quoted, .user_buffer_quoted:
      if isInKernelHalf {
        keepRawText(text, at: address, form: StringStatus.isQuoted, step, function)
      }
      quoted(text?.view, isCut: text?.isCut ?? false, at: address).store(target)
    case .user_string_nofault, .user_buffer_nofault:
      if isInKernelHalf {
        keepRawText(text, at: address, form: StringStatus.isOptional, step, function)
      }
      (text?.view ?? .empty).store(target)
    default:
      guard let text else {
        let kind: Failure.Kind =
          intrinsic.space == .user ? .userStringFault : .kernelStringFault
        state.pointee.failure = Failure(kind, operand: address)
        return false
      }
      text.view.store(target)
    }
    return true
  }

  /// A string that was read of memory.
  struct MemoryText {
    /// The bytes, in the arena.
    let view: StringView
    /// `true` iff the string went on where the bytes end.
    var isCut: Bool
  }

  /// Reads `count` bytes; `nil` if that is not possible.
  func readBuffer(_ space: MemorySpace, _ address: Int64, _ count: Int) -> MemoryText? {
    let place = state.pointee.arena.allocate(count)
    let bytes = UnsafeMutableRawBufferPointer(start: place, count: count)
    guard count == 0 || environment.read(space, address, into: bytes) else { return nil }
    return MemoryText(view: StringView(place, count), isCut: false)
  }

  /// Reads a string of at most `limit` bytes; `nil` if that is not possible.
  func readString(_ space: MemorySpace, _ address: Int64, _ limit: Int) -> MemoryText? {
    let place = state.pointee.arena.allocate(limit)
    var count = 0
    while true {
      var byte: UInt8 = 0
      let isReadable = withUnsafeMutableBytes(of: &byte) { bytes in
        environment.read(space, address &+ Int64(count), into: bytes)
      }
      // What lies behind the limit does not have to be readable.
      if !isReadable, count < limit { return nil }
      if byte == 0 || count == limit {
        state.pointee.arena.giveBack(limit - count)
        return MemoryText(view: StringView(place, count), isCut: isReadable && byte != 0)
      }
      place[count] = byte
      count += 1
    }
  }
}

/// The arguments of a call of a built-in function.
struct IntrinsicArguments {
  /// Their registers.
  let registers: CodeList<Int32>
  /// The frame.
  let frame: UnsafeMutablePointer<Int64>

  /// How many there are.
  var count: Int { registers.count }

  /// Returns the long at `index`.
  @inline(__always)
  func long(_ index: Int) -> Int64 { frame[Int(registers[index])] }

  /// Returns the string at `index`.
  @inline(__always)
  func string(_ index: Int) -> StringView { StringView(registers: frame + Int(registers[index])) }
}

extension StringView? {
  /// Puts the string, or the empty one, into two registers.
  fileprivate func store(_ registers: UnsafeMutablePointer<Int64>) {
    (self ?? .empty).store(registers)
  }
}
