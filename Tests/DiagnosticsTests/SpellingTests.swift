import Testing

@testable import Diagnostics

@Suite struct SpellingTests {
  @Test func nearestNamesComeFirst() {
    #expect(
      Spelling.near("opennat", among: ["openat2", "open", "openat", "read"])
        == ["openat", "openat2"])
  }

  @Test(arguments: [("opne", "open"), ("prntf", "printf"), ("pids", "pid")])
  func slipsAreFound(slip: String, name: String) {
    #expect(Spelling.suggestion(for: slip, among: ["log", name]) == "did you mean '\(name)'?")
  }

  @Test func shortWordsNeedAllLettersButOne() {
    #expect(Spelling.suggestion(for: "foo", among: ["log", "for2"]) == nil)
    #expect(Spelling.suggestion(for: "lag", among: ["log"]) == "did you mean 'log'?")
  }
}
