import KernelDescription

/// One argument of a system call, as the generated aliases treat it.
struct ArgumentText {
  /// Its position, from 1.
  let position: Int
  /// The name in scripts.
  let name: String
  /// The name in the kernel.
  let kernelName: String
  /// The meaning of its register.
  private let type: ArgumentType
  /// How it is turned into text.
  let decoder: DecodingTable.Decoder
  /// The names in scripts of the further arguments that the decoder needs.
  let otherNames: [String]

  /// Returns all arguments of `call`, decoded as `table` says.
  ///
  /// A call that the kernel has a number but no event for is shown with all its registers.
  static func all(of call: SystemCall, table: DecodingTable) -> [ArgumentText] {
    if !call.hasEvent {
      return (1...6).map { position in
        ArgumentText(
          position: position, name: "arg\(position)", kernelName: "arg\(position)",
          type: .unsigned(8), decoder: .init("hexadecimal"), otherNames: [])
      }
    }
    return call.arguments.enumerated().map { index, argument in
      let type = ArgumentType(argument.typeText)
      let decoder =
        table.decoder(of: argument.name, in: call.name)
        ?? defaultDecoder(of: argument, type: type)
      return ArgumentText(
        position: index + 1, name: scriptName(argument.name), kernelName: argument.name,
        type: decoder.name == "int" ? .signed(4) : type,
        decoder: decoder, otherNames: decoder.arguments.map(scriptName))
    }
  }

  /// Returns how an argument is turned into text that the table does not mention.
  private static func defaultDecoder(
    of argument: SystemCall.Argument, type: ArgumentType
  ) -> DecodingTable.Decoder {
    switch type {
    case .pointer:
      argument.typeText.hasPrefix("const char") && argument.typeText.hasSuffix("*")
        && !argument.typeText.hasSuffix("* *")
        ? .init("string") : .init("pointer")
    case .signed: .init("decimal")
    case .unsigned: argument.typeText == "umode_t" ? .init("octal") : .init("unsigned")
    }
  }

  /// Returns the name that scripts use for the kernel's `name`.
  static func scriptName(_ name: String) -> String {
    // What every alias sets, and what the language reserves.
    let taken = [
      "name", "argstr", "args_json", "in", "limit", "string", "long", "next", "delete", "global",
      "for", "completions", "paths", "open_argstr",
    ]
    if name == "return" { return "retval" }
    if name.hasPrefix("=") { return String(name.dropFirst()) }
    return taken.contains(name) ? "\(name)_arg" : name
  }

  /// `true` iff it names a file.
  var isPath: Bool { decoder.name == "path" }
  /// `true` iff the decoder makes a string in quotes of what is at the address.
  fileprivate var isString: Bool { isPath || decoder.name == "string" }
  /// `true` iff the decoder looks into the memory of the task.
  fileprivate var readsMemory: Bool {
    (type == .pointer || decoder.followsNumber) && decoder.name != "pointer"
  }
  /// `true` iff what it stands for can be said better when the call returns.
  var isCompletable: Bool { readsMemory }

  /// The variable that holds its value.
  var valueName: String {
    switch decoder.name {
    case "path", "string", "buffer", "user_strings": "\(name)_uaddr"
    default: name
    }
  }

  /// The statement that sets its value.
  var assignment: String {
    let register = "syscall_argument(\(position))"
    return "\(valueName) = \(valueName == name ? type.value(of: register) : register)"
  }

  /// The expression for the text that its value has now.
  var decodedText: String {
    switch decoder.name {
    case "path", "string": return "syscall_string_text(\(name))"
    case "buffer":
      return "syscall_bytes_str(\(valueName), \(otherNames.first ?? "0"))"
    case "decimal", "int": return "sprintf(\"%d\", \(name))"
    case "unsigned": return "sprintf(\"%u\", \(name))"
    default: return decoding(decoder.name, otherNames)
    }
  }

  /// Returns what the decoder `name` makes of the value and of the values of `others`.
  private func decoding(_ name: String, _ others: [String]) -> String {
    "syscall_\(name)_str(\(([valueName] + others).joined(separator: ", ")))"
  }

  /// The statements that set its texts at entry; they need the values of all arguments.
  var entryTexts: [String] {
    if decoder.moment == .exit { return ["\(name)_str = syscall_pointer_str(\(valueName))"] }
    if isString {
      return [
        "\(name)_unquoted = user_string_nofault(\(valueName))",
        "\(name) = user_string_quoted(\(valueName))", "\(name)_str = \(decodedText)",
      ]
    }
    return ["\(name)_str = \(decodedText)"]
  }

  /// The expression for its text among the others, where what only the return can tell is a hole.
  private var shownText: String {
    let text =
      if !readsMemory {
        "\(name)_str"
      } else if decoder.moment == .entry {
        "syscall_entry_text(\(position), \(name)_str, \(valueName))"
      } else {
        "syscall_result_text(\(position), \(name)_str, \(valueName))"
      }
    return decoder.isOptional ? "syscall_optional_str(\(text))" : text
  }

