import MarkerScan
import Session

/// What came of the check of scripts for kernels, as text.
struct CheckListing {
  /// The paths of the scripts.
  let scripts: [String]
  /// The kernels.
  let kernels: [ScriptCheck.Kernel]
  /// The outcomes, for each script those on the kernels.
  let outcomes: [[ScriptCheck.Outcome]]

  /// How many errors of a script on a kernel are shown to people: those that follow mostly have the same reason.
  private static let errorLimit = 5

  /// What is printed for people: a matrix, and below it the reasons for what failed, each with the kernels that it
  /// holds for.
  var text: String {
    let rows = scripts.indices.map { [scripts[$0]] + outcomes[$0].map(Self.word) }
    let matrix = MarkerListing.aligned([["SCRIPT"] + kernels.map(\.release)] + rows)
    return matrix + scripts.indices.map(reasons).joined()
  }

  /// Returns the word for `outcome`.
  private static func word(for outcome: ScriptCheck.Outcome) -> String {
    outcome.isGood ? (outcome.findings.isEmpty ? "ok" : "warnings") : "fails"
  }

  /// Returns the reasons why the script numbered `row` fails.
  private func reasons(ofScript row: Int) -> String {
    var texts: [String] = []
    var releases: [String: [String]] = [:]
    for (kernel, outcome) in zip(kernels, outcomes[row]) where !outcome.isGood {
      let text = Self.text(of: outcome.findings.filter(\.isError))
      if releases[text] == nil { texts.append(text) }
      releases[text, default: []].append(kernel.release)
    }
    return texts.map { text in
      "\n\(scripts[row]) on \((releases[text] ?? []).joined(separator: ", ")):\n\(text)"
    }.joined()
  }

  /// Returns what is said of `errors`.
  private static func text(of errors: [ScriptCheck.Finding]) -> String {
    let more = errors.count - errorLimit
    return errors.prefix(errorLimit).map(\.text).joined()
      + (more > 0 ? "and \(more) more error\(more == 1 ? "" : "s")\n" : "")
  }

  /// One JSON object.
  var json: String {
    let results = zip(scripts, outcomes).flatMap { script, row in
      zip(kernels, row).map { kernel, outcome in
        JSON.object([
          ("script", .text(script)), ("kernel", .text(kernel.release)),
          ("ok", .truth(outcome.isGood)),
          ("failed_pass", outcome.failedPass.map { .number($0.number) } ?? .null),
          ("findings", .list(outcome.findings.map(Self.finding))),
        ])
      }
    }
    let isGood = outcomes.joined().allSatisfy(\.isGood)
    return JSON.document([
      ("ok", .value(.truth(isGood))),
      ("kernels", .lines(kernels.map { .text($0.release) })), ("results", .lines(results)),
    ])
  }

  /// Returns one finding.
  private static func finding(_ finding: ScriptCheck.Finding) -> JSON {
    .object([
      ("severity", .text(finding.isError ? "error" : "warning")), ("id", .text(finding.id)),
      ("message", .text(finding.message)),
      ("file", finding.place.map { .text($0.file) } ?? .null),
      ("line", finding.place.map { .number($0.line) } ?? .null),
    ])
  }
}
