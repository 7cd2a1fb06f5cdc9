/// The texts of arguments of 32-bit programs.
///
/// Functions make them, whose parameters are the values of arguments `a1`, `a2`, …, strings that are at the first four of
/// these, `s1`, `s2`, …, and the first bytes that are at the first five, `b1`, `b2`, ….
extension ArgumentText {
  /// Returns the expression for the texts of `arguments`.
  static func compatibleString(_ arguments: [ArgumentText]) -> String {
    joined(shown(arguments)) { $0.placed($0.compatibleText(among: arguments)) }
  }

  /// Returns the expression for `arguments` as a JSON array of objects.
  static func compatibleJSON(_ arguments: [ArgumentText]) -> String {
    if arguments.isEmpty { return "\"[]\"" }
    let format = arguments.map {
      "{\\\"name\\\":\\\"\($0.kernelName)\\\",\\\"value\\\":%d,%s}"
    }.joined(separator: ",")
    let values = arguments.map { argument in
      "a\(argument.position), \(argument.compatibleMembers(among: arguments))"
    }
    return "sprintf(\"[\(format)]\", \(values.joined(separator: ", ")))"
  }

  /// Returns the expression for what the return of a call says of `arguments`; `nil` if that is nothing.
  static func compatibleCompletions(_ arguments: [ArgumentText]) -> String? {
    let completions = arguments.compactMap { $0.compatibleCompletion(among: arguments) }
    if completions.isEmpty { return nil }
    let format = completions.map { _ in "%s" }.joined()
    return "sprintf(\"\(format)\", \(completions.joined(separator: ", ")))"
  }

  /// `true` iff it is a string that is read: one of the first four arguments.
  private var hasCompatibleString: Bool { isString && position <= 4 }
  /// `true` iff bytes are read for it: one of the first five arguments that the table has a line for.
  private var hasCompatibleMemory: Bool { isCompatibleMemory && position <= 5 }
  /// The parameter that holds its value.
  private var value: String { "a\(position)" }

  /// Returns the parameters that hold what the decoder further needs, or the numbers that it says.
  private func others(among arguments: [ArgumentText]) -> [String] {
    otherNames.map { name in
      arguments.first { $0.name == name || $0.valueName == name }.map { "a\($0.position)" } ?? name
    }
  }

  /// Returns the expression for what its bytes say.
  private func memoryText(among arguments: [ArgumentText]) -> String {
    let inputs = [value, "b\(position)"] + others(among: arguments)
    return "syscall_i386_\(decoder.name)_str(\(inputs.joined(separator: ", ")))"
  }

  /// The expression for what is known of it at entry if the call writes it.
  private var addressText: String { "syscall_pointer_str(\(value))" }

  /// Returns the expression for its text at entry.
  private func compatibleText(among arguments: [ArgumentText]) -> String {
    if hasCompatibleMemory {
      switch decoder.moment {
      case .exit: return "syscall_result_text(\(position), \(addressText), \(value))"
      case .entry:
        return "syscall_entry_text(\(position), \(memoryText(among: arguments)), \(value))"
      case .both:
        return "syscall_result_text(\(position), \(memoryText(among: arguments)), \(value))"
      }
    }
    if hasCompatibleString {
      return "syscall_entry_text(\(position), syscall_string_text(s\(position)), \(value))"
    }
    let others = others(among: arguments)
    if readsMemory || type == .pointer || decoder.laterName != nil || others.contains("retval") {
      return addressText
    }
    let number =
      switch type {
      case .signed: "\(value) << 32 >> 32"
      case .unsigned(2): "\(value) & 0xffff"
      case .unsigned, .pointer: value
      }
    switch decoder.name {
    case "decimal", "int": return "sprintf(\"%d\", \(value) << 32 >> 32)"
    case "unsigned": return "sprintf(\"%u\", \(number))"
    case "string", "path", "buffer", "user_strings": return addressText
    default:
      return "syscall_\(decoder.name)_str(\(([number] + others).joined(separator: ", ")))"
    }
  }

  /// Returns the expression for the members of its JSON object behind name and value.
  private func compatibleMembers(among arguments: [ArgumentText]) -> String {
    if hasCompatibleString {
      return "syscall_string_json(\(position), s\(position), \(value))"
    }
    if !hasCompatibleMemory {
      return "syscall_number_json(\(compatibleText(among: arguments)))"
    }
    switch decoder.moment {
    case .exit: return "syscall_result_json(\(position), \(addressText), \(value))"
    case .entry:
      return "syscall_memory_json(\(position), \(memoryText(among: arguments)), \(value), -1)"
    case .both:
      return "syscall_result_json(\(position), \(memoryText(among: arguments)), \(value))"
    }
  }

  /// Returns the expression for what the return of the call says of it; `nil` if that is nothing.
  private func compatibleCompletion(among arguments: [ArgumentText]) -> String? {
    if hasCompatibleString {
      return "syscall_string_completion(\(position), s\(position))"
    }
    if !hasCompatibleMemory { return nil }
    let text = memoryText(among: arguments)
    return decoder.moment == .entry
      ? "syscall_completion(\(position), \(text), \(value), -1)"
      : "syscall_result_completion(\(position), retval, \(text), \(value), -1)"
  }
}
