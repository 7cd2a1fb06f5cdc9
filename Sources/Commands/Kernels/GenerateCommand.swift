import ArgumentParser
import Runtime
import Session
import TapsetGen

/// `marktap generate`: writes the tapset of the running kernel.
struct GenerateCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.generate.rawValue,
    abstract: "Write the tapset of this kernel's markers.",
    discussion: """
      Scripts find the markers without these files; they are for reading, and for keeping.
      """)

  /// The directory for the files.
  @Option(
    name: .customShort("o"),
    help: ArgumentHelp(
      "The directory for the files; without it all are printed.", valueName: "directory"))
  var directory: String?

  /// The kernel.
  @Option(
    name: .customShort("r"),
    help: ArgumentHelp(
      "Another kernel: a saved description, or the release of one that was scanned here.",
      valueName: "release|file"))
  var kernel: String?

  /// Generates and writes.
  func run() throws {
    let descriptions = KernelDescriptions(cache: .ofUser())
    let found = try Console.reporting { () throws(SessionError) in
      try descriptions.chosen(kernel)
    }
    for omission in found.omissions { Console.warn(omission.description) }
    let files = generatedFiles(for: found.description)
    guard let directory else {
      try Console.print(files.map(\.text).joined(separator: "\n"))
      return
    }
    try Console.reporting { () throws(SystemError) in try Files.makeDirectory(directory) }
    for file in files {
      try Console.write(Array(file.text.utf8), toFile: "\(directory)/\(file.name)")
    }
  }
}
