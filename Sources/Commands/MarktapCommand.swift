import ArgumentParser
import Glibc
import Session

/// The tool: `marktap`.
package struct MarktapCommand: ParsableCommand {
  /// How it is used.
  package static let configuration = CommandConfiguration(
    commandName: "marktap",
    abstract: "Run SystemTap scripts on the markers of this kernel.",
    version: ToolVersion.text,
    subcommands: [
      RunCommand.self, AuditCommand.self, ScanCommand.self, GenerateCommand.self,
      FormatCommand.self, LanguageServerCommand.self, ManualCommand.self,
    ],
    defaultSubcommand: RunCommand.self)

  /// Creates the command.
  package init() {}
}

extension MarktapCommand {
  /// Does what the command line `arguments` say, and ends the process with the status that tells how it went.
  package static func run(arguments: [String]) -> Never {
    do {
      var command = try parseAsRoot(words(of: arguments))
      try command.run()
      exit(withError: nil)
    } catch let status as ExitStatus {
      Glibc.exit(status.rawValue)
    } catch {
      end(after: error)
    }
  }

  /// Returns `arguments` as the option parser takes them.
  ///
  /// What does not start with the name of another command is for `run`.
  ///
  /// - Throws: `ValidationError` if they ask for what is refused.
  private static func words(of arguments: [String]) throws -> [String] {
    let name = arguments.first ?? ""
    let others = configuration.subcommands.compactMap { $0.configuration.commandName }
      .filter { $0 != "run" }
    if name == "help" || name.hasPrefix("--generate-") || name.hasPrefix("---") {
      return arguments
    }
    if others.contains(name) {
      let options = StapArguments(StapOption.outputOptions + [.verbosity], strangers: .kept)
      return try [name] + options.separated(Array(arguments.dropFirst()))
    }
    let own = name == "run" ? Array(arguments.dropFirst()) : arguments
    let words = try StapArguments().separated(
      OptionFile.words() + InterpreterLine.separated(own))
    // A shorthand may stand for another command.
    let isOther = words.first.map(others.contains) ?? false
    return isOther || words.contains("--version") ? words : ["run"] + words
  }

  /// Says what is wrong with the command line, or what was asked for in place of a run, and ends.
  private static func end(after error: any Error) -> Never {
    // What is thrown before the option parser comes into it is about a script.
    let text =
      error is ValidationError ? RunCommand.fullMessage(for: error) : fullMessage(for: error)
    let isWrong = exitCode(for: error) != .success
    Console.write(text + "\n", to: isWrong ? .errors : .output)
    Glibc.exit(isWrong ? ExitStatus.wrongUsage.rawValue : ExitStatus.done.rawValue)
  }
}
