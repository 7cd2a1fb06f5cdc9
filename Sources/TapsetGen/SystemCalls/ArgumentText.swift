import KernelDescription

/// One argument of a system call, as the generated alias treats it.
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
  private let decoder: DecodingTable.Decoder
  /// The names in scripts of the further arguments that the decoder needs.
  private let others: [String]

  /// Returns all arguments of `call`, decoded as `table` says.
  ///
  /// A call that the kernel has a number but no event for is shown with all its registers.
  static func all(of call: SystemCall, table: DecodingTable) -> [ArgumentText] {
    if !call.hasEvent {
      return (1...6).map { position in
        ArgumentText(
          position: position, name: "arg\(position)", kernelName: "arg\(position)",
          type: .unsigned(8), decoder: .init("hexadecimal"), others: [])
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
        decoder: decoder, others: decoder.arguments.map(scriptName))
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
  private static func scriptName(_ name: String) -> String {
    // What every alias sets, and what the language reserves.
    let taken = [
      "name", "argstr", "args_json", "in", "limit", "string", "long", "next", "delete", "global",
      "for",
    ]
    return taken.contains(name) ? "\(name)_arg" : name
  }

  /// `true` iff it names a file.
  var isPath: Bool { decoder.name == "path" }

  /// The statement that sets its value.
  var assignment: String {
    let register = "syscall_argument(\(position))"
    switch decoder.name {
    case "path", "string", "buffer", "user_strings": return "\(name)_uaddr = \(register)"
    default: return "\(name) = \(type.value(of: register))"
    }
  }

  /// The statements that set its texts; they need the values of all arguments.
  var texts: [String] {
    switch decoder.name {
    case "path", "string":
      return [
        "\(name)_unquoted = user_string_nofault(\(name)_uaddr)",
        "\(name) = user_string_quoted(\(name)_uaddr)",
        "\(name)_str = syscall_string_text(\(name))",
      ]
    case "buffer":
      return ["\(name)_str = user_buffer_quoted(\(name)_uaddr, \(others.first ?? "0"), 32)"]
    case "decimal", "int": return ["\(name)_str = sprintf(\"%d\", \(name))"]
    case "unsigned": return ["\(name)_str = sprintf(\"%u\", \(name))"]
    case "hexadecimal": return ["\(name)_str = sprintf(\"%#x\", \(name))"]
    case "octal": return ["\(name)_str = sprintf(\"%#o\", \(name))"]
    case "pointer": return ["\(name)_str = syscall_pointer_str(\(name))"]
    // 'argv' itself is the name of a global of the library.
    case "user_strings": return ["\(name)_str = syscall_user_strings_str(\(name)_uaddr)"]
    default:
      let arguments = ([name] + others).joined(separator: ", ")
      return ["\(name)_str = syscall_\(decoder.name)_str(\(arguments))"]
    }
  }

  /// Returns the expression for the texts of `arguments`, one behind the other.
  static func argumentString(_ arguments: [ArgumentText]) -> String {
    if arguments.isEmpty { return "\"\"" }
    let format = arguments.enumerated().map { index, argument in
      index == 0 || argument.decoder.isOptional ? "%s" : ", %s"
    }.joined()
    let values = arguments.map { argument in
      argument.decoder.isOptional
        ? "syscall_optional_str(\(argument.name)_str)" : "\(argument.name)_str"
    }
    return "sprintf(\"\(format)\", \(values.joined(separator: ", ")))"
  }

  /// Returns the expression for `arguments` as a JSON array of objects.
  static func argumentJSON(_ arguments: [ArgumentText]) -> String {
    if arguments.isEmpty { return "\"[]\"" }
    let format = arguments.map {
      "{\\\"name\\\":\\\"\($0.kernelName)\\\",\\\"value\\\":%d,\\\"text\\\":%s}"
    }.joined(separator: ",")
    let values = arguments.map { argument in
      switch argument.decoder.name {
      case "path", "string":
        "\(argument.name)_uaddr, syscall_json_text(\(argument.name))"
      case "buffer", "user_strings": "\(argument.name)_uaddr, json_quoted(\(argument.name)_str)"
      default: "\(argument.name), json_quoted(\(argument.name)_str)"
      }
    }
    return "sprintf(\"[\(format)]\", \(values.joined(separator: ", ")))"
  }
}
