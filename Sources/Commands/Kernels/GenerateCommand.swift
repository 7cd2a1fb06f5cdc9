import ArgumentParser
import MarkerScan
import Runtime
import Session
import TapsetGen

/// `marktap generate`: writes the tapset of a kernel or of a program.
struct GenerateCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.generate.rawValue,
    abstract: "Write the tapset of a kernel's markers and system calls, or of a program's markers.",
    discussion: """
      Scripts find the markers without these files; they are for reading, for keeping, and for comparing two \
      kernels. The same kernel gives the same files.

      The tapset of a program or a shared library gives each of its markers (<sys/sdt.h>) a probe point \
      PROVIDER.NAME, with the arguments arg1, arg2 and so on.
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

  /// The program.
  @Option(
    name: .customLong("program"),
    help: ArgumentHelp("Write the tapset of a program instead.", valueName: "file"),
    completion: .file())
  var program: String?

  /// Whether the description and the tapset are kept for all users.
  @Flag(
    name: .customLong("store"),
    help: """
      Keep the description and the tapset for all users, below /var/cache/marktap; where that cannot be written, \
      only the description, for this user.
      """)
  var isStored = false

  /// Checks that the options go together.
  func validate() throws {
    if program != nil && (choice.kernel != nil || isStored) {
      throw ValidationError("--program is for no kernel: it excludes --kernel and --store")
    }
  }

  /// Generates and writes.
  func run() throws {
    if let program { return try write(try tapset(ofProgram: program)) }
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
    if directory != nil || !isStored { try write(tapset) }
  }

  /// Writes `tapset` into the directory, or prints it where none is named.
  private func write(_ tapset: GeneratedTapset) throws {
    if let directory {
      try Console.reporting { () throws(SystemError) in try tapset.write(to: directory) }
    } else {
      try Console.print(tapset.files.map(\.text).joined(separator: "\n"))
    }
  }

  /// Returns the tapset of the program at `path`.
  private func tapset(ofProgram path: String) throws -> GeneratedTapset {
    try Console.reporting { () throws(ScanError) in
      let program = try ProgramScan.ofFile(path)
      if program.markers.isEmpty { throw .noMarkers(path: path) }
      return GeneratedTapset(of: program)
    }
  }
}
