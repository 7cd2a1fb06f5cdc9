import Diagnostics
import KernelDescription
import MarkerScan
import Runtime
import Translator

/// Why a probe point resolves, or why it does not.
package struct PointExplanation: Sendable {
  /// The sites that the point resolves to, by their names, each once; empty if it does not resolve.
  package let sites: [String]
  /// What the translation says, if the point does not resolve.
  package let mistakes: [String]
  /// Why that may be, the likeliest first.
  package let causes: [String]

  /// Looks for the reasons why `point` does or does not resolve on the kernel that `kernel` names, the running one if it
  /// is `nil`.
  ///
  /// - Throws: `SessionError` if there is no such kernel.
  package init(of point: String, on kernel: String?, cache: Cache) throws(SessionError) {
    var request = ScriptRequest(source: .text("probe \(point) {}"))
    request.kernel = kernel
    let session = try Session(request, cache: cache)
    let translation = try session.elaborated(.allowed)
    let descriptions = KernelDescriptions(cache: cache)
    if let program = translation.value {
      var seen: Set<String> = []
      sites = program.probes.map(\.name).filter { seen.insert($0).inserted }
      mistakes = []
      causes = []
      return
    }
    sites = []
    mistakes = translation.log.diagnostics.filter { $0.severity == .error }.map(Self.words)
    let found = try descriptions.chosen(kernel)
    let search = CauseSearch(
      point: point, kernel: found.description, isRunning: kernel == nil,
      others: descriptions.stored.filter { $0 != found.description }, omissions: found.omissions)
    causes = search.causes
  }

  /// Returns all that `diagnostic` says, without its place.
  private static func words(for diagnostic: Diagnostic) -> String {
    ([diagnostic.message] + diagnostic.notes + [diagnostic.suggestion].compactMap { $0 })
      .joined(separator: "; ")
  }
}
