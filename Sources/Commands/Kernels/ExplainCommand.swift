import ArgumentParser
import Session

/// `marktap explain`: tells why a probe point resolves, or why not.
struct ExplainCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.explain.rawValue,
    abstract: "Tell why a probe point does not resolve here.",
    discussion: """
      Looked for are names that are near, options of the kernel that are off, modules that are not loaded, other names \
      in kernels whose descriptions are known here, and what this user may not read.

      The exit status is 0 if the point resolves, 1 if it does not.
      """)

  /// The probe point.
  @Argument(help: "The probe point.")
  var point: String

  /// The kernel.
  @OptionGroup
  var choice: KernelChoice

  /// How many sites are listed.
  private static let siteLimit = 20

  /// Explains.
  func run() throws {
    let explanation = try Console.reporting { () throws(SessionError) in
      try PointExplanation(of: point, on: choice.kernel, cache: .ofUser())
    }
    let sites = explanation.sites
    if !sites.isEmpty {
      let more = sites.count - Self.siteLimit
      let lines =
        ["'\(point)' resolves to \(sites.count) site\(sites.count == 1 ? "" : "s"):"]
        + sites.prefix(Self.siteLimit).map { "  \($0)" } + (more > 0 ? ["  and \(more) more"] : [])
      try Console.print(lines.joined(separator: "\n") + "\n")
      return
    }
    let reasons = explanation.mistakes + explanation.causes.map { "because: \($0)" }
    let lines = ["'\(point)' does not resolve:"] + reasons.map { "  \($0)" }
    try Console.print(lines.joined(separator: "\n") + "\n")
    throw ExitStatus.wrongScript
  }
}
