/// What conditions of the form `%( … %? … %)` ask about, and what `$1` stands for.
package struct PreprocessorEnvironment: Sendable {
  /// The version of SystemTap whose language is spoken, unless a script asks for an older one.
  package static let spokenVersion = "5.6"

  /// Whether conditions on `systemtap_v` are told.
  package enum VersionConditions: Hashable, Sendable {
    /// They are not.
    case silent
    /// Each is a warning.
    case warned
  }

  /// Returns `true` iff a script can ask for the language of `version`.
  package static func speaks(_ version: String) -> Bool {
    VersionOrder.compare(Array(version.utf8), Array(spokenVersion.utf8)) <= 0
  }

  /// `kernel_vr`: the release of the kernel, such as `6.1.0-56-amd64`.
  package var kernelRelease: String
  /// `arch`: the architecture, such as `x86_64`.
  package var architecture: String
  /// `runtime`: `kernel`, `bpf` or `dyninst`.
  package var runtime: String
  /// `systemtap_v`: the version of SystemTap whose language is spoken.
  package var languageVersion: String
  /// Whether conditions on `systemtap_v` are told.
  package var versionConditions = VersionConditions.silent
  /// `systemtap_privilege`: `stapdev`, `stapsys` or `stapusr`.
  package var privilege: String
  /// `guru_mode`: 1 iff the script may do what is unsafe, else 0.
  package var guruMode: Int64
  /// The configuration of the kernel: values under names that start with `CONFIG_`.
  package var configuration: [String: String]
  /// What `$1` and `@1` stand for.
  package var arguments: ScriptArguments

  /// Creates an environment.
  package init(
    kernelRelease: String, architecture: String = "x86_64", runtime: String = "bpf",
    languageVersion: String = PreprocessorEnvironment.spokenVersion,
    privilege: String = "stapdev", guruMode: Int64 = 0,
    configuration: [String: String] = [:], arguments: ScriptArguments = ScriptArguments()
  ) {
    self.kernelRelease = kernelRelease
    self.architecture = architecture
    self.runtime = runtime
    self.languageVersion = languageVersion
    self.privilege = privilege
    self.guruMode = guruMode
    self.configuration = configuration
    self.arguments = arguments
  }

  /// `kernel_v`: the release up to the first hyphen.
  package var kernelVersion: String {
    String(kernelRelease.prefix { $0 != "-" })
  }

  /// Returns whether the language is that of `version` or of a later one; `nil` is before all.
  func hasLanguage(of version: String?) -> Bool {
    guard let version else { return true }
    return VersionOrder.compare(Array(languageVersion.utf8), Array(version.utf8)) >= 0
  }

  /// The names that a condition can ask about, without those of the configuration.
  static let names = [
    "kernel_v", "kernel_vr", "systemtap_v", "arch", "runtime", "systemtap_privilege", "guru_mode",
  ]
}
