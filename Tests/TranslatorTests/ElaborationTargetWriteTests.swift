import Diagnostics
import IR
import Testing

@testable import Translator

/// What scripts in guru mode write to where a module runs their kernel halves.
@Suite struct ElaborationTargetWriteTests {
  /// Returns the C of `script`, and what is wrong with it.
  private func written(_ script: String) throws -> (text: String?, ids: [String]) {
    let made = try ElaborationSample().module(of: script)
    return (made.value?.text, made.log.diagnostics.map(\.id))
  }

  @Test func `a member is written with its size`() throws {
    let made = try written(
      "probe kernel.trace(\"sched_switch\") { $prev->pid = 5 $prev->pid += 2 }")
    #expect(made.ids == [])
    let text = try #require(made.text)
    #expect(text.contains("marktap_store_kernel(u32, "))
  }

  @Test func `an argument itself is not written`() throws {
    let made = try written("probe kernel.trace(\"sched_switch\") { $prev = 5 }")
    #expect(made.ids == ["written-target"])
  }

  @Test(arguments: [("x = 5", true), ("y = 5 println(y)", false)])
  func `an alias learns whether a handler sets a variable`(
    _ body: String, _ isSet: Bool
  ) throws {
    let made = try written(
      """
      probe a = kernel.trace("sched_switch") { x = 1 } , { if (@probewrite(x)) mdelay(x) }
      probe a { \(body) }
      """)
    #expect(made.text != nil)
    #expect(made.text?.contains("mdelay(") == isSet)
  }
}
