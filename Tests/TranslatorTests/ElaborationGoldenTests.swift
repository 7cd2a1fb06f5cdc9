import Testing

@testable import Translator

/// Compares what elaboration makes of small scripts with golden files: the diagnostics, and unless there are
/// errors the typed program.
@Suite struct ElaborationGoldenTests {
  @Test func `scripts become the expected typed programs or diagnostics`() throws {
    let sample = try ElaborationSample()
    try GoldenFolder("Elaboration", "stp").check { sample.outcome(of: $0) }
  }
}
