/// The functions of the `print` family; the raw value is the name.
enum PrintFunction: String, CaseIterable {
  /// Those that write output.
  case print, println, printd, printdln, printf
  /// Writes characters by their numbers.
  case printCharacters = "print_char"
  /// Those that yield a string.
  case sprint, sprintln, sprintd, sprintdln, sprintf

  /// Creates the function called `name`, or `nil` if none is.
  init?(named name: String) {
    // Nearly all names are of other functions, and comparing each with ten words takes time.
    let letters = name.utf8.first == UInt8(ascii: "s") ? name.utf8.dropFirst() : name.utf8[...]
    guard letters.starts(with: "print".utf8) else { return nil }
    self.init(rawValue: name)
  }

  /// Where the text goes.
  var destination: PrintExpression.Destination {
    switch self {
    case .print, .println, .printd, .printdln, .printf, .printCharacters: .output
    case .sprint, .sprintln, .sprintd, .sprintdln, .sprintf: .value
    }
  }

  /// What the arguments of a function are.
  enum Arguments {
    /// A format, and what it lays out.
    case format
    /// A delimiter, and at least two values.
    case delimited
    /// The numbers of characters, at least one.
    case characters
    /// Values, at least one unless a line break is printed; or a histogram.
    case values
  }

  /// What the arguments are.
  var arguments: Arguments {
    switch self {
    case .printf, .sprintf: .format
    case .printd, .printdln, .sprintd, .sprintdln: .delimited
    case .printCharacters: .characters
    case .print, .println, .sprint, .sprintln: .values
    }
  }

  /// What follows the last argument.
  var ending: PrintExpression.Ending {
    switch self {
    case .println, .printdln, .sprintln, .sprintdln: .line
    case .print, .printd, .printf, .printCharacters, .sprint, .sprintd, .sprintf: .nothing
    }
  }
}
