import Diagnostics
import KernelDescription
import Testing

@testable import Translator

/// What of the aliases of tapsets is left out before it is given a meaning.
@Suite struct ElaborationIdleSettingTests {
  /// A tapset whose alias sets more than handlers need.
  private static let tapset = """
    global total
    function plain(x) { y = x + 1; return y }
    function counting(x) { total = x; return x }
    function indirect(x) { return counting(x) }
    function endless(x) { return x > 0 ? endless(x - 1) : 0 }
    probe base.event = timer.s(1) {
      if (total > 9) next
      a = plain(1)
      b = a + 1
      c = sprintf("%d", b)
      total = 3
      d = indirect(4)
      e = plain(plain(5))
      f = endless(2)
      g = "x" =~ "y"
      h = matched(0)
    }, { last = e }
    probe outer.event = base.event { z = b }
    """

  /// Returns the listing of `script` with its bodies.
  private func listing(
    _ script: String, options: ElaborationOptions = ElaborationOptions()
  ) throws -> String {
    try TranslatorTests.listing(of: script, tapset: Self.tapset, options: options)
  }

  /// Returns which of the alias's variables `listing` sets.
  private func set(in listing: String) -> String {
    String("abcdefghz".filter { listing.contains("\($0) = ") })
  }

  @Test func `what a handler needs is left, and what that needs`() throws {
    let none = try listing("probe base.event { println(1) }")
    #expect(set(in: none) == "")
    #expect(none.contains("total = 3"))
    #expect(none.contains("counting"))
    #expect(set(in: try listing("probe base.event { println(c) }")) == "abc")
    #expect(set(in: try listing("probe outer.event { println(1) }")) == "")
    #expect(set(in: try listing("probe outer.event { println(z) }")) == "abz")
  }

  @Test func `nothing is left out where all is asked for`() throws {
    let all = try listing(
      "probe base.event { println(1) }", options: ElaborationOptions(elision: .nothing))
    #expect(set(in: all) == "abcdefgh")
  }

  @Test func `what is left out is what elision would drop`() throws {
    // An alias of the script itself is left to elision.
    let alias = Self.tapset.split(separator: "\n").drop { !$0.hasPrefix("probe base") }
      .joined(separator: "\n").replacing("base.event", with: "own.event")
      .replacing("outer.event", with: "far.event")
    for handler in ["println(1)", "println(c)", "println(d, f)", "if (b > 1) println(h)"] {
      let early = try listing("probe base.event { \(handler) }")
      let late = try listing(
        "probe own.event { \(handler) } \(alias)"
      ).replacing("own.event", with: "base.event")
      #expect(early == late)
    }
  }
}
