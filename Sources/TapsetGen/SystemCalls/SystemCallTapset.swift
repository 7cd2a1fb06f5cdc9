import KernelDescription

/// Writes the aliases `syscall.NAME` and `syscall.NAME.return` of one kernel, which have further names that start
/// with `nd_syscall` and `tp_syscall`.
///
/// What the aliases set is told in Documentation/Decoding.md.
package struct SystemCallTapset: Sendable {
  /// The name of the file.
  package static let fileName = "syscalls.stp"

  /// The kernel.
  private let kernel: KernelDescription
  /// How arguments are turned into text.
  private let table: DecodingTable
  /// What SystemTap's tapset calls them.
  private let variables: VariableTable

  /// Creates the tapset of `kernel` with the decoders of `table` and the further names of `variables`.
  package init(
    _ kernel: KernelDescription, table: DecodingTable, variables: VariableTable = VariableTable()
  ) {
    self.kernel = kernel
    self.table = table
    self.variables = variables
  }

  /// Returns what declares all names of the alias for `call`.
  static func aliasNames(of call: String) -> String {
    ["syscall", "nd_syscall", "tp_syscall"].map { "\($0).\(call)" }.joined(separator: " = ")
  }

  /// The audit architecture of the calls; 0, which none is, where it is not known.
  private var architecture: String {
    "0x" + String(kernel.identity.auditArchitecture ?? 0, radix: 16)
  }

  /// The text of the file.
  package var text: String {
    let calls = kernel.systemCalls.filter { $0.number != nil }.map(\.declared)
      .sorted { ($0.number ?? 0, $0.name) < ($1.number ?? 0, $1.name) }
    var parts = [
      """
      # Linux \(kernel.identity.release), build id \(kernel.identity.buildID): \(GeneratedFile.remark), system calls.
      # The names and types of arguments are the kernel's own; their texts come from arguments.table.

      """
    ]
    var known: [String: Set<String>] = [:]
    for call in calls {
      let statements = entryStatements(of: call)
      known[call.name] = Set(statements.compactMap(Self.assignedName))
      parts.append(entryAlias(of: call, statements))
      parts.append(returnAlias(of: call))
    }
    parts.append(otherAliases(numbers: calls.compactMap(\.number)))
    parts.append(FurtherNames(variables, known: known).text)
    parts.append(SystemCallNames(calls).text)
    parts.append(
      DescriptorPlaces(
        calls.compactMap { call in call.number.map { ($0, call) } }, table: table,
        prefix: "syscall", owner: "64-bit programs"
      ).text)
    parts.append(CompatibleCalls(calls, table: table).text)
    return parts.joined(separator: "\n")
  }

  /// Returns the alias for the entry of `call`, with `statements`.
  private func entryAlias(of call: SystemCall, _ statements: [String]) -> String {
    """
    /// \(call.name)(\(call.arguments.map { "\($0.typeText) \($0.name)" }.joined(separator: ", ")))
    probe \(Self.aliasNames(of: call.name)) = kernel.trace("raw_syscalls:sys_enter")
    {
    \(statements.map { "  " + $0 }.joined(separator: "\n"))
    }

    """
  }

  /// Returns what the alias for the entry of `call` does.
  private func entryStatements(of call: SystemCall) -> [String] {
    let arguments = ArgumentText.all(of: call, table: table)
    var statements = [condition(call.number ?? 0), "name = \"\(call.name)\""]
    statements += arguments.map(\.assignment)
    statements += arguments.flatMap(\.entryTexts)
    statements.append("open_argstr = \(ArgumentText.argumentString(arguments))")
    statements.append("open_args_json = \(ArgumentText.argumentJSON(arguments))")
    statements += Self.closedTexts
    statements += CallEvidence(arguments, isReturn: false).assignments
    let known = Set(statements.compactMap(Self.assignedName))
    return statements + variables.assignments(of: call.name, known: known)
  }

  /// Returns the variable that `statement` sets; `nil` if it sets none.
  private static func assignedName(_ statement: String) -> String? {
    let words = statement.split(separator: " ", maxSplits: 2)
    return words.count == 3 && words[1] == "=" ? String(words[0]) : nil
  }

  /// The values of all argument registers.
  private static let registers = (1...6).map { "syscall_argument(\($0))" }.joined(separator: ", ")
  /// What the functions for system calls of 32-bit programs are given: the number, the registers, the strings that the
  /// first four of them may lead to, and the bytes that the first five may lead to.
  private static let compatibleArguments =
    "syscall_number(), \(registers), "
    + ((1...4).map { "user_string_quoted(syscall_argument(\($0)))" }
    + (1...5).map { "syscall_i386_bytes(syscall_argument(\($0)))" }).joined(separator: ", ")

  /// The statements that set the texts of arguments as they are without the return of the call.
  private static let closedTexts = [
    "argstr = syscall_complete_str(open_argstr, \"\")",
    "args_json = syscall_complete_json(open_args_json, \"\")",
  ]

  /// Returns the alias for the return of `call`.
  private func returnAlias(of call: SystemCall) -> String {
    // The kernel forgets the number of a call that replaced all registers (arch/x86/kernel/signal.c).
    let restores = call.name == "rt_sigreturn"
    let isExecution = call.name == "execve" || call.name == "execveat"
    let arguments = ArgumentText.all(of: call, table: table).filter { !$0.isFrame }
    var lines = [
      "probe \(Self.aliasNames(of: call.name + ".return")) = kernel.trace(\"raw_syscalls:sys_exit\")",
      "{",
      restores
        ? "  if (syscall_number() != \(call.number ?? 0) && syscall_number() != -1) next"
        : "  \(condition(call.number ?? 0))",
      "  name = \"\(call.name)\"",
      "  retval = syscall_return()",
    ]
    lines += arguments.map { "  " + $0.assignment }
    lines.append(contentsOf: Self.resultTexts(of: table.decoder(of: "return", in: call.name)))
    lines.append(
      "  completions = \(isExecution ? Self.executionCompletions(arguments) : Self.completions(arguments))"
    )
    lines += CallEvidence(arguments, isReturn: true, isExecution: isExecution).assignments
      .map { "  " + $0 }
    let known = Set(lines.compactMap(Self.assignedName))
    lines += variables.assignments(of: "\(call.name).return", known: known).map { "  " + $0 }
    lines.append("}\n")
    return lines.joined(separator: "\n")
  }

  /// Returns the statements that set the texts of what a call returns, which `decoder` turns into text.
  private static func resultTexts(of decoder: DecodingTable.Decoder?) -> [String] {
    let text: String
    if let decoder {
      let others = decoder.arguments.map { ", \(ArgumentText.scriptName($0))" }.joined()
      text = "syscall_result_text_of(retval, syscall_\(decoder.name)_str(retval\(others)))"
    } else {
      text = "syscall_result_text(retval)"
    }
    return ["  retstr = syscall_return_str(retval)", "  result_text = \(text)"]
  }

  /// Returns the expression for what the return of a call says of `arguments`.
  private static func completions(_ arguments: [ArgumentText]) -> String {
    let known = arguments.filter(\.isCompletable)
    if known.isEmpty { return "\"\"" }
    return "sprintf(\"\(known.map { _ in "%s" }.joined())\", "
      + known.map(\.completion).joined(separator: ", ") + ")"
  }

  /// Returns the expression for what the return of a call that starts a program says of its `arguments`: path, what
  /// the program is told, and its environment, which stand one behind the other.
  private static func executionCompletions(_ arguments: [ArgumentText]) -> String {
    guard let path = arguments.first(where: \.isPath) else { return "\"\"" }
    return "syscall_execution_completions(\(path.position), retval, \(path.valueName))"
  }

  /// Returns the aliases for the calls that this kernel has no name for: numbers outside of its table and
  /// calls of 32-bit programs.
  private func otherAliases(numbers: [Int]) -> String {
    let known = Self.ranges(numbers)
      .map { "(number >= \($0.lowerBound) && number <= \($0.upperBound))" }
      .joined(separator: "\n    || ")
    return """
      /// Whether the table of this kernel names the system call `number`.
      function syscall_is_known:long(number:long)
      {
        return \(known.isEmpty ? "0" : known)
      }

      /// A system call that has no alias of its own: an unknown number, or one of another architecture.
      probe syscall.other = kernel.trace("raw_syscalls:sys_enter")
      {
        if (syscall_is_known(syscall_number()) && syscall_arch() == \(architecture)) next
        name = syscall_other_name(syscall_arch(), syscall_number())
        open_argstr = syscall_arch() == 0x40000003
          ? syscall_i386_argstr(\(Self.compatibleArguments))
          : sprintf("0x%x, 0x%x, 0x%x, 0x%x, 0x%x, 0x%x", \(Self.registers))
        open_args_json = syscall_arch() == 0x40000003
          ? syscall_i386_json(\(Self.compatibleArguments))
          : syscall_other_args_json(\(Self.registers))
        \(Self.closedTexts.joined(separator: "\n  "))
        \(CompatibleEvidence.assignments(isReturn: false).joined(separator: "\n  "))
      }

      probe syscall.other.return = kernel.trace("raw_syscalls:sys_exit")
      {
        if (syscall_number() == -1
          || (syscall_is_known(syscall_number()) && syscall_arch() == \(architecture))) next
        name = syscall_other_name(syscall_arch(), syscall_number())
        retval = syscall_return()
        retstr = syscall_return_str(retval)
        result_text = syscall_result_text_of(retval, syscall_arch() == 0x40000003
          ? syscall_i386_result(retval, syscall_number(), \(Self.registers)) : sprintf("%d", retval))
        completions = syscall_arch() != 0x40000003 ? ""
          : syscall_is_compatible_execution()
          ? syscall_execution_completions(1, retval, syscall_argument(1))
          : syscall_i386_completions(retval, \(Self.compatibleArguments))
        \(CompatibleEvidence.assignments(isReturn: true).joined(separator: "\n  "))
      }

      """
  }

  /// Returns the statement that leaves a handler at all calls but `number`.
  private func condition(_ number: Int) -> String {
    "if (syscall_number() != \(number) || syscall_arch() != \(architecture)) next"
  }

  /// Returns the ranges of neighbouring numbers in `numbers`, which are sorted.
  private static func ranges(_ numbers: [Int]) -> [ClosedRange<Int>] {
    var result: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = result.last, number <= last.upperBound + 1 {
        result[result.count - 1] = last.lowerBound...number
      } else {
        result.append(number...number)
      }
    }
    return result
  }
}
