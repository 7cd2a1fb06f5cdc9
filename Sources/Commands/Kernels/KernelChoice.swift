import ArgumentParser

/// The option that names the kernel that a command is about.
struct KernelChoice: ParsableArguments {
  /// Its release, its files or its description; `nil` for the running kernel.
  @Option(
    name: [.customLong("kernel"), .customShort("r")],
    help: ArgumentHelp(
      "Another kernel: its release, a file or directory of it, or a saved description.",
      valueName: "release|file"))
  var kernel: String?
}
