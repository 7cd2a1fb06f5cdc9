/// How a script becomes a module, where that is not as usual.
package struct ModuleOptions: Hashable, Sendable {
  /// The name of the module; `nil` for one that is made of its contents.
  package var name: String?
  /// The directory with which it is built, or a root below which that is; `nil` for the usual ones.
  package var buildRoot: String?
  /// The directory of the headers that generated code includes; `nil` for those that belong to the tool.
  package var runtimeDirectory: String?
  /// Words of the form `name=value` for the build.
  package var buildOptions: [String] = []
  /// Words of the form `name=value` for the module's information about itself.
  package var information: [String] = []
  /// What it is signed with; `nil` if it is not.
  package var key: ModuleKey?

  /// Creates the options for the usual module.
  package init() {}

  /// The directory of the headers; `nil` if there is none.
  var runtime: String? { runtimeDirectory ?? Installation.directory("module-runtime") }

  /// All words, for a digest.
  var words: [String] {
    [name ?? "", buildRoot ?? "", runtimeDirectory ?? ""] + buildOptions + ["-"] + information
      + [key?.key ?? "", key?.certificate ?? ""]
  }
}
