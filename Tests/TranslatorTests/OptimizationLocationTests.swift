import IR
import Testing

@testable import Translator

@Suite struct OptimizationLocationTests {
  /// A program that was split, with one location for each of its parts.
  private let text = """
    location @1 "x.stp" 1:1 "keyword" "line 1"
    location @2 "x.stp" 2:1 "identifier 'gone'" "line 2"
    location @3 "x.stp" 3:1 "identifier 'pid'" "line 3"
    location @4 "x.stp" 4:1 "identifier 'print'" "line 4"
    location @5 "x.stp" 5:1 "identifier 'unused'" "line 5"
    function unused() {
    b0:
      print "never" @5
      return
    }
    probe "p" tracepoint sched, sched_switch, 4 @1 {
    handler
    function p() {
    b0:
      v0 = pid() @2
      print "%d" , v0 @2
      return
    }
    record long
    kernel
    function p.kernel() {
    b0:
      v0 = pid() @3
      commit
      capture s0, v0
      return
    }
    user
    function p.user() {
    b0:
      v0 = captured s0
      print "%d", v0 @4
      return
    }
    }
    """

  @Test func `a finished program keeps only what its halves need`() throws {
    var program = try Program(parsing: text)
    optimizeHalves(of: &program)
    #expect(
      program.text() == """
        location @1 "x.stp" 1:1 "keyword" "line 1"
        location @2 "x.stp" 3:1 "identifier 'pid'" "line 3"
        location @3 "x.stp" 4:1 "identifier 'print'" ""
        probe "p" tracepoint sched, sched_switch, 4 @1 {
        record long
        kernel
        function p.kernel() {
        b0:
          v0 = pid() @2
          commit
          capture s0, v0
          return
        }
        user
        function p.user() {
        b0:
          v0 = captured s0
          print "%d", v0 @3
          return
        }
        }

        """)
  }
}
