import Testing

@testable import IR

struct VerifierTests {
  /// Returns what is found in a function of these lines.
  private func findings(
    _ body: String, as role: FunctionRole = .handler, in program: String = "",
    record: RecordLayout? = nil, locals: String = ""
  ) throws -> [String] {
    let function = try Function(parsing: "function f() {\n\(locals)\n\(body)\n}")
    let program = try Program(parsing: program)
    return verify(function, as: role, in: program, record: record).map(\.description)
  }

  @Test func `a good function has no findings`() throws {
    #expect(
      try findings(
        """
        b0:
          v0 = long 1
          branch v0, b1, b2
        b1:
          jump b2
        b2:
          print "%d", v0
          return
        """
      ).isEmpty)
  }

  @Test func `there is nothing to look at where nothing happens`() throws {
    func findings(_ site: String) throws -> [String] {
      verify(
        try Program(
          parsing: """
            probe "p" \(site) {
            handler
            function h() {
            b0:
              v0 = argument 0, unsigned 8
              print "%d", v0
              return
            }
            }
            """)
      ).map(\.description)
    }
    #expect(try findings("tracepoint s, a, 2") == [])
    #expect(
      try findings("end 0") == [
        "h b0 v0: the operation is not allowed in a user half without records"
      ])
  }

  @Test func `nothing leads to the entry`() throws {
    #expect(try findings("b0:\n jump b0") == ["f b0: the entry has predecessors"])
  }

  @Test func `operands are computed on every path`() throws {
    #expect(
      try findings(
        """
        b0:
          v0 = long 1
          branch v0, b1, b2
        b1:
          v1 = long 2
          jump b2
        b2:
          print "%d", v1
          return
        """
      ) == ["f b2 v2: 'v1' is not computed on every path to here"])
    #expect(
      try findings("b0:\n v0 = add v1, v1\n v1 = long 2\n return")
        == [
          "f b0 v0: 'v1' is not computed on every path to here",
          "f b0 v0: 'v1' is not computed on every path to here",
        ])
  }

  @Test func `a catch block does not see what the covered block computed`() throws {
    #expect(
      try findings(
        """
        b0:
          v0 = long 1
          jump b1
        b1 catch b2:
          v1 = long 0
          v2 = divide v0, v1
          jump b3
        b2:
          print "%d%d", v0, v1
          jump b3
        b3:
          print "%d", v2
          return
        """
      ) == [
        "f b2 v3: 'v1' is not computed on every path to here",
        "f b3 v4: 'v2' is not computed on every path to here",
      ])
  }

  @Test func `unreachable blocks may use anything`() throws {
    #expect(
      try findings("b0:\n return\nb1:\n v0 = add v1, v1\n v1 = long 1\n return").isEmpty)
  }

  @Test func `an instruction stands in one place`() throws {
    var function = try Function(
      parsing: "function f() {\nb0:\n v0 = long 1\n jump b1\nb1:\n return\n}")
    function.blocks[1].instructions = [ValueID(0)]
    let found = verify(function, as: .handler, in: Program()).map(\.description)
    #expect(found == ["f b1 v0: the instruction stands in more than one place"])
  }

  @Test func `types of operands and results are checked`() throws {
    #expect(
      try findings("b0:\n v0: string = string \"x\"\n v1 = negate v0\n return")
        == ["f b0 v1: 'v0' is no long"])
    #expect(
      try findings("b0:\n v0: string = long 1\n return") == ["f b0 v0: the result is a long"])
    #expect(
      try findings("b0:\n v0 = print \"x\"\n return") == ["f b0 v0: there is no result"])
    #expect(
      try findings("b0:\n v0 = long 1\n v1 = strlen(v0)\n return")
        == ["f b0 v1: 'v0' is no string"])
    #expect(
      try findings("b0:\n v0 = long 1\n print \"%s%d\", v0\n return")
        == ["f b0 v1: there have to be 2 operands"])
    #expect(
      try findings("b0:\n v0 = long 1\n write l0, v0\n return", locals: "local s: string")
        == ["f b0 v1: 'v0' is no string"])
  }

  @Test func `globals are used as they are`() throws {
    let program = """
      global a[long]: string capacity 1
      global s: statistics(logarithmic) capacity 1
      """
    #expect(
      try findings("b0:\n v0: string = readGlobal g0\n return", in: program)
        == ["f b0 v0: there have to be 1 operands"])
    #expect(
      try findings("b0:\n v0 = long 1\n accumulate g0[v0], v0\n return", in: program)
        == ["f b0 v1: the global holds no statistics"])
    #expect(
      try findings("b0:\n v0 = extract variance(0) g1\n return", in: program)
        == ["f b0 v0: the global keeps no variance"])
    #expect(
      try findings("b0:\n printHistogram linear(0, 9, 1) g1\n return", in: program)
        == ["f b0 v0: the global does not keep the histogram"])
    #expect(
      try findings("b0:\n v0 = readGlobal g7\n return", in: program)
        == ["f b0 v0: there is no 'g7'"])
    #expect(
      try findings("b0:\n v0 = long 1\n v1 = advance v0\n return", in: program)
        == ["f b0 v1: 'v0' is no walk"])
  }

  @Test func `numbers name something`() throws {
    #expect(try findings("b0:\n v0 = read l3\n return") == ["f b0 v0: there is no 'l3'"])
    #expect(try findings("b0:\n v0 = call f3()\n return") == ["f b0 v0: there is no 'f3'"])
    #expect(try findings("b0:\n v0 = long 1 @9\n return") == ["f b0 v0: there is no '@9'"])
    #expect(
      try findings("b0:\n v0 = captured s0\n return", as: .userHalf) == [
        "f b0 v0: there is no 's0'"
      ])
  }

  @Test func `halves do only what they can`() throws {
    var record = RecordLayout()
    _ = record.append(.string)
    #expect(
      try findings("b0:\n print \"x\"\n return", as: .kernelHalf)
        == ["f b0 v0: the operation is not allowed in a kernel half"])
    #expect(
      try findings("b0:\n v0 = pid()\n return", as: .userHalf)
        == ["f b0 v0: the operation is not allowed in a user half"])
    #expect(try findings("b0:\n v0 = pid()\n return", as: .freeUserHalf).isEmpty)
    #expect(
      try findings("b0:\n commit\n return") == [
        "f b0 v0: the operation is not allowed in a handler"
      ])
    #expect(
      try findings("b0:\n v0 = captured s0\n return", as: .userHalf, record: record)
        == ["f b0 v0: the result is a string"])
    #expect(
      try findings(
        "b0:\n v0 = readGlobal g0\n return", as: .userHalf,
        in: "global x: long capacity 1 kernel")
        == ["f b0 v0: the operation is not allowed in a user half"])
    #expect(
      try findings(
        "b0:\n v0 = readGlobal g0\n return", as: .kernelHalf, in: "global x: long capacity 1")
        == ["f b0 v0: the operation is not allowed in a kernel half"])
  }
}
