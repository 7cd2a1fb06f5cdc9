import Diagnostics
import IR
import Testing

@testable import Translator

@Suite struct SplittingTests {
  /// Returns `program` split, in which every half satisfies the verifier.
  private func halves(of text: String, by policy: SplitPolicy = SplitPolicy()) throws -> Program {
    var log = DiagnosticLog()
    let program = split(
      try Program(parsing: text), policy: policy, sources: SourceMap(), log: &log)
    #expect(log.diagnostics.filter { $0.severity == .error }.map(\.message) == [])
    var halves = program
    for index in halves.probes.indices { halves.probes[index].handler = nil }
    #expect(verify(halves).map(\.description) == [])
    return halves
  }

  @Test func `golden halves`() throws {
    try GoldenFolder("Splitting", "ir").check { text in
      var program = try halves(of: text)
      optimize(&program)
      return program.text(.withoutLocations)
    }
  }

  @Test func `a catch block has what was known before the block that it covers`() throws {
    let text = """
      global where: string capacity 2048
      probe "p" tracepoint s, a, 1 {
      handler
      function p() {
        local x: long
      b0:
        v0 = tid()
        branch v0, b1, b2
      b1:
        v1 = long 5
        write l0, v1
        jump b3
      b2:
        v3 = long 6
        write l0, v3
        jump b3
      b3 catch b4:
        v5 = read l0
        v6: string = readGlobal g0
        v7 = isdigit(v6)
        v8 = divide v5, v7
        print "%d", v8
        jump b4
      b4:
        print "%d", v0
        return
      }
      }
      """
    // The kernel commits in the block that is covered, where the ways have met.
    let user = try #require(try halves(of: text).probes[0].userHalf)
    #expect(user[BlockID.entry].catchBlock == nil)
    #expect(user.blocks.contains { $0.catchBlock != nil })
  }

  @Test func `what kernels cannot read stays in user space, be its handler silent or not`() throws {
    let text = """
      global seen: statistics() capacity 2048
      function deep(x: long) -> long {
      b0:
        v0 = read l0
        v1 = call f0(v0)
        return v1
      }
      probe "p" tracepoint s, a, 1 {
      handler
      function p() {
      b0:
        v0 = extract count g0
        v1 = call f0(v0)
        return
      }
      }
      """
    #expect(try halves(of: text).globals[0].placement == .user)
  }

  /// Returns what is said of a handler that reads `read` at `v1`, a number that only user space knows.
  private func diagnostics(ofReading read: String) throws -> [Diagnostic] {
    let text = """
      global where: string capacity 2048
      probe "p" tracepoint s, a, 1 {
      handler
      function p() {
      b0:
        v0: string = readGlobal g0
        v1 = isdigit(v0)
        \(read)
        return
      }
      }
      """
    var log = DiagnosticLog()
    let program = split(try Program(parsing: text), sources: SourceMap(), log: &log)
    if !log.hasErrors {
      var halves = program
      halves.probes[0].handler = nil
      #expect(verify(halves).map(\.description) == [])
    }
    return log.diagnostics
  }

  @Test(arguments: ["kernel_string", "user_string", "user_string_quoted"])
  func `memory that only user space knows the place of is read late`(function: String) throws {
    let found = try diagnostics(
      ofReading: "v2: string = \(function)(v1)\n  print \"%s\", v2")
    #expect(found.map(\.id) == ["late-read"])
    #expect(found.map(\.severity) == [.warning])
  }

  @Test func `an element of the event that only user space knows is refused`() throws {
    let found = try diagnostics(
      ofReading: "v2 = eventElement v1, args at 16 size 48 array unsigned 8\n  print \"%d\", v2")
    #expect(found.map(\.id) == ["unplaceable"])
    #expect(found[0].message.contains("'isdigit'"))
  }

  @Test func `what can fail is done in the kernel though nothing depends on it`() throws {
    let program = try halves(
      of: """
        global counts[long]: long capacity 2048
        probe "p" tracepoint s, a, 1 {
        handler
        function p() {
        b0:
          v0 = argument 0, signed 8
          v1 = long 1
          v2 = addToGlobal g0[v0], v1
          v3 = divide v1, v0
          branch v3, b1, b2
        b1:
          return
        b2:
          return
        }
        }
        """)
    #expect(program.probes[0].userHalf == nil)
    #expect(program.text(.withoutLocations).contains("divide"))
  }

  /// Returns the kernel half that a module has for the handler with `body`.
  private func moduleHalf(of body: String) throws -> String {
    let text = """
      global seen: long capacity 2048
      probe "p" tracepoint s, a, 1 {
      handler
      function p() {
      \(body)
      }
      }
      """
    var policy = SplitPolicy()
    policy.engine = .module
    let program = try halves(of: text, by: policy)
    return try #require(program.probes[0].kernelHalf).text(.withoutLocations)
  }

  /// `true` iff `words` stand in `text` in this order.
  private func isInOrder(_ words: [String], in text: String) -> Bool {
    var rest = text[...]
    for word in words {
      guard let range = rest.range(of: word) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  @Test func `what is read behind a write is read there`() throws {
    let half = try moduleHalf(
      of: """
        b0:
          v0 = argument 0, unsigned 8
          v1: string = kernel_string(v0)
          v2: string = string "b"
          set_kernel_string(v0, v2)
          v4: string = kernel_string(v0)
          print "%s %s\\n", v1, v4
          return
        """)
    #expect(isInOrder(["kernel_string", "set_kernel_string", "kernel_string"], in: half))
  }

  @Test func `a global that decides over a write lives in the kernel`() throws {
    let half = try moduleHalf(
      of: """
        b0:
          v0 = long 1
          v1 = addToGlobal g0, v0
          print "seen\\n"
          branch v1, b1, b2
        b1:
          v4 = argument 0, unsigned 8
          set_kernel_long(v4, v0)
          return
        b2:
          return
        """)
    #expect(isInOrder(["addToGlobal", "branch", "set_kernel_long"], in: half))
  }
}
