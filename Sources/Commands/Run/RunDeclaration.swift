import ArgumentParser

/// `marktap run` as the option parser knows it: for the help and for completions. `RunCommand` reads the words.
struct RunDeclaration: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.run.rawValue,
    abstract: "Run a SystemTap script, or show what becomes of it.",
    usage: RunCommand.usage,
    discussion: """
      Options may be joined (-gp4), may follow the file, and end at --; what else follows is for the script. \
      All options of stap are known; those that are not listed are accepted without effect or refused. \
      See the manual page, and 'marktap help' for the other commands.
      """)

  /// The options about the script.
  enum Script: OptionTablePart { static let table = StapOption.scriptOptions }
  /// The options that ask for a list.
  enum Lists: OptionTablePart { static let table = StapOption.listingOptions }
  /// The options about the passes.
  enum Passes: OptionTablePart { static let table = StapOption.passOptions }
  /// The options about the run.
  enum Run: OptionTablePart { static let table = StapOption.runOptions }

  /// The options about the script.
  @OptionGroup(title: "Script") var script: DeclaredOptions<Script>
  /// The options that ask for a list.
  @OptionGroup(title: "Lists") var listing: DeclaredOptions<Lists>
  /// The options about the passes.
  @OptionGroup(title: "Passes") var passes: DeclaredOptions<Passes>
  /// The options about the run.
  @OptionGroup(title: "Run") var running: DeclaredOptions<Run>

  /// The file of the script, and the script's arguments.
  @Argument(
    help: "The file of the script (- for standard input) unless -e gives it, then its arguments.",
    completion: .file())
  var words: [String] = []
}