  /// Returns the expression for the texts of `arguments`, one behind the other.
  static func argumentString(_ arguments: [ArgumentText]) -> String {
    if arguments.isEmpty { return "\"\"" }
    let format = arguments.enumerated().map { index, argument in
      index == 0 || argument.decoder.isOptional ? "%s" : ", %s"
    }.joined()
    return "sprintf(\"\(format)\", \(arguments.map(\.shownText).joined(separator: ", ")))"
  }

  /// The expression for the members of its JSON object behind name and value.
  private var jsonMembers: String {
    if !readsMemory { return "syscall_number_json(\(name)_str)" }
    if decoder.moment != .entry {
      return "syscall_result_json(\(position), \(name)_str, \(valueName))"
    }
    if isString { return "syscall_string_json(\(position), \(name), \(valueName))" }
    return "syscall_memory_json(\(position), \(name)_str, \(valueName), \(sizeText))"
  }

  /// The expression for how many bytes there are behind what is shown of them; -1 where that does not count.
  private var sizeText: String { decoder.name == "buffer" ? otherNames.first ?? "-1" : "-1" }

  /// Returns the expression for `arguments` as a JSON array of objects.
  static func argumentJSON(_ arguments: [ArgumentText]) -> String {
    if arguments.isEmpty { return "\"[]\"" }
    let format = arguments.map {
      "{\\\"name\\\":\\\"\($0.kernelName)\\\",\\\"value\\\":%d,%s}"
    }.joined(separator: ",")
    let values = arguments.map { "\($0.valueName), \($0.jsonMembers)" }
    return "sprintf(\"[\(format)]\", \(values.joined(separator: ", ")))"
  }

  /// The expression for what the return of a call says of this argument, as `syscall_complete_str` takes it.
  var completion: String {
    let text = isString ? "user_string_quoted(\(valueName))" : decodedText
    switch decoder.moment {
    case .entry where isString:
      return "syscall_string_completion(\(position), \(text))"
    case .entry:
      return "syscall_completion(\(position), \(text), \(valueName), \(sizeText))"
    case .exit, .both:
      let isOther = decoder.laterName != nil
      let function = decoder.moment == .exit || isOther ? "result" : "change"
      let later = decoder.laterName.map {
        decoding($0, decoder.laterArguments.map(Self.scriptName))
      }
      let place = "\(position), retval, \(later ?? text), \(valueName), \(sizeText)"
      let written = "syscall_\(function)_completion(\(place))"
      return isOther
        ? "\(written) . syscall_late_completion(\(position), \(text), \(valueName))" : written
    }
  }
}

// MARK: 32-bit programs

extension ArgumentText {
  /// Returns the expression for the texts of `arguments` of a 32-bit program, whose values are in parameters `a1`, `a2`, … and
  /// the strings at them in `s1`, `s2`, ….
  static func compatibleString(_ arguments: [ArgumentText]) -> String {
    if arguments.isEmpty { return "\"\"" }
    let format = arguments.enumerated().map { index, argument in
      index == 0 || argument.decoder.isOptional ? "%s" : ", %s"
    }.joined()
    let values = arguments.map { argument in
      let text = argument.compatibleText(among: arguments)
      return argument.decoder.isOptional ? "syscall_optional_str(\(text))" : text
    }
    return "sprintf(\"\(format)\", \(values.joined(separator: ", ")))"
  }

  /// Returns the expression for `arguments` of a 32-bit program as a JSON array of objects.
  static func compatibleJSON(_ arguments: [ArgumentText]) -> String {
    if arguments.isEmpty { return "\"[]\"" }
    let format = arguments.map {
      "{\\\"name\\\":\\\"\($0.kernelName)\\\",\\\"value\\\":%d,%s}"
    }.joined(separator: ",")
    let values = arguments.map { argument in
      let members =
        argument.hasCompatibleString
        ? "syscall_string_json(\(argument.position), s\(argument.position), a\(argument.position))"
        : "syscall_number_json(\(argument.compatibleText(among: arguments)))"
      return "a\(argument.position), \(members)"
    }
    return "sprintf(\"[\(format)]\", \(values.joined(separator: ", ")))"
  }

  /// `true` iff it is a string that is read for 32-bit programs: one of the first four arguments.
  private var hasCompatibleString: Bool { isString && position <= 4 }

  /// Returns the expression for the text of this argument of a 32-bit program, which may need others of `arguments`.
  private func compatibleText(among arguments: [ArgumentText]) -> String {
    let value = "a\(position)"
    if hasCompatibleString {
      return "syscall_entry_text(\(position), syscall_string_text(s\(position)), \(value))"
    }
    let others = otherNames.map { name in
      arguments.first { $0.name == name || $0.valueName == name }.map { "a\($0.position)" } ?? name
    }
    if readsMemory || type == .pointer || decoder.laterName != nil
      || others.contains("retval")
    {
      return "syscall_pointer_str(\(value))"
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
    case "string", "path", "buffer", "user_strings": return "syscall_pointer_str(\(value))"
    default:
      return "syscall_\(decoder.name)_str(\(([number] + others).joined(separator: ", ")))"
    }
  }
}
