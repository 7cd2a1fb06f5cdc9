import Diagnostics
import Glibc
import KernelDescription
import Translator

/// Finds out which scripts can be translated for which kernels.
package struct ScriptCheck: Sendable {
  /// A kernel, and what it is called.
  package struct Kernel: Sendable {
    /// What was asked for; `nil` for the running kernel.
    package let name: String?
    /// The release.
    package let release: String

    /// Finds the kernel that `name` names.
    ///
    /// - Throws: `SessionError` if there is none.
    package init(_ name: String?, cache: Cache) throws(SessionError) {
      self.name = name
      release = try KernelDescriptions(cache: cache).chosen(name).description.identity.release
    }
  }

  /// What came of one script on one kernel.
  package struct Outcome: Sendable {
    /// The number and the name of the pass that failed; `nil` if all went well.
    package let failedPass: (number: Int, name: String)?
    /// What was found, in the order of the places.
    package let findings: [Finding]

    /// `true` iff the script can be translated.
    package var isGood: Bool { failedPass == nil }
  }

  /// One thing that was found.
  package struct Finding: Sendable {
    /// `true` iff it is an error.
    package let isError: Bool
    /// The name of the kind of mistake.
    package let id: String
    /// What is wrong.
    package let message: String
    /// The file and the line, from 1; `nil` if it is about no place.
    package let place: (file: String, line: Int)?
    /// All that is to be said, in lines.
    package let text: String
  }

  /// The scripts.
  private let scripts: [ScriptRequest]
  /// The kernels.
  private let kernels: [Kernel]
  /// The cache, of which only the descriptions of kernels and their tapsets are used.
  private let cache: Cache

  /// Prepares the check of `scripts` for `kernels`.
  package init(_ scripts: [ScriptRequest], for kernels: [Kernel], cache: Cache) {
    self.scripts = scripts
    self.kernels = kernels
    self.cache = cache
  }

  /// Returns the outcomes: for each script those on the kernels, in order. As many are found out at a time as
  /// there are processors.
  package func outcomes() -> [[Outcome]] {
    let pairs = scripts.flatMap { script in kernels.map { (script, $0) } }
    let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let found = ParallelWork.map(0..<pairs.count, workers: processors) { index in
      outcome(of: pairs[index].0, on: pairs[index].1)
    }
    return scripts.indices.map { row in
      Array(found[row * kernels.count..<(row + 1) * kernels.count])
    }
  }

  /// Returns the outcome of `script` on `kernel`.
  private func outcome(of script: ScriptRequest, on kernel: Kernel) -> Outcome {
    var request = script
    request.kernel = kernel.name
    do throws(SessionError) {
      let session = try Session(request, cache: cache)
      let translation = try session.translated()
      let findings = translation.log.diagnostics.map { Finding($0, in: translation.sources) }
      return Outcome(
        failedPass: translation.value == nil ? session.failedPass : nil, findings: findings)
    } catch {
      let finding = Finding(
        isError: true, id: "unreadable", message: error.description, place: nil,
        text: "error: \(error.description)\n")
      return Outcome(failedPass: (1, "parse"), findings: [finding])
    }
  }
}

extension ScriptCheck.Finding {
  /// Takes over `diagnostic`, which points into `sources`.
  fileprivate init(_ diagnostic: Diagnostic, in sources: SourceMap) {
    self.init(
      isError: diagnostic.severity == .error, id: diagnostic.id, message: diagnostic.message,
      place: diagnostic.range.map { range in
        let file = sources[range.file]
        return (file.name, file.lineAndColumn(at: Int(range.start)).line)
      }, text: DiagnosticRenderer(sources: sources).text(of: diagnostic))
  }
}
