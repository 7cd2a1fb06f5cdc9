import ArgumentParser
import Translator

/// The options that ask for a list in place of a run.
struct ListingOptions: ParsableArguments {
  /// A probe point to be listed.
  @Option(name: StapOption.points.name, parsing: .unconditional, help: StapOption.points.help)
  var point: String?

  /// A probe point to be listed with its variables.
  @Option(
    name: StapOption.pointsWithVariables.name, parsing: .unconditional,
    help: StapOption.pointsWithVariables.help)
  var pointWithVariables: String?

  /// Whether the forms of probe points are listed.
  @Flag(name: StapOption.probeTypes.name, help: StapOption.probeTypes.help)
  var listsProbeTypes = false

  /// Whether the aliases are listed.
  @Flag(name: StapOption.probeAliases.name, help: StapOption.probeAliases.help)
  var listsAliases = false

  /// Whether the functions are listed.
  @Flag(name: StapOption.functions.name, help: StapOption.functions.help)
  var listsFunctions = false
}

extension ListingOptions {
  /// What is to be listed.
  enum Request: Hashable {
    /// The sites of a probe point.
    case points(String)
    /// The same with the variables.
    case variables(String)
    /// What the language and the tapsets have.
    case library(LibraryListing)

    /// The script that names what is to be listed.
    var script: String {
      switch self {
      case .points(let point), .variables(let point): "probe \(point) {}"
      case .library: ""
      }
    }
  }

  /// All that is to be listed.
  private var requests: [Request] {
    [point.map { .points($0) }, pointWithVariables.map { .variables($0) }].compactMap { $0 }
      + (listsProbeTypes ? [.library(.probeTypes)] : [])
      + (listsAliases ? [.library(.aliases)] : [])
      + (listsFunctions ? [.library(.functions)] : [])
  }

  /// What is to be listed; `nil` if a script is to run.
  var request: Request? { requests.first }

  /// Checks that the options go together.
  ///
  /// - Throws: `ValidationError` if they do not.
  func check() throws {
    if requests.count > 1 {
      throw ValidationError(
        "-l, -L and the options --dump-probe-types, --dump-probe-aliases and "
          + "--dump-functions exclude each other")
    }
  }
}
