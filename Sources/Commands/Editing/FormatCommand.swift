import ArgumentParser
import Diagnostics
import Runtime
import Translator

/// `marktap format`: lays scripts out.
struct FormatCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.format.rawValue,
    abstract: "Lay out scripts: indentation, blanks and line breaks.",
    discussion: """
      Nothing but blanks and line breaks changes. Without an option the result is printed.
      """)

  /// Replaces the files.
  @Flag(name: [.customShort("i"), .long], help: "Replace the files by what they should be.")
  var inPlace = false

  /// Only looks.
  @Flag(help: "Only name the files that are not laid out; the exit status is 1 if there are any.")
  var check = false

  /// The files.
  @Argument(help: "The scripts; '-' is the standard input.")
  var files: [String] = ["-"]

  /// Refuses options that contradict each other.
  func validate() throws {
    if check, inPlace { throw ValidationError("'--check' and '--in-place' exclude each other") }
    if inPlace, files.contains("-") {
      throw ValidationError("the standard input cannot be replaced: name a file")
    }
  }

  /// Lays all files out. One that is wrong does not keep the others from it.
  func run() throws {
    var status: ExitStatus?
    for file in files {
      do throws(ExitStatus) {
        try format(file)
      } catch {
        status = max(status ?? error, error)
      }
    }
    if let status { throw status }
  }

  /// Lays out `file`.
  ///
  /// - Throws: `ExitStatus`, after saying what is wrong.
  private func format(_ file: String) throws(ExitStatus) {
    let isInput = file == "-"
    let bytes = try Console.reporting { () throws(SystemError) in
      isInput ? try Files.standardInput() : try Files.bytes(of: file)
    }
    var sources = SourceMap()
    var log = DiagnosticLog()
    let source = sources.add(SourceText(name: isInput ? "<stdin>" : file, bytes: bytes))
    guard let result = formatted(source, in: sources, log: &log) else {
      Console.write(DiagnosticRenderer(sources: sources).text(of: log), to: .errors)
      throw .wrongScript
    }
    if check {
      guard result != bytes else { return }
      try Console.print("\(sources[source].name)\n")
      throw .wrongScript
    }
    if !inPlace { return try Console.print(String(decoding: result, as: UTF8.self)) }
    if result != bytes { try Console.write(result, toFile: file) }
  }
}

extension ExitStatus: Comparable {
  /// Orders statuses by how far what went wrong is from the script.
  package static func < (first: ExitStatus, second: ExitStatus) -> Bool {
    first.rawValue < second.rawValue
  }
}
