import KernelDescription

/// The markers of a program as text.
package struct ProgramListing: Sendable {
  /// The program.
  private let program: ProgramDescription

  /// Lists the markers of `program`.
  package init(of program: ProgramDescription) { self.program = program }

  /// A table for people: for each marker its name, who provides it, its address, and its arguments as the program's
  /// note has them.
  package var table: String {
    let word = program.wordSize * 2
    let rows = program.markers.map { marker in
      [
        marker.name, marker.provider, "0x" + Self.digits(marker.address, count: word),
        marker.arguments.map(\.text).joined(separator: " "),
      ]
    }
    return MarkerListing.aligned([["MARKER", "PROVIDER", "ADDRESS", "ARGUMENTS"]] + rows)
      + "\n\(program.path) (\(program.machine)): \(program.markers.count) markers\n"
  }

  /// One JSON object: the program, then its markers, each on a line of its own.
  package var json: String {
    let markers = program.markers.map { marker in
      JSON.object([
        ("name", .text(marker.name)), ("provider", .text(marker.provider)),
        ("address", .number(Int(truncatingIfNeeded: marker.address))),
        (
          "semaphore",
          marker.semaphore.map { .number(Int(truncatingIfNeeded: $0)) } ?? .null
        ), ("arguments", .list(marker.arguments.map(Self.argument))),
      ])
    }
    return JSON.document([
      ("path", .value(.text(program.path))), ("machine", .value(.text(program.machine))),
      ("build_id", .value(.text(program.buildID))),
      ("word_size", .value(.number(program.wordSize))), ("markers", .lines(markers)),
    ])
  }

  /// Returns one argument.
  private static func argument(_ argument: ProgramArgument) -> JSON {
    .object([
      ("descriptor", .text(argument.text)), ("type", .text(argument.typeText)),
      ("size", .number(argument.size)), ("signed", .truth(argument.isSigned)),
      ("operand", operand(argument.operand)),
    ])
  }

  /// Returns the place of a value.
  private static func operand(_ operand: ProgramArgument.Operand) -> JSON {
    switch operand {
    case .constant(let value): return .object([("constant", .number(Int(value)))])
    case .register(let name): return .object([("register", .text(name))])
    case .unknown: return .null
    case .memory(let address):
      let names = [
        ("symbol", address.symbol), ("base", address.base), ("index", address.index),
        ("segment", address.segment),
      ]
      return .object(
        [("displacement", .number(Int(address.displacement)))]
          + names.compactMap { name, value in value.map { (name, .text($0)) } }
          + (address.index == nil ? [] : [("scale", .number(address.scale))]))
    }
  }

  /// Returns `number` in `count` hexadecimal digits.
  private static func digits(_ number: UInt64, count: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
