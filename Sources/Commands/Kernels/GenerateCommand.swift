import ArgumentParser
import Runtime
import Session
import TapsetGen

/// `marktap generate`: writes the tapset of a kernel.
struct GenerateCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.generate.rawValue,
    abstract: "Write the tapset of a kernel's markers and system calls.",
    discussion: """
      Scripts find the markers without these files; they are for reading, for keeping, and for comparing two \
      kernels. The same kernel gives the same files.
      """)

  /// The directory for the files.
  @Option(
    name: .customShort("o"),
    help: ArgumentHelp(
      "The directory for the files; without it all are printed.", valueName: "directory"))
  var directory: String?

  /// The kernel.
  @OptionGroup
  var choice: KernelChoice

  /// Whether the description and the tapset are kept for all users.
  @Flag(
    name: .customLong("store"),
    help: """
      Keep the description and the tapset for all users, below /var/cache/marktap; where that cannot be written, \
      only the description, for this user.
      """)
  var isStored = false

  /// Generates and writes.
  func run() throws {
    let descriptions = KernelDescriptions(cache: .ofUser())
    let found = try Console.reporting { () throws(SessionError) in
      isStored ? try descriptions.installed(choice.kernel) : try descriptions.chosen(choice.kernel)
    }
    for omission in found.omissions { Console.warn(omission.description) }
    let tapset = try Console.reporting { () throws(SessionError) in
      try GeneratedTapset(of: found.description)
    }
    if isStored {
      try Console.reporting { () throws(SystemError) in
        if try descriptions.keep(found.description) == .everybody {
          try tapset.write(
            to: DescriptionStore.systemTapsets(of: found.description.identity), isPublic: true)
        }
      }
    }
    if let directory {
      try Console.reporting { () throws(SystemError) in try tapset.write(to: directory) }
    } else if !isStored {
      try Console.print(tapset.files.map(\.text).joined(separator: "\n"))
    }
  }
}
