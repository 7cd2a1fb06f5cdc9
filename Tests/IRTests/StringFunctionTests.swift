import Testing

@testable import IR

struct StringFunctionTests {
  /// Returns the result of a built-in function of literals, which are written as in IR text.
  private func result(_ intrinsic: Intrinsic, _ arguments: [String]) throws -> String {
    let constants = arguments.enumerated().map { index, text in
      text.hasPrefix("\"") ? "v\(index): string = string \(text)" : "v\(index) = long \(text)"
    }
    let list = arguments.indices.map { "v\($0)" }.joined(separator: ", ")
    let isString = intrinsic.signature.result == .string
    let sample = try Sample(
      body: """
        b0:
        \(constants.joined(separator: "\n"))
        v9\(isString ? ": string" : "") = \(intrinsic.rawValue)(\(list))
        print "%\(isString ? "s" : "d")", v9
        return
        """)
    return sample.output(FakeEnvironment())
  }

  @Test(arguments: [
    (Intrinsic.strlen, ["\"\""], "0"), (.strlen, ["\"abc\""], "3"),
    (.substr, ["\"hello\"", "1", "3"], "ell"), (.substr, ["\"hello\"", "3", "100"], "lo"),
    (.substr, ["\"hello\"", "5", "1"], ""), (.substr, ["\"hello\"", "-1", "2"], ""),
    (.substr, ["\"hello\"", "0", "-2"], ""), (.stringat, ["\"az\"", "1"], "122"),
    (.stringat, ["\"az\"", "2"], "!Position out of bounds"),
    (.isinstr, ["\"hello\"", "\"ell\""], "1"), (.isinstr, ["\"hello\"", "\"el \""], "0"),
    (.isinstr, ["\"aab\"", "\"ab\""], "1"), (.strpos, ["\"hello\"", "\"lo\""], "3"),
    (.strpos, ["\"hello\"", "\"x\""], "-1"), (.strpos, ["\"hello\"", "\"\""], "0"),
    (.strtol, ["\"123abc\"", "10"], "123"), (.strtol, ["\"-12\"", "10"], "-12"),
    (.strtol, ["\"ff\"", "16"], "255"), (.strtol, ["\"0xfg\"", "16"], "15"),
    (.strtol, ["\"0x10\"", "0"], "16"), (.strtol, ["\"010\"", "0"], "8"),
    (.strtol, ["\"z\"", "10"], "0"), (.str_replace, ["\"a-b-c\"", "\"-\"", "\"++\""], "a++b++c"),
    (.str_replace, ["\"abc\"", "\"\"", "\"x\""], "abc"),
    (.str_replace, ["\"aaa\"", "\"aa\"", "\"b\""], "ba"),
    (.text_str, ["\"a\\n\\x01\\\"\""], "a\\n\\001\\\""),
    (.text_strn, ["\"hello world\"", "5", "0"], "hello"),
    (.text_strn, ["\"hello\"", "50", "1"], "\"hello\""),
    (.text_strn, ["\"hello world\"", "10", "1"], "\"hello\"..."),
    (.text_strn, ["\"hello\"", "7", "1"], "\"hello\""),
    (.text_strn, ["\"ab\\n\\n\\n\"", "7", "1"], "\"ab\"..."),
    (.string_quoted, ["\"a\\tb\""], "\"a\\tb\""),
    (.string_quoted, ["\"\\xc3\\xa9\\xff\""], "\"\\u00e9\\377\""),
    (.json_quoted, ["\"a\\n\\\"\\x01\\xff\""], "\"a\\n\\\"\\u0001\u{FFFD}\""),
    (.json_quoted, ["\"\\xc3\\xa9\""], "\"é\""), (.isdigit, ["\"123\""], "1"),
    (.isdigit, ["\"1a\""], "1"), (.isdigit, ["\"a1\""], "0"), (.isdigit, ["\"\""], "0"),
    (.buffer_integer, ["\"\\x01\\x02\\x03\\x04\"", "0", "2"], "513"),
    (.buffer_integer, ["\"\\x01\\x02\\x03\\x04\"", "2", "4"], "0"),
    (.buffer_integer, ["\"\\xff\\xff\\xff\\xff\"", "0", "4"], "4294967295"),
    (.buffer_integer, ["\"\\xff\"", "-1", "1"], "0"),
    (.buffer_string, ["\"abc\\x00def\"", "1", "6"], "bc"),
    (.calendar_time, ["0"], "Thu Jan  1 00:00:00 1970"),
    (.calendar_time, ["1700000000"], "Tue Nov 14 22:13:20 2023"),
    (.user_string, ["64"], "abcdefghijklmnopqrstuvwxyz"),
    (.user_string, ["5"], "!user string copy fault -14 at 0x5 [man error::fault]"),
    (.kernel_string, ["5"], "!kernel string copy fault at 0x5 [man error::fault]"),
    (.user_string_n, ["64", "3"], "abc"), (.user_string_n, ["88", "2"], "yz"),
    (.user_buffer, ["88", "3"], "yz\0"),
    (.user_buffer, ["88", "4"], "!user string copy fault -14 at 0x58 [man error::fault]"),
    (.user_string_quoted, ["86"], "\"wxyz\""), (.user_string_quoted, ["5"], "0x5"),
    (.user_string_n_quoted, ["64", "3"], "\"abc\"..."),
    (.user_buffer_quoted, ["89", "2", "10"], "\"z\\000\""),
    (.user_buffer_quoted, ["89", "3", "10"], "0x59"),
    (.user_buffer_quoted, ["88", "3", "3"], "\"yz\\000\""),
    (.user_buffer_quoted, ["64", "9", "3"], "\"abc\"..."), (.user_string_nofault, ["5"], ""),
    (.pid, [], "77"), (.syscall_argument, ["3"], "1003"), (.execname, [], "task"),
    (.ngroups, [], "!Attempted to get subexpression count from failed match"),
  ])
  func `built-in functions`(
    intrinsic: Intrinsic, arguments: [String], expected: String
  ) throws {
    #expect(try result(intrinsic, arguments) == expected)
  }

