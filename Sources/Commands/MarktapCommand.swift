import ArgumentParser
import Glibc
import Session

/// The tool as the option parser knows it: `marktap` with its commands.
struct MarktapCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: "marktap",
    abstract: "Run SystemTap scripts on the markers of this kernel.",
    version: ToolVersion.text,
    subcommands: [
      RunDeclaration.self, AuditCommand.self, RecordCommand.self, ScanCommand.self,
      GenerateCommand.self,
      DiffCommand.self, CheckCommand.self, ExplainCommand.self, FormatCommand.self,
      LanguageServerCommand.self, ManualCommand.self,
    ],
    defaultSubcommand: RunDeclaration.self)

  /// Does what the command line `arguments` say, which ask for help or name a command other than `run`.
  ///
  /// - Throws: `ExitStatus` unless all was done.
  static func run(_ arguments: [String]) throws {
    do {
      var command = try parseAsRoot(try words(of: arguments))
      try command.run()
    } catch let status as ExitStatus {
      throw status
    } catch {
      let isWrong = exitCode(for: error) != .success
      Console.write(fullMessage(for: error) + "\n", to: isWrong ? .errors : .output)
      throw isWrong ? ExitStatus.wrongUsage : .done
    }
  }

  /// Returns `arguments` with the options that a command has in common with a run spelt as the option parser takes
  /// them.
  private static func words(of arguments: [String]) throws(UsageError) -> [String] {
    guard let name = arguments.first, let command = CommandName(rawValue: name) else {
      return arguments
    }
    let shared =
      command == .record
      ? StapOption.scriptOptions + StapOption.recordingOptions : StapOption.outputOptions
    let known = StapArguments(shared + [.verbosity], strangers: .kept)
    let parts = try known.parts(of: Array(arguments.dropFirst()))
    return [name]
      + parts.flatMap { part in
        switch part {
        case .option(let option, let value): [option.spelling] + (value.map { [$0] } ?? [])
        case .command(let name): [name.rawValue]
        case .word(let word): [word]
        case .end: ["--"]
        }
      }
  }
}
