/// The functions of the `print` family; the raw value is the name.
enum PrintFunction: String, CaseIterable {
  case print, println, printd, printdln, printf
  case sprint, sprintln, sprintd, sprintdln, sprintf

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
