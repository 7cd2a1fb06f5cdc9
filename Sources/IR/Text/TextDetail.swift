/// How much of a program its text shows.
package enum TextDetail: Hashable, Sendable {
  /// All that the reader needs to make the same program again.
  case complete
  /// Everything but locations, for golden files.
  case withoutLocations
}

extension Function {
  /// Returns the function as text that `init(parsing:)` reads back.
  ///
  /// Instructions that stand in no block are left out.
  package func text(_ detail: TextDetail = .complete) -> String {
    var printer = TextPrinter(detail)
    printer.append(self)
    return printer.text
  }

  /// Creates the function that `text` says.
  ///
  /// Numbers of instructions that `text` leaves out belong to constants that stand in no block.
  ///
  /// - Throws: `TextError` at the first place that is not understood.
  package init(parsing text: String) throws(TextError) {
    var reader = TextReader(text)
    self = try reader.readFunction()
    try reader.expectEnd()
  }
}

extension Program {
  /// Returns the program as text that `init(parsing:)` reads back.
  package func text(_ detail: TextDetail = .complete) -> String {
    var printer = TextPrinter(detail)
    printer.append(self)
    return printer.text
  }

  /// Creates the program that `text` says.
  ///
  /// - Throws: `TextError` at the first place that is not understood.
  package init(parsing text: String) throws(TextError) {
    var reader = TextReader(text)
    self = try reader.readProgram()
    try reader.expectEnd()
  }
}
