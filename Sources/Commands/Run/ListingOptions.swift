import Translator

/// The options that ask for a list in place of a run.
struct ListingOptions {
  /// A probe point to be listed.
  var point: String?

  /// A probe point to be listed with its variables.
  var pointWithVariables: String?

  /// Whether the forms of probe points are listed.
  var listsProbeTypes = false

  /// Whether the aliases are listed.
  var listsAliases = false

  /// Whether the functions are listed.
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
  /// - Throws: `UsageError` if they do not.
  func check() throws(UsageError) {
    if requests.count > 1 {
      throw UsageError(
        "-l, -L and the options --dump-probe-types, --dump-probe-aliases and "
          + "--dump-functions exclude each other")
    }
  }
}