  /// Bits are those that C and Python agree on.
  @Test(arguments: [
    (Intrinsic.fp_to_string, ["4612811918334230528", "3"], "2.500"),
    (.fp_to_string, ["-4631501856787818086", "2"], "-0.10"),
    (.fp_to_string, ["4611681514827760534", "2"], "1.99"),
    (.fp_to_string, ["4620580627691444634", "0"], "7"),
    (.fp_to_string, ["9218868437227405312", "2"], "inf"),
    (.string_to_fp, ["\"2.5\""], "4612811918334230528"),
    (.string_to_fp, ["\"-1e3\""], "-4571364728013586432"),
    (.string_to_fp, ["\"2.5x\""], "!invalid format"),
    (.long_to_fp, ["-3"], "-4609434218613702656"),
    (.fp_to_long, ["4612811918334230528", "0", "0"], "2"),
    (.fp_to_long, ["-4610560118520545280", "1", "0"], "-2"),
    (.fp_to_long, ["-4610560118520545280", "2", "0"], "-3"),
    (.fp_to_long, ["4611911198408756429", "3", "0"], "3"),
    (.fp_to_long, ["4612811918334230528", "4", "0"], "3"),
    (.fp_to_long, ["9094988921128908188", "0", "0"], "9223372036854775807"),
    (.fp_add, ["4591870180066957722", "4596373779694328218"], "4599075939470750516"),
    (.fp_sub, ["4607182418800017408", "4606281698874543309"], "4591870180066957720"),
    (.fp_mul, ["4607632778762754458", "4607632778762754458"], "4608128174721765213"),
    (.fp_div, ["4621819117588971520", "4613937818241073152"], "4614688418178968235"),
    (.fp_rem, ["4617315517961601024", "4613937818241073152"], "-4616189618054758400"),
    (.fp_sqrt, ["4611686018427387904"], "4609047870845172685"),
    (.fp_eq, ["0", "-9223372036854775808"], "1"),
    (.fp_le, ["4607182418800017408", "4607182418800017408"], "1"),
    (.fp_lt, ["4607182418800017408", "4607182418800017408"], "0"),
    (.fp32_to_fp64, ["1069547520"], "4609434218613702656"),
  ])
  func `floating point functions`(
    intrinsic: Intrinsic, arguments: [String], expected: String
  ) throws {
    #expect(try result(intrinsic, arguments) == expected)
  }

