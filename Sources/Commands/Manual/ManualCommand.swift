import ArgumentParser

/// `marktap manual`: prints the manual page, or the table of all options.
struct ManualCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.manual.rawValue, abstract: "Print the manual page, for man -l -.",
    discussion: "With --options, the table of all options of stap and of this tool in Markdown.")

  /// Whether the table is printed.
  @Flag(name: .customLong("options"), help: "Print the table of all options.")
  var printsTable = false

  /// Prints.
  func run() throws { try Console.print(printsTable ? OptionTable.text : ManualPage.text) }
}
