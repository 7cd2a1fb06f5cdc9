import Glibc
import KernelDescription
import Runtime
import Translator

/// A name with its value, as options give them.
package struct Setting: Hashable, Sendable {
  /// The name.
  package let name: String
  /// The value.
  package let value: String

  /// Creates a setting.
  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What is to be translated, and all that the result depends on but the kernel and the tapsets' contents.
package struct ScriptRequest: Sendable {
  /// Where the script comes from.
  package enum Source: Hashable, Sendable {
    /// The text of `-e`.
    case text(String)
    /// A file.
    case file(String)
    /// The standard input.
    case standardInput
    /// A file of the tapsets, by its path below their directory.
    case tapset(String)
    /// The file of an example, by its name.
    case example(String)
  }

  /// Where the script comes from.
  package var source: Source
  /// The texts of the scripts that `-E` adds.
  package var addedTexts: [String] = []
  /// The words that `$1` and `@1` stand for.
  package var arguments: [String] = []
  /// What `-D` sets.
  package var definitions: [Setting] = []
  /// The first values of globals, which `-G` sets.
  package var globals: [Setting] = []
  /// The directories of tapsets that `-I` adds.
  package var tapsetDirectories: [String] = []
  /// Whether the script may do what can harm the machine.
  package var mode = Mode.safe
  /// Whether code that has no effect is kept.
  package var unusedCode = UnusedCode.dropped
  /// What a target variable that is not there means.
  package var missingVariables = MissingVariables.mistake
  /// The kernel, by release or by the path of its saved description; `nil` for the one that runs.
  package var kernel: String?
  /// The architecture that the kernel has to have; `nil` if it may be any.
  package var architecture: String?
  /// The version of SystemTap whose language the script is written in: `systemtap_v`.
  package var languageVersion = PreprocessorEnvironment.spokenVersion
  /// The level of privilege that the script is translated for: `systemtap_privilege`.
  package var privilege = "stapdev"
  /// Whether a handler may run for as long as it likes.
  package var timeLimits = TimeLimits.kept
  /// How much of each handler the kernel half does.
  package var splitting = SplitPolicy()
  /// The kernel of the recorded trace that the script is to run over; `nil` if it runs on a kernel.
  package var recordedKernel: KernelDescription?

  /// What the kernel halves become.
  package var engine = Engine.bpf

  /// What kernel halves become.
  package enum Engine: Hashable, Sendable {
    /// BPF programs.
    case bpf
    /// A kernel module.
    case module(ModuleOptions)
  }

  /// Whether a handler may run for as long as it likes.
  package enum TimeLimits: UInt64, Sendable {
    /// `MAXACTION` and its kin hold.
    case kept
    /// They do not.
    case suppressed

    /// What sets the limits so.
    var definitions: [Setting] {
      switch self {
      case .kept: []
      case .suppressed:
        ["MAXACTION", "MAXACTION_INTERRUPTIBLE"].map { Setting($0, String(Int.max)) }
      }
    }
  }

  /// What a script may do.
  package enum Mode: UInt64, Sendable {
    /// Nothing that can harm the machine.
    case safe
    /// All that the language offers.
    case guru
  }

  /// Whether code that has no effect is kept.
  package enum UnusedCode: UInt64, Sendable {
    /// It is not even checked in full.
    case dropped
    /// It is.
    case kept
  }

  /// Whether what depends on the version of the language is told.
  package var versionCheck = VersionCheck.skipped

  /// Whether what depends on the version of the language is told.
  package enum VersionCheck: UInt64, Sendable {
    /// It is not.
    case skipped
    /// Each such place is a warning.
    case done
  }

  /// Whether the run is about a process.
  package var targetProcess = TargetProcess.present

  /// Whether the run is about a process.
  package enum TargetProcess: UInt64, Sendable {
    /// `-c` starts one, `-x` names one, or that is not known yet.
    case present
    /// There is none.
    case absent
  }

  /// When globals have their first values.
  package var firstValues = FirstValues.known

  /// What a target variable that is not there means.
  package enum MissingVariables: UInt64, Sendable {
    /// A mistake.
    case mistake
    /// 0, with a warning.
    case zero
  }

  /// Creates the request to translate `source` as it is.
  package init(source: Source) { self.source = source }
}

/// A script that has been read.
struct Script: Sendable {
  /// The name that messages show.
  let name: String
  /// The text.
  let bytes: [UInt8]

  /// Reads what `source` names; files of tapsets are looked for along `path`.
  ///
  /// - Throws: `SystemError` if it cannot be read.
  init(_ source: ScriptRequest.Source, along path: TapsetPath) throws(SystemError) {
    switch source {
    case .text(let text):
      name = "<input>"
      bytes = Array(text.utf8)
    case .file(let path):
      name = path
      bytes = try Files.bytes(of: path)
    case .standardInput:
      name = "<stdin>"
      bytes = try Files.standardInput()
    case .example(let file):
      let directory = Installation.directory("examples")
      guard let path = directory.flatMap({ Installation.file(named: file, below: $0) }) else {
        throw SystemError("find the example '\(file)'", code: ENOENT)
      }
      name = path
      bytes = try Files.bytes(of: path)
    case .tapset(let file):
      let candidates = path.directories.map { "\($0)/\(file)" }
      guard let found = candidates.first(where: { Files.stamp(of: $0) != nil }) else {
        throw SystemError("find the tapset file '\(file)'", code: ENOENT)
      }
      name = found
      bytes = try Files.bytes(of: found)
    }
  }
}
