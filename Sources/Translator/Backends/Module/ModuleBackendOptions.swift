import IR

/// What a module's source says of where it comes from.
package struct ModuleBackendOptions: Sendable {
  /// The release of the kernel that it is for.
  package var release: String

  /// What `-D` defines besides the limits of the language, each as a line of C.
  let definitions: [String]

  /// Creates options for the kernel `release`, with what `-D` says.
  package init(release: String, definitions: [ElaborationOptions.Setting] = []) {
    self.release = release
    self.definitions = definitions.filter { setting in
      !Limits.hasLimit(named: setting.name) && CLiteral.isName(setting.name)
        && !setting.value.contains(where: \.isNewline)
    }.map { "#define \($0.name) \($0.value)\n" }
  }

  /// What stands at the start of the source.
  var title: String { "A script for Linux \(release), translated by marktap." }

  /// The name of the file that the compiler takes for that of what no line of the script asked for.
  static let siteSection = "<sites>"
}
