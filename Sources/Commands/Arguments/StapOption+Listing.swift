/// The options that ask for a list in place of a run.
extension StapOption {
  /// These options.
  static let listingOptions = [points, pointsWithVariables, probeTypes, probeAliases, functions]

  static let points = StapOption(
    "l", value: .required("point"), "List the probe points that match a pattern.")
  static let pointsWithVariables = StapOption(
    "L", value: .required("point"), "The same, with the variables of each.")
  static let probeTypes = StapOption(
    nil, words: ["dump-probe-types"], "List the forms that probe points have.")
  static let probeAliases = StapOption(
    nil, words: ["dump-probe-aliases"], "List the aliases that the tapsets define.")
  static let functions = StapOption(
    nil, words: ["dump-functions"], "List the functions that the tapsets define, with their types.")
}
