import Diagnostics
import KernelDescription
import Testing

@testable import Translator

/// Conditions that are asked before what aliases do in front of a handler.
@Suite struct ElaborationEarlyFilterTests {
  /// A tapset whose alias sets texts behind a condition of its own.
  private static let tapset = """
    global bound = 9, count = 0
    function counting() { return count++ }
    function below(x) { return x < bound }
    probe base.event = timer.s(1) {
      if (bound > 99) next
      text = sprintf("%d", bound)
      other = text . "x"
    }
    probe outer.event = base.event { last = other . "y" }
    probe counted.event = timer.s(1) {
      before = sprintf("%d", bound)
      count++
      behind = sprintf("%d", bound)
    }
    """

  /// Returns which of `parts` come in which order in the listing of a probe of `point` with `handler`.
  private func order(
    of parts: [String], _ point: String, _ handler: String,
    options: ElaborationOptions = ElaborationOptions()
  ) throws -> [String] {
    let listing = try TranslatorTests.listing(
      of: "global wanted = 0 probe \(point) { \(handler) }", tapset: Self.tapset, options: options)
    let body = try #require(listing.firstRange(of: "# probes")).lowerBound
    let places = parts.compactMap { part in
      listing[body...].firstRange(of: part).map { (part, $0.lowerBound) }
    }
    return places.sorted { $0.1 < $1.1 }.map(\.0)
  }

  @Test func `a condition comes before texts that it does not use, and behind the alias's own`()
    throws
  {
    let handler = "if (!wanted) next if (below(3)) { next } println(last)"
    #expect(
      try order(
        of: ["bound > 99", "text =", "last =", "!wanted", "below(3)"], "outer.event", handler)
        == ["bound > 99", "!wanted", "below(3)", "text =", "last ="])
  }

  @Test func `a condition stays behind what it uses`() throws {
    #expect(
      try order(
        of: ["text =", "other =", "== \"x\""], "base.event",
        "if (text == \"x\") next println(other)")
        == ["text =", "== \"x\"", "other ="])
  }

  @Test(arguments: [
    "if (counting()) next", "if (wanted) { println(1) next }", "if (wanted) next else println(2)",
    "if (other =~ \"a\") next", "wanted = 1 if (!wanted) next",
  ])
  func `what does more than ask stays where it is`(_ filter: String) throws {
    let parts = ["other =", "wanted", "counting()", "=~"]
    #expect(try order(of: parts, "base.event", "\(filter) println(other)").first == "other =")
  }

  @Test func `a condition does not pass what has an effect`() throws {
    #expect(
      try order(
        of: ["before =", "count++", "behind =", "!wanted"], "counted.event",
        "if (!wanted) next println(before . behind)")
        == ["before =", "count++", "!wanted", "behind ="])
  }

  @Test func `nothing is moved where nothing is left out`() throws {
    var options = ElaborationOptions()
    options.elision = .nothing
    #expect(
      try order(of: ["other =", "!wanted"], "base.event", "if (!wanted) next", options: options)
        == ["other =", "!wanted"])
  }
}
