import ArgumentParser
import KernelDescription
import MarkerScan
import Runtime
import Session

/// `marktap scan`: shows the markers of the running kernel.
struct ScanCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.scan.rawValue, abstract: "Show the markers of this kernel.",
    discussion: """
      Without options, a table: the name of each marker, the module that has it, and its format. \
      The kernel is scanned anew each time.
      """)

  /// Whether JSON is printed.
  @Flag(name: .customLong("json"), help: "Print JSON.")
  var printsJSON = false

  /// Whether the layout of `Module.markers` is printed.
  @Flag(name: .customLong("module-markers"), help: "Print name, module and format between tabs.")
  var printsModuleMarkers = false

  /// The file for the description.
  @Option(
    name: .customShort("o"),
    help: ArgumentHelp(
      "Save the description instead, for translating on another machine with -r.",
      valueName: "file"))
  var outputPath: String?

  /// Checks that the options go together.
  func validate() throws {
    if printsJSON && printsModuleMarkers {
      throw ValidationError("--json and --module-markers exclude each other")
    }
  }

  /// Scans and prints.
  func run() throws {
    let scan: KernelScan
    do throws(ScanError) {
      scan = try KernelScan.ofRunningKernel()
    } catch {
      Console.complain(error.description)
      throw ExitStatus.refused
    }
    for omission in scan.omissions { Console.warn(omission.description) }
    if let outputPath {
      try Console.write(scan.description.bytes, toFile: outputPath)
      return
    }
    let listing = MarkerListing(of: scan.description)
    try Console.print(
      printsJSON ? listing.json : printsModuleMarkers ? listing.moduleMarkers : listing.table)
  }
}
