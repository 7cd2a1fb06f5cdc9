import Testing

@testable import IR

struct FailureTests {
  /// The location that the samples name.
  private static let place = "location @1 \"<input>\" 1:25 \"operator '/'\" \"\""

  @Test func `an uncaught failure names the token and its place`() throws {
    let sample = try Sample(
      body: """
        b0:
          v0 = long 1
          v1 = long 0
          print "before "
          v3 = divide v0, v1 @1
          print "behind"
          return
        """, globals: Self.place)
    #expect(sample.output() == "before !division by 0 near operator '/' at <input>:1:25")
  }

  @Test func `a catch block sees the message and goes on`() throws {
    let sample = try Sample(
      body: """
        b0:
          v10 = long 1
          v20 = long 0
          jump b1
        b1 catch b2:
          print "try "
          v40 = modulo v10, v20 @1
          print "not reached"
          jump b3
        b2:
          v50: string = caughtMessage
          print "caught %s", v50
          jump b3
        b3:
          print "."
          return
        """, globals: Self.place)
    #expect(sample.output() == "try caught division by 0.")
  }

  @Test func `a failure leaves functions until one catches it`() throws {
    let functions = """
      function inner() -> long {
      b0:
        v10: string = string "boom"
        error(v10)
        v20 = long 1
        return v20
      }
      function outer(n: long) -> long {
      b0:
        v10 = call f0()
        return v10
      }
      """
    let sample = try Sample(
      body: """
        b0:
          v10 = long 5
          jump b1
        b1 catch b2:
          v20 = call f1(v10)
          print "not reached"
          jump b2
        b2:
          v30: string = caughtMessage
          print "%s", v30
          v50 = call f1(v10)
          return
        """, functions: functions)
    #expect(sample.output() == "boom!boom")
  }

  @Test func `functions call themselves`() throws {
    let functions = """
      function factorial(n: long) -> long {
        local half: string
      b0:
        v10 = read l0
        v20 = long 1
        v30 = compare lessOrEqual v10, v20
        branch v30, b1, b2
      b1:
        return v20
      b2:
        v40 = subtract v10, v20
        v50 = call f0(v40)
        v60 = multiply v10, v50
        return v60
      }
      function joined(a: string, n: long, b: string) -> string {
      b0:
        v10: string = read l0
        v20: string = read l2
        v30 = read l1
        v40: string = format "%s%d%s", v10, v30, v20
        return v40
      }
      function nothing() -> string {
      b0:
        return
      }
      """
    let sample = try Sample(
      body: """
        b0:
          v10 = long 10
          v20 = call f0(v10)
          v30: string = string "<"
          v40: string = string ">"
          v50: string = call f1(v30, v20, v40)
          v60: string = call f2()
          print "%s%s", v50, v60
          return
        """, functions: functions)
    #expect(sample.output() == "<3628800>")
  }

  @Test func `endless loops and endless recursion end`() throws {
    var loop = try Sample(
      body: """
        b0:
          jump b1
        b1 catch b2:
          countActions 2
          print "x"
          jump b1
        b2:
          print "no catch block can go on"
          return
        """)
    loop.program.limits.maximumUserActions = 2500
    // The last statement that is allowed for is one too many.
    #expect(loop.output() == String(repeating: "x", count: 1249) + "!MAXACTION exceeded")
    var uncounted = try Sample(
      body: """
        b0:
          jump b1
        b1:
          print "x"
          jump b1
        """)
    uncounted.program.limits.maximumUserActions = 25
    // There may be a hundred rounds for each statement.
    #expect(uncounted.output() == String(repeating: "x", count: 2500) + "!MAXACTION exceeded")
    let recursion = try Sample(
      body: """
        b0:
          call f0()
          return
        """,
      functions: """
        function f() {
        b0:
          call f0()
          return
        }
        """)
    #expect(recursion.output() == "!MAXNESTING exceeded")
  }

  @Test func `an interpreter goes on after failures`() throws {
    let sample = try Sample(
      body: """
        b0:
          v10 = long 1
          v20 = addToGlobal g0, v10
          v30 = long 0
          v40 = divide v10, v30
          return
        """,
      globals: "global n: long capacity 1")
    let interpreter = Interpreter(sample.program)
    for _ in 0..<5 { _ = interpreter.runHandler(ofProbe: 0) }
    #expect(interpreter.globals.elements(of: GlobalID(0)).first?.element == .value(.long(5)))
  }

  @Test func `abort ends all functions at once`() throws {
    let sample = try Sample(
      body: """
        b0:
          call f0()
          print "not reached"
          return
        """,
      functions: """
        function f() {
        b0:
          abort()
          return
        }
        """)
    let interpreter = Interpreter(sample.program)
    for _ in 0..<2 {
      guard case .aborted = interpreter.runHandler(ofProbe: 0) else {
        Issue.record("the handler should abort")
        return
      }
    }
    #expect(interpreter.output.isEmpty)
    #expect(interpreter.isExitRequested)
  }

  @Test func `choices go by value`() throws {
    let sample = try Sample(
      body: """
        b0:
          jump b1
        b1:
          v10 = read l0
          v20 = long 4
          v30 = compare greaterOrEqual v10, v20
          branch v30, b6, b2
        b2:
          choose v10, 3: b3, 0: b4, -9: b3, b5
        b3:
          print "three "
          jump b7
        b4:
          print "zero "
          jump b7
        b5:
          print "other "
          jump b7
        b6:
          return
        b7:
          v40 = read l0
          v50 = long 1
          v60 = add v40, v50
          write l0, v60
          jump b1
        """, locals: "local i: long")
    #expect(sample.output() == "zero other other three ")
  }

