import BPF
import IR

/// Putting strings together in scratch memory.
extension HalfSelection {
  /// The most bytes of the text of a number: a width of 24, or 20 digits and a sign, and the final NUL.
  private static let numberCapacity = 32

  /// Selects the concatenation of two strings as the value `id`.
  mutating func selectConcatenate(_ a: ValueID, _ b: ValueID, as id: ValueID) {
    values[id.index] = .string(.home(joined([string(a), string(b)])))
  }

  /// Selects the text that `format` makes of `arguments` as the value `id`.
  mutating func selectFormat(
    _ format: Format, _ arguments: [ValueID], as id: ValueID
  ) throws(HalfProblem) {
    guard format.isPossibleInKernel else { throw problem(.unsupported("this format")) }
    var rest = arguments[...]
    var parts: [SelectedString] = []
    for piece in format.pieces {
      switch piece {
      case .text(let bytes): parts.append(.constant(bytes))
      case .directive(let directive):
        // The verifier of the IR has counted the arguments.
        guard let argument = rest.popFirst(),
          directive.conversion == .string || options.hasFormats
        else { throw problem(.unsupported("this format")) }
        parts.append(
          directive.conversion == .string
            ? string(argument) : .home(text(of: argument, directive)))
      }
    }
    values[id.index] = .string(.home(joined(parts)))
  }

  /// Selects the length of the string `a` as the value `id`.
  mutating func selectLength(of a: ValueID, as id: ValueID) {
    switch length(of: string(a)) {
    case .constant(let count): values[id.index] = .constant(Int64(count))
    case .register(let register): values[id.index] = .register(register)
    }
  }

  /// Returns `parts` one behind the other, cut at the maximal length.
  private mutating func joined(_ parts: [SelectedString]) -> StringHome {
    // Each part is copied whole, and words of 8 bytes may go over its end.
    let room = parts.reduce(0) { $0 + ($1.bound + 7) & ~7 }
    let capacity = (min(room, stringLimit) + 7) & ~7
    let home = StringHome(
      address: MachineAddress(scratchBase, scratch.reserve(max(room, capacity) + 16)),
      capacity: capacity, length: copy(.constant(0)))
    guard let length = home.length else { return home }
    var bound = 0
    for part in parts {
      let end = compute(.add, .register(scratchBase), .register(bounded(length, by: bound)))
      let count = copy(part, to: MachineAddress(end, home.address.offset))
      append(.arithmetic(.add, length, count))
      bound += part.bound
    }
    if bound > stringLimit {
      when(.greater, length, .constant(Int32(stringLimit))) {
        $0.append(.move(length, .constant(Int32($0.stringLimit))))
      }
    }
    pad(home)
    return home
  }

  /// Returns the text of the long `id` as `directive` says.
  private mutating func text(of id: ValueID, _ directive: Directive) -> StringHome {
    let home = StringHome(
      address: MachineAddress(scratchBase, scratch.reserve(Self.numberCapacity + 16)),
      capacity: Self.numberCapacity)
    var result = home
    let operand = operand(id)
    let value = valueAddress()
    store(operand, value)
    let format = constants.offset(of: directive.kernelFormat)
    let length = call(
      .snprintf,
      [
        argument(home.address), .constant(.long(Int64(Self.numberCapacity))),
        .constant(.mapValue(MapNames.constants, offset: format)), argument(value),
        .constant(.long(8)),
      ])
    // The helper counts the NUL, too; the verifier knows nothing of what it yields.
    append(.arithmetic(.add, length, .constant(-1)))
    when(.greater, length, .constant(Int32(Self.numberCapacity - 1))) {
      $0.append(.move(length, .constant(0)))
    }
    result.length = length
    pad(result)
    return result
  }

  /// Returns how many bytes `string` has.
  mutating func length(of string: SelectedString) -> MachineOperand {
    switch string {
    case .constant(let bytes): .constant(Int32(min(bytes.count, stringLimit)))
    case .home(let home): .register(length(of: home))
    case .captured: preconditionFailure("the length of a captured string is asked for")
    }
  }
}

extension SelectedString {
  /// The most bytes that the string can have.
  var bound: Int {
    switch self {
    case .constant(let bytes): bytes.count
    case .home(let home): home.capacity
    case .captured: preconditionFailure("a captured string is used")
    }
  }
}

extension Directive {
  /// The format by which `bpf_snprintf` does the same with a number of 64 bits, with its final NUL.
  var kernelFormat: [UInt8] {
    var text = "%"
    if let flag { text.append(flag.rawValue) }
    if case .fixed(let count) = width { text += String(count) }
    text += "ll"
    text.append(conversion == .integer ? "d" : conversion.rawValue)
    return Array(text.utf8) + [0]
  }
}