  @Test func `a function of the module engine fails where there is no kernel module`() throws {
    #expect(
      try result(.register, ["\"rax\""]) == "!'register()' takes a kernel module")
  }

  @Test func `tokens come one after the other, empty ones left out`() throws {
    let sample = try Sample(
      body: """
        b0:
          v10: string = string ",a,,bc;d"
          v20: string = string ",;"
          v30: string = string ""
          v40: string = tokenize(v10, v20)
          v50: string = tokenize(v30, v20)
          v60: string = tokenize(v30, v20)
          v70: string = tokenize(v30, v20)
          print "%s|%s|%s|%s", v40, v50, v60, v70
          return
        """)
    #expect(sample.output() == "a|bc|d|")
  }

  @Test func `a match leaves its groups`() throws {
    let sample = try Sample(
      body: """
        b0:
          v10: string = string "key=value"
          v20 = matches v10, "^([a-z]+)=(x)?([a-z]*)$"
          v30 = ngroups()
          v40 = long 1
          v50 = long 3
          v60 = long 2
          v70 = long 0
          v80: string = matched(v40)
          v90: string = matched(v50)
          v100: string = matched(v60)
          v110: string = matched(v70)
          print "%d %d %s %s <%s> %s", v20, v30, v80, v90, v100, v110
          v130 = matches v10, "^v"
          print " %d", v130
          v150: string = matched(v70)
          return
        """)
    #expect(
      sample.output()
        == "1 4 key value <> key=value 0!Attempted to get subexpression 0 from failed match")
  }

  @Test(arguments: [
    ("equal", "a", "a", 1), ("equal", "a", "b", 0), ("notEqual", "a", "ab", 1),
    ("less", "a", "b", 1),
    ("less", "a", "ab", 1), ("lessOrEqual", "b", "a", 0), ("greater", "\\xff", "a", 1),
    ("greaterOrEqual", "", "", 1),
  ])
  func `strings compare byte by byte`(name: String, a: String, b: String, expected: Int) throws {
    let sample = try Sample(
      body: """
        b0:
          v10: string = string "\(a)"
          v20: string = string "\(b)"
          v30 = compareStrings \(name) v10, v20
          print "%d", v30
          v50 = compareStrings \(name) v10, v20
          branch v50, b1, b2
        b1:
          print "1"
          return
        b2:
          print "0"
          return
        """)
    #expect(sample.output() == "\(expected)\(expected)")
  }

  @Test func `messages go to the environment`() throws {
    let sample = try Sample(
      body: """
        b0:
          v10: string = string "careful"
          warn(v10)
          log(v10)
          session_note(v10)
          exit()
          error(v10)
          return
        """)
    let environment = FakeEnvironment()
    let interpreter = Interpreter(sample.program, environment: environment)
    guard case .failed(let failure) = interpreter.runHandler(ofProbe: 0) else {
      Issue.record("the handler should fail")
      return
    }
    #expect(failure.kind == .raised)
    #expect(failure.text == Array("careful".utf8))
    #expect(environment.messages == [.warning(failure.text), .note(failure.text)])
    #expect(interpreter.output.elementsEqual("careful\n".utf8))
    #expect(interpreter.isExitRequested)
  }
}
