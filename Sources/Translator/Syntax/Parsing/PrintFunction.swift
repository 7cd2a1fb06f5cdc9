/// The functions of the `print` family; the raw value is the name.
enum PrintFunction: String, CaseIterable {
  /// Those that write output.
  case print, println, printd, printdln, printf
  /// Those that yield a string.
  case sprint, sprintln, sprintd, sprintdln, sprintf

  /// Creates the function called `name`, or `nil` if none is.
  init?(named name: String) {
    // Nearly all names are of other functions, and comparing each with ten words takes time.
    guard name.utf8.first == UInt8(ascii: "p") || name.utf8.first == UInt8(ascii: "s") else {
      return nil
    }
    self.init(rawValue: name)
  }

  /// Where the text goes.
  var destination: PrintExpression.Destination {
    switch self {
    case .print, .println, .printd, .printdln, .printf: .output
    case .sprint, .sprintln, .sprintd, .sprintdln, .sprintf: .value
    }
  }

  /// `true` iff the first argument is a format.
  var takesFormat: Bool { self == .printf || self == .sprintf }

  /// `true` iff the first argument is a delimiter.
  var takesDelimiter: Bool {
    switch self {
    case .printd, .printdln, .sprintd, .sprintdln: true
    case .print, .println, .printf, .sprint, .sprintln, .sprintf: false
    }
  }

  /// What follows the last argument.
  var ending: PrintExpression.Ending {
    switch self {
    case .println, .printdln, .sprintln, .sprintdln: .line
    case .print, .printd, .printf, .sprint, .sprintd, .sprintf: .nothing
    }
  }
}
