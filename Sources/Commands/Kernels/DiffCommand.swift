import ArgumentParser
import KernelDescription
import MarkerScan
import Runtime
import Session
import TapsetGen

/// `marktap diff`: tells what has changed from one kernel to another.
struct DiffCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.diff.rawValue,
    abstract: "Tell what markers and system calls changed between kernels.",
    discussion: """
      A kernel is named by its release, by a file or directory of it, by a saved description, or by the directory of a \
      tapset that 'marktap generate' wrote; a tapset does not tell the layout of records and the prototypes of \
      tracepoints, which are then left out. Renamed markers are a guess.

      The exit status is 0 if nothing has changed, and 1 if something has.
      """)

  /// The first kernel.
  @Argument(help: "The kernel to compare with.", completion: .file())
  var old: String

  /// The second kernel.
  @Argument(help: "The kernel that is compared.", completion: .file())
  var new: String

  /// Whether JSON is printed.
  @Flag(name: .customLong("json"), help: "Print JSON.")
  var printsJSON = false

  /// Compares and prints.
  func run() throws {
    let sources = try [old, new].map { name in
      try Console.reporting { () throws(SessionError) in
        try ComparisonSource(name, descriptions: KernelDescriptions(cache: .ofUser()))
      }
    }
    let isPartial = sources.contains(where: \.isTapset)
    let kernels = try sources.map { source in
      try Console.reporting { () throws(SessionError) in
        isPartial ? try source.comparedAsTapset() : source.compared()
      }
    }
    let difference = KernelDifference(from: kernels[0], to: kernels[1])
    let listing = DifferenceListing(of: difference)
    try Console.print(printsJSON ? listing.json : listing.text)
    if !difference.isEmpty { throw ExitStatus.wrongScript }
  }
}
