/// The version of the tool.
package enum ToolVersion {
  /// The text.
  package static let text = "0.1.0"
}
