import IR

extension BodyLowering {
  /// A format and its arguments.
  struct FilledFormat {
    /// The format.
    var format: Format
    /// The values that its directives take.
    var arguments: [ValueID]
  }

  /// Returns `format`, which takes `arguments`, with the directives that print memory at an address turned
  /// into `%s`: appends reads of the memory, because whoever prints it may be elsewhere.
  mutating func resolvingMemory(of format: Format, _ arguments: [ValueID]) -> FilledFormat {
    guard format.readsMemory else { return FilledFormat(format: format, arguments: arguments) }
    var result = FilledFormat(format: Format([]), arguments: [])
    var rest = arguments[...]
    for piece in format.pieces {
      guard case .directive(let directive) = piece else {
        result.format.pieces.append(piece)
        continue
      }
      if directive.width == .argument, let width = rest.popFirst() {
        result.arguments.append(width)
      }
      guard directive.readsMemory else {
        let count = directive.precision == .argument ? 2 : 1
        result.arguments += rest.prefix(count)
        rest = rest.dropFirst(count)
        result.format.pieces.append(piece)
        continue
      }
      let count = byteCount(of: directive, &rest)
      guard let address = rest.popFirst() else { fatalError("a directive without its argument") }
      result.arguments.append(memory(of: directive, at: address, count))
      let flag: Directive.Flag? = directive.flag == .minus ? .minus : nil
      result.format.pieces.append(
        .directive(Directive(.string, flag: flag, width: directive.width)))
    }
    return result
  }

  /// Returns the number of bytes that `directive` prints: its precision, which may be the first of `rest`,
  /// and 1 without one.
  private mutating func byteCount(
    of directive: Directive, _ rest: inout ArraySlice<ValueID>
  ) -> ValueID {
    switch directive.precision {
    case .none: return constant(1)
    case .fixed(let count): return constant(Int64(count))
    case .argument:
      guard let count = rest.popFirst() else { fatalError("a directive without its argument") }
      return count
    }
  }

  /// Appends a read of `count` bytes at `address`, and for `%M` what turns them into digits.
  private mutating func memory(
    of directive: Directive, at address: ValueID, _ count: ValueID
  ) -> ValueID {
    let intrinsic: Intrinsic = directive.flag == .alternative ? .user_buffer : .kernel_buffer
    let bytes = builder.append(.intrinsic(intrinsic, [address, count]), type: .string)
    return directive.conversion == .memory ? bytes : hexadecimalDigits(of: bytes)
  }

  /// Appends a loop that writes two digits for each of `bytes`.
  private mutating func hexadecimalDigits(of bytes: ValueID) -> ValueID {
    let digits = builder.addLocal(".digits", .string)
    let position = builder.addLocal(".position", .long)
    let (head, body, end) = (builder.addBlock(), builder.addBlock(), builder.addBlock())
    let length = builder.append(.intrinsic(.strlen, [bytes]), type: .long)
    write(constant(emptyOf: .string), to: digits)
    write(constant(0), to: position)
    builder.terminate(.jump(head))
    builder.move(to: head)
    let isInside = builder.append(.compare(.less, read(position), length), type: .long)
    builder.terminate(.branch(isInside, then: body, otherwise: end))
    builder.move(to: body)
    let byte = builder.append(
      .intrinsic(.buffer_integer, [bytes, read(position), constant(1)]), type: .long)
    let format = Format([.directive(Directive(.hexadecimal, flag: .zero, width: .fixed(2)))])
    let pair = builder.append(.format(format, [byte]), type: .string)
    write(builder.append(.concatenate(read(digits), pair), type: .string), to: digits)
    write(builder.append(.binary(.add, read(position), constant(1)), type: .long), to: position)
    builder.terminate(.jump(head))
    builder.move(to: end)
    return read(digits)
  }
}

extension Directive {
  /// `true` iff the directive prints memory at an address.
  var readsMemory: Bool { conversion == .memory || conversion == .memoryHexadecimal }
}

extension Format {
  /// `true` iff a directive prints memory at an address.
  var readsMemory: Bool {
    pieces.contains { piece in
      guard case .directive(let directive) = piece else { return false }
      return directive.readsMemory
    }
  }
}
