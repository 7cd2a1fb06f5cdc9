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
  let type: ArgumentType
  /// How it is turned into text.
  let decoder: DecodingTable.Decoder
  /// The names in scripts of the further arguments that the decoder needs.
  let otherNames: [String]
  /// `true` iff it is decoded from bytes that a 32-bit program has in memory.
  var isCompatibleMemory = false
  /// `true` iff it is what a call without arguments finds on its stack when it is entered.
  var isFrame = false

  /// Returns all arguments of `call`, decoded as `table` says.
  ///
  /// A call that the kernel has a number but no event for is shown with all its registers.
  /// If it `isCompatible`, it is one of 32-bit programs, which the kernel names for 64-bit ones.
  static func all(
    of call: SystemCall, table: DecodingTable, isCompatible: Bool = false
  ) -> [ArgumentText] {
    if !call.hasEvent {
      return (1...6).map { position in
        ArgumentText(
          position: position, name: "arg\(position)", kernelName: "arg\(position)",
          type: .unsigned(8), decoder: .init("hexadecimal"), otherNames: [])
      }
    }
    if call.arguments.isEmpty, let decoder = table.decoder(of: "frame", in: call.name) {
      return [
        ArgumentText(
          position: 1, name: "frame", kernelName: "frame", type: .pointer, decoder: decoder,
          otherNames: [], isFrame: true)
      ]
    }
    return call.arguments.enumerated().map { index, argument in
      let type = ArgumentType(argument.typeText)
      let memory =
        isCompatible ? table.compatibleDecoder(of: argument.name, in: call.name) : nil
      let decoder =
        memory ?? table.decoder(of: argument.name, in: isCompatible ? call.kernelName : call.name)
        ?? defaultDecoder(of: argument, type: type)
      return ArgumentText(
        position: index + 1, name: scriptName(argument.name), kernelName: argument.name,
        type: decoder.name == "int" || decoder.name == "fd" ? .signed(4) : type,
        decoder: decoder, otherNames: decoder.arguments.map(scriptName),
        isCompatibleMemory: memory != nil)
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
    case .signed: ArgumentType.isIdentity(argument.typeText) ? .init("id") : .init("decimal")
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
  var isString: Bool { isPath || decoder.name == "string" }
  /// `true` iff the decoder looks into the memory of the task.
  var readsMemory: Bool {
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
    if isFrame { return "\(valueName) = syscall_stack()" }
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
    let value =
      type == .signed(4) && !Self.signedDecoders.contains(name)
      ? "\(valueName) & 0xffffffff" : valueName
    return "syscall_\(name)_str(\(([value] + others).joined(separator: ", ")))"
  }

  /// The decoders for which a negative number of 32 bits is one; to the others an `int` is its 32 bits, as names of flags and
  /// numbers in hexadecimal have them.
  private static let signedDecoders: Set<String> = [
    "fd", "dirfd", "clock", "signal", "keyring", "membarrier_cpu", "log_size", "waited",
    "rusage_who", "socket_protocol",
  ]

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
    return placed(text)
  }

  /// Returns the expression for `text` behind its label, and without its comma if it is empty and optional.
  func placed(_ text: String) -> String {
    let labelled =
      decoder.label.isEmpty ? text : "syscall_labelled_str(\"\(decoder.label)\", \(text))"
    return decoder.isOptional ? "syscall_optional_str(\(labelled))" : labelled
  }

  /// Returns `arguments` in the order in which their texts are shown.
  static func shown(_ arguments: [ArgumentText]) -> [ArgumentText] {
    arguments.sorted {
      ($0.decoder.place ?? $0.position, $0.position) < (
        $1.decoder.place ?? $1.position, $1.position
      )
    }
  }

  /// Returns the expression for `texts` of arguments, one behind the other.
  static func joined(
    _ arguments: [ArgumentText], texts: (ArgumentText) -> String
  ) -> String {
    if arguments.isEmpty { return "\"\"" }
    let format = arguments.enumerated().map { index, argument in
      index == 0 || argument.decoder.isOptional ? "%s" : ", %s"
    }.joined()
    return "sprintf(\"\(format)\", \(arguments.map(texts).joined(separator: ", ")))"
  }

  /// Returns the expression for the texts of `arguments`, one behind the other.
  static func argumentString(_ arguments: [ArgumentText]) -> String {
    joined(shown(arguments), texts: \.shownText)
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
  var sizeText: String { decoder.name == "buffer" ? otherNames.first ?? "-1" : "-1" }

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
      let result = decoder.outlivesFailure ? "0" : "retval"
      let place = "\(position), \(result), \(later ?? text), \(valueName), \(sizeText)"
      let written = "syscall_\(function)_completion(\(place))"
      return isOther
        ? "\(written) . syscall_late_completion(\(position), \(text), \(valueName))" : written
    }
  }
}
