import Testing

@testable import IR

/// A program with one handler, and the means to run it.
struct Sample {
  /// The program.
  var program: Program

  /// Creates the program that `text` says.
  init(_ text: String) throws { program = try Program(parsing: text) }

  /// Creates the program with a `begin` handler of these blocks, and globals before it.
  init(
    body: String, locals: String = "", globals: String = "", functions: String = ""
  ) throws {
    try self.init(
      """
      \(globals)
      \(functions)
      probe "begin" begin 0 {
      handler
      function h() {
      \(locals)
      \(body)
      }
      }
      """)
  }

  /// Returns what the handler prints, with `!` and the message behind it if it fails.
  func output(_ environment: ExecutionEnvironment = ExecutionEnvironment()) -> String {
    let problems = verify(program)
    guard problems.isEmpty else { return "\(problems)" }
    let interpreter = Interpreter(program, environment: environment)
    let outcome = interpreter.runHandler(ofProbe: 0)
    var text = String(decoding: interpreter.output, as: UTF8.self)
    if case .failed(let failure) = outcome {
      text += "!" + String(decoding: RuntimeMessages(program).text(of: failure), as: UTF8.self)
    }
    return text
  }
}

struct InterpreterTests {
  @Test(arguments: [
    ("add", 7, 5, "12"), ("add", Int64.max, 1, "-9223372036854775808"),
    ("subtract", 3, 5, "-2"), ("multiply", -4, 6, "-24"), ("divide", -7, 2, "-3"),
    ("divide", Int64.min, -1, "-9223372036854775808"), ("modulo", -7, 2, "-1"),
    ("modulo", Int64.min, -1, "0"), ("and", 12, 10, "8"), ("or", 12, 10, "14"),
    ("xor", 12, 10, "6"), ("shiftLeft", 1, 65, "2"), ("shiftRight", -8, 1, "-4"),
    ("shiftRightLogical", -1, 60, "15"), ("divide", 1, 0, "!division by 0"),
    ("modulo", 1, 0, "!division by 0"),
  ])
  func `operators on longs`(name: String, a: Int64, b: Int64, expected: String) throws {
    let sample = try Sample(
      body: """
        b0:
          v0 = long \(a)
          v1 = long \(b)
          v2 = \(name) v0, v1
          print "%d", v2
          return
        """)
    #expect(sample.output() == expected)
  }

  @Test func `a loop sums up a local`() throws {
    let sample = try Sample(
      body: """
        b0:
          jump b1
        b1:
          v0 = read l0
          v1 = long 100
          v2 = compare less v0, v1
          branch v2, b2, b3
        b2:
          v3 = read l0
          v4 = long 1
          v5 = add v3, v4
          write l0, v5
          v7 = read l1
          v8 = add v7, v5
          write l1, v8
          jump b1
        b3:
          v10 = read l1
          print "%d\\n", v10
          return
        """, locals: "local i: long local sum: long")
    #expect(sample.output() == "5050\n")
  }
}