  @Test func `a value of a local stays what it was when the local changes`() throws {
    let sample = try Sample(
      body: """
        b0:
          v0 = long 1
          write l0, v0
          v2 = read l0
          v3 = long 2
          v4 = add v2, v3
          write l0, v4
          v6 = read l0
          print "%d %d %d", v2, v4, v6
          v8: string = string "a"
          v9: string = read l1
          v10: string = concatenate v9, v8
          write l1, v10
          v12: string = read l1
          v13: string = concatenate v12, v10
          write l1, v13
          v15: string = read l1
          print " <%s> %s %s", v9, v12, v15
          return
        """, locals: "local n: long local s: string")
    #expect(sample.output() == "1 3 3 <> a aa")
  }

  @Test func `strings survive long loops`() throws {
    let sample = try Sample(
      body: """
        b0:
          v0: string = string "0123456789012345678901234567890123456789"
          v1: string = concatenate v0, v0
          jump b1
        b1:
          v2 = read l0
          v3 = long 100000
          v4 = compare less v2, v3
          branch v4, b2, b3
        b2:
          v5: string = format "%d:%s", v2, v1
          write l1, v5
          v7 = long 1
          v8 = add v2, v7
          write l0, v8
          jump b1
        b3:
          v10: string = read l1
          print "%s", v10
          v12 = long 10
          v13 = strlen(v1)
          print " %d %s", v13, v1
          return
        """, locals: "local i: long local s: string", globals: "limit maximumUserActions 1000000")
    let digits = String(repeating: "0123456789", count: 8)
    #expect(sample.output() == "99999:\(digits) 80 \(digits)")
  }

  @Test func `much output is handed on before the handler ends`() throws {
    let sample = try Sample(
      body: """
        b0:
          jump b1
        b1:
          v2 = read l0
          v3 = long 30000
          v4 = compare less v2, v3
          branch v4, b2, b3
        b2:
          print "0123456789"
          v7 = long 1
          v8 = add v2, v7
          write l0, v8
          jump b1
        b3:
          return
        """, locals: "local i: long", globals: "limit maximumUserActions 1000000")
    let environment = FakeEnvironment()
    let interpreter = Interpreter(sample.program, environment: environment)
    _ = interpreter.runHandler(ofProbe: 0)
    #expect(environment.flushed > 200_000)
    #expect(environment.flushed + interpreter.output.count == 300_000)
  }
}

/// What is said of a failure in a function.
struct FailurePlaceTests {
  /// Two places, and one that a call at the second one has brought.
  private static let places = """
    location @1 "a.stp" 1:20 "identifier 'error'" ""
    location @2 "a.stp" 3:5 "identifier 'f'" ""
    location @3 "a.stp" 1:20 "identifier 'error'" "" from @2
    """

  /// Returns what is said when the handler of the first probe of `sample` fails.
  private func message(_ sample: Sample) throws -> String {
    let interpreter = Interpreter(sample.program, environment: FakeEnvironment())
    guard case .failed(let failure) = interpreter.runHandler(ofProbe: 0) else {
      Issue.record("the handler should fail")
      return ""
    }
    let text = RuntimeMessages(sample.program).text(of: failure, inProbe: 0)
    return String(decoding: text, as: UTF8.self)
  }

  @Test func `of many calls that led to a failure the last ones are named`() throws {
    var places = ""
    for number in 1...20 {
      let caller = number < 20 ? " from @\(number + 1)" : ""
      places += "location @\(number) \"a.stp\" \(number):5 \"identifier 'f'\" \"\"\(caller)\n"
    }
    let sample = try Sample(
      body: """
        b0:
          v10: string = string "deep"
          error(v10) @1
          return
        """, globals: places)
    let calls = (2...6).map { " (called from identifier 'f' at a.stp:\($0):5)" }.joined()
    #expect(
      try message(sample)
        == "deep near identifier 'f' at a.stp:1:5\(calls) (and 14 more calls) in probe begin")
  }

  @Test func `the calls that led to a failure are named, and the probe`() throws {
    let function = """
      function f() {
      b0:
        v10: string = string "boom"
        error(v10) @1
        return
      }
      """
    let sample = try Sample(
      body: """
        b0:
          call f0() @2
          return
        """, globals: Self.places, functions: function)
    let expected =
      "boom near identifier 'error' at a.stp:1:20 (called from identifier 'f' at a.stp:3:5)"
      + " in probe begin"
    #expect(try message(sample) == expected)
    // A call that was put in place says the same.
    let inlined = try Sample(
      body: """
        b0:
          v10: string = string "boom"
          error(v10) @3
          return
        """, globals: Self.places)
    #expect(try message(inlined) == expected)
  }

  @Test func `too deep a nesting can be caught, too many actions cannot`() throws {
    let function = """
      function f() {
      b0:
        call f0()
        return
      }
      """
    let sample = try Sample(
      body: """
        b0:
          jump b1
        b1 catch b2:
          call f0()
          return
        b2:
          v50: string = caughtMessage
          print "caught %s", v50
          return
        """, functions: function)
    #expect(sample.output() == "caught MAXNESTING exceeded")
  }
}
