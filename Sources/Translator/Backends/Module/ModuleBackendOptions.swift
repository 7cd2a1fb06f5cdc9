/// What a module's source says of where it comes from.
package struct ModuleBackendOptions: Sendable {
  /// The release of the kernel that it is for.
  package var release: String

  /// Creates options for the kernel `release`.
  package init(release: String) { self.release = release }

  /// What stands at the start of the source.
  var title: String { "A script for Linux \(release), translated by marktap." }

  /// The name of the file that the compiler takes for that of what no line of the script asked for.
  static let siteSection = "<sites>"
}
