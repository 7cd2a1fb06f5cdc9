/// C that handlers in user space call.
extension Interpreter {
  /// The most bytes of a string in a module, with the NUL: more do not fit into a page.
  private static let codeStringLimit = 4096

  /// How many bytes a string takes among the values of C.
  private var codeStringSize: Int {
    (min(state.pointee.maximumStringCount + 1, Self.codeStringLimit) + 7) & ~7
  }

  /// Calls C: the first two arguments are its declaration and its text.
  func callCode(_ arguments: IntrinsicArguments, _ target: UnsafeMutablePointer<Int64>) -> Bool {
    let text = Array(arguments.string(1).bytes)
    guard let code = environment.code,
      let declaration = CDeclaration(text: Array(arguments.string(0).bytes))
    else { return reject("embedded code takes a kernel module") }
    var values = packed(arguments, declaration)
    let outcome = code.call(
      declaration.number(ofText: text), &values, outputCapacity: codeStringSize)
    guard let outcome else { return reject("the module has no such embedded code") }
    environment.embeddedOutput += outcome.output
    guard outcome.words.isEmpty else {
      state.pointee.failure = Failure(.raised, text: outcome.words)
      return false
    }
    switch declaration.result {
    case .long:
      values.withUnsafeBytes { bytes in
        target[0] = bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: Int64.self)
      }
    case .string: string(Array(values.suffix(codeStringSize).prefix { $0 != 0 })).store(target)
    case nil: break
    }
    return true
  }

  /// Returns the parameters that `declaration` names, and room for the result.
  private func packed(_ arguments: IntrinsicArguments, _ declaration: CDeclaration) -> [UInt8] {
    var values: [UInt8] = []
    for (index, parameter) in declaration.parameters.enumerated() {
      switch parameter.type {
      case .long: withUnsafeBytes(of: arguments.long(index + 2)) { values += $0 }
      case .string: append(arguments.string(index + 2).bytes, to: &values)
      }
    }
    switch declaration.result {
    case .long: values += Array(repeating: 0, count: 8)
    case .string: append(StringView.empty.bytes, to: &values)
    case nil: break
    }
    return values
  }

  /// Appends a string, cut to what fits, and fills up with zeros.
  private func append(_ bytes: UnsafeBufferPointer<UInt8>, to values: inout [UInt8]) {
    let limit = min(state.pointee.maximumStringCount, Self.codeStringLimit - 1)
    let text = bytes.prefix(limit)
    values += text
    values += Array(repeating: 0, count: codeStringSize - text.count)
  }
}
