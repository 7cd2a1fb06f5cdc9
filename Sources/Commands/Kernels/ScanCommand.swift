import ArgumentParser
import KernelDescription
import MarkerScan
import Runtime
import Session

/// `marktap scan`: shows the markers of the running kernel, of one that does not run, or of a program.
struct ScanCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.scan.rawValue,
    abstract: "Show the markers of this kernel, or of another one.",
    discussion: """
      Without options, a table: the name of each marker, the module that has it, and its format. \
      The kernel is scanned anew each time.

      Another kernel needs not to run: a kernel image (vmlinuz, Image, vmlinux), a module, a kernel package \
      of Debian, /boot, /lib/modules/RELEASE, the root of a file system, or the release of a kernel that is \
      installed here. No privilege is needed for that, and no debug information.

      Kernels of Linux 2.6.24 to 2.6.31 with markers are scanned by their image and modules, or by Module.markers or \
      the directory that has it. A saved description is shown, too, and so are the markers of a program or a library \
      (<sys/sdt.h>).
      """)

  /// The file, directory or release; nil for the running kernel.
  @Argument(
    help: ArgumentHelp(
      "Scan a kernel that does not run.", valueName: "file|directory|release"),
    completion: .file())
  var path: String?

  /// Which kernel it is.
  @Option(
    name: .customShort("r"),
    help: ArgumentHelp(
      """
      Choose a kernel of the directory; for modules alone, in a file, a directory or a package, name their image, its \
      package, or a directory with it.
      """,
      valueName: "release|file"))
  var release: String?

  /// The directory for the formats of events.
  @Option(
    name: .customLong("formats"),
    help: ArgumentHelp(
      "Write what tracefs would have of the events, SYSTEM/EVENT/format, instead.",
      valueName: "directory"))
  var formatDirectory: String?

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
    if path == nil && (release != nil || formatDirectory != nil) {
      throw ValidationError("-r and --formats need a kernel that does not run")
    }
  }

  /// Scans and prints.
  func run() throws {
    let found = try Console.reporting { () throws(ScanError) in try scanned() }
    guard case .kernel(let scan) = found else {
      if case .program(let program) = found { try show(program) }
      return
    }
    for omission in scan.omissions { Console.warn(omission.description) }
    if let outputPath {
      try Console.write(scan.description.packedBytes, toFile: outputPath)
      return
    }
    if let formatDirectory { return try write(scan.formats, to: formatDirectory) }
    let listing = MarkerListing(of: scan.description)
    try Console.print(
      printsJSON ? listing.json : printsModuleMarkers ? listing.moduleMarkers : listing.table)
  }

  /// Returns what is found.
  private func scanned() throws(ScanError) -> FileScan {
    guard let path else { return .kernel(try KernelScan.ofRunningKernel()) }
    if !path.contains("/"), Files.stamp(of: path) == nil {
      return .kernel(try KernelScan.ofInstalledKernel(path))
    }
    let wantsKernel = printsModuleMarkers || outputPath != nil || formatDirectory != nil
    return wantsKernel
      ? .kernel(try KernelScan.ofFile(path, release: release))
      : try FileScan.of(path, release: release)
  }

  /// Prints the markers of `program`.
  private func show(_ program: ProgramDescription) throws(ExitStatus) {
    let listing = ProgramListing(of: program)
    try Console.print(printsJSON ? listing.json : listing.table)
  }

  /// Writes `formats` into directories as tracefs has them.
  private func write(_ formats: [EventFormat], to directory: String) throws {
    for format in formats {
      let path = "\(directory)/\(format.system)/\(format.name)"
      try Console.reporting { () throws(SystemError) in try Files.makeDirectory(path) }
      try Console.write(Array(format.text.utf8), toFile: "\(path)/format")
    }
  }
}
