/// The version of the tool.
enum Version {
  /// The text.
  static let text = "0.1.0"
}
