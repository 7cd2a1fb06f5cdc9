/// The options that ask for a list in place of a run.
extension StapOption {
  /// These options.
  static let listingOptions = [points, pointsWithVariables, probeTypes, probeAliases, functions]

  private static let points = StapOption(
    "l", value: .required("point"), "List the probe points that match a pattern."
  ) { $0.listing.point = $1 }
  private static let pointsWithVariables = StapOption(
    "L", value: .required("point"), "The same, with the variables of each."
  ) { $0.listing.pointWithVariables = $1 }
  private static let probeTypes = StapOption(
    nil, words: ["dump-probe-types"], "List the forms that probe points have."
  ) { options, _ in options.listing.listsProbeTypes = true }
  private static let probeAliases = StapOption(
    nil, words: ["dump-probe-aliases"], "List the aliases that the tapsets define."
  ) { options, _ in options.listing.listsAliases = true }
  private static let functions = StapOption(
    nil, words: ["dump-functions"], "List the functions that the tapsets define, with their types."
  ) { options, _ in options.listing.listsFunctions = true }
}
