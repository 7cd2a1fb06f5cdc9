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
      FormatCommand.self,
    ],
    defaultSubcommand: RunCommand.self)

  /// Creates the command.
  package init() {}
}

extension MarktapCommand {
  /// Does what the command line `arguments` say, and ends the process with the status that tells how it went.
  package static func run(arguments: [String]) -> Never {
    do {
      var command = try parseAsRoot(StapArguments.separated(arguments))
      try command.run()
      exit(withError: nil)
    } catch let status as ExitStatus {
      Glibc.exit(status.rawValue)
    } catch {
      end(after: error)
    }
  }

  /// Says what is wrong with the command line, or what was asked for in place of a run, and ends.
  private static func end(after error: any Error) -> Never {
    let text = fullMessage(for: error)
    let isWrong = exitCode(for: error) != .success
    Console.write(text + "\n", to: isWrong ? .errors : .output)
    Glibc.exit(isWrong ? ExitStatus.wrongUsage.rawValue : ExitStatus.done.rawValue)
  }
}
