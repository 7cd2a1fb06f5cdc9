import Glibc
import Session

/// The tool: `marktap`.
package enum CommandLineTool {
  /// Does what the command line `arguments` say, and ends the process with the status that tells how it went.
  package static func run(_ arguments: [String]) -> Never {
    do {
      let name = arguments.first ?? ""
      switch CommandName(rawValue: name) {
      case nil where isForOptionParser(name): try MarktapCommand.run(arguments)
      case nil: try runScript(arguments)
      case .run: try runScript(Array(arguments.dropFirst()))
      default: try MarktapCommand.run(arguments)
      }
      exit(ExitStatus.done.rawValue)
    } catch let status as ExitStatus {
      exit(status.rawValue)
    } catch {
      Console.write("Error: \(error)\n\(usage)\n", to: .errors)
      exit(ExitStatus.wrongUsage.rawValue)
    }
  }

  /// Returns `true` iff `word` asks for help, or for what shells need to complete command lines.
  private static func isForOptionParser(_ word: String) -> Bool {
    word == "help" || word.hasPrefix("--generate-") || word.hasPrefix("---")
  }

  /// Runs a script, or answers what is asked in place of that.
  ///
  /// - Throws: `UsageError` if `arguments` cannot be followed, `ExitStatus` unless all was done.
  private static func runScript(_ arguments: [String]) throws {
    let options = try RunOptions(OptionFile.words() + InterpreterLine.separated(arguments))
    switch options.question {
    case nil: try RunCommand(options).run()
    case .version: try Console.print(ToolVersion.text + "\n")
    case .usage: try MarktapCommand.run(["help", CommandName.run.rawValue])
    case .command(let name): try MarktapCommand.run([name.rawValue])
    }
  }

  /// How a script is run, behind what is wrong with a command line.
  private static var usage: String {
    let lines = RunCommand.usage.split(separator: "\n").joined(separator: "\n       ")
    return "Usage: \(lines)\n  See 'marktap --help' for more information."
  }
}
