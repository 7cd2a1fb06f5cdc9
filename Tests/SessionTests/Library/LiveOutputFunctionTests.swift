import Foundation
import Glibc
import Testing

/// Functions of the tapsets that print, keep something, or read memory outside of probes in the kernel.
@Suite(.enabled(if: geteuid() == 0, "reading kernel memory needs root"), .serialized)
struct LiveOutputFunctionTests {
  /// Runs `body` in a `begin` probe.
  private func result(of body: String) throws -> Tool.Result {
    let path = "/tmp/marktap-begin-\(getpid()).stp"
    defer { unlink(path) }
    try "probe begin { \(body) exit() }".write(toFile: path, atomically: true, encoding: .utf8)
    let result = try Tool.run("-DMAXACTION=1000000 \(path)")
    #expect(result.status == 0, "\(result.errors)")
    return result
  }

  @Test func `what is speculated is printed if it is committed`() throws {
    let result = try result(
      of: #"""
        one = speculation() two = speculation()
        speculate(one, "kept ") speculate(two, "lost ") speculate(one, "twice\n")
        discard(two) commit(two) commit(one) commit(one) speculate(one, "late") commit(one)
        """#)
    #expect(result.output == "kept twice\n")
  }

  @Test func `stopwatches run while they are started`() throws {
    let result = try result(
      of: #"""
        start_stopwatch("a") start_stopwatch("a") for (i = 0; i < 10000; i++) x += i
        stop_stopwatch("a") ns = read_stopwatch_ns("a")
        println(ns > 0, ns == read_stopwatch_ns("a"), read_stopwatch_us("a") == ns / 1000,
          read_stopwatch_ms("a") == ns / 1000000, read_stopwatch_s("a") == ns / 1000000000)
        start_stopwatch("a") println(read_stopwatch_ns("a") > ns) delete_stopwatch("a")
        println(read_stopwatch_ns("a"))
        """#)
    #expect(result.output == "11111\n1\n0\n")
  }

  @Test func `lines are indented as deep as calls are`() throws {
    let result = try result(
      of: #"""
        printf("%sa\n%sb\n%sc\n", indent(1), indent(2), indent(-1))
        println(indent_depth(1), indent_depth(-3), thread_indent_depth(2), thread_indent_depth(-2))
        printf("%sd\n", thread_indent(3))
        """#)
    let lines = result.output.split(separator: "\n").map { line in
      line.drop { $0 == " " || $0.isNumber }.drop { $0 != ":" }
    }
    try #require(lines.count == 5)
    #expect(lines[0..<3] == [":a", ":  b", ":  c"])
    #expect(result.output.split(separator: "\n")[3] == "2211")
    #expect(lines[4] == ":  d")
  }

  @Test func `queues tell how busy they were`() throws {
    let result = try result(
      of: #"""
        qsq_start("q") qs_wait("q") qs_wait("q") qs_run("q") for (i = 0; i < 100000; i++) x += i
        qs_done("q") qs_run("q") for (i = 0; i < 100000; i++) x += i
        qs_done("q") qs_done("q")
        println(qsq_utilization("q", 100) > 50, qsq_blocked("q", 100) > 20, qsq_blocked("q", 100) < 80,
          qsq_wait_queue_length("q", 100) < 80, qsq_service_time("q", 1) > 0,
          qsq_wait_time("q", 1) > qsq_service_time("q", 1), qsq_throughput("q", 1000000000) > 0)
        qsq_print("q")
        """#)
    let lines = result.output.split(separator: "\n")
    try #require(lines.count == 2)
    #expect(lines[0] == "1111111")
    let pattern =
      #/q: \d+\.\d{3} ops\/s, 0\.\d{3} qlen, \d+ await, \d+ svctm, \d+% wait, \d+% util/#
    #expect(lines[1].wholeMatch(of: pattern) != nil)
  }

  @Test func `terminals get the sequences that they know`() throws {
    let result = try result(
      of: """
        ansi_clear_screen() ansi_set_color(31) ansi_set_color(31, 42) ansi_set_color(31, 42, 1)
        ansi_set_color2(31, 42) ansi_set_color3(31, 42, 0) ansi_reset_color() ansi_new_line()
        ansi_cursor_move(3, 5) ansi_cursor_hide() ansi_cursor_save() ansi_cursor_restore()
        ansi_cursor_show()
        """)
    let escape = "\u{1b}["
    #expect(
      result.output
        == [
          "", "1;1H", "J", "31m", "42;31m", "42;31;1m", "42;31m", "42;31m", "0;0m\n", "5;3H", ">5I",
          "s", "u", ">5h",
        ]
        .joined(separator: escape))
  }

  @Test func `assertions, tokens, matches and binary output`() throws {
    let result = try result(
      of: #"""
        try { assert(0) } catch (m) { println(m) } try { assert(0, "why") } catch (m) { println(m) }
        assert(1) stp_print_binary(1, 0x0a44434241424344, 5, 6, 7)
        println(tokenize("a,b;c", ",;"), tokenize(",;"), tokenize(",;"))
        if ("hello" =~ "l+") println(matched_str())
        """#)
    #expect(result.output == "Assertion failed\nwhy\nDCBABCD\nabc\nll\n")
  }

  @Test func `memory of the kernel is read in begin, and faults are what they should be`() throws {
    let result = try result(
      of: #"""
        task = task_current() comm = &@cast(task, "task_struct")->comm[0]
        println(kernel_string(16, "bad"), " ", kernel_string2(comm, "bad"), " ", kernel_string_quoted(comm))
        println(kernel_string_quoted(16), " ", kernel_or_user_string_quoted(comm))
        println(kernel_buffer_quoted(comm, 4), kernel_buffer_quoted(16, 4), kernel_buffer_quoted_error(comm, 7, 20))
        try { println(kernel_buffer_quoted_error(16, 4, 20)) } catch (m) { println(m) }
        println(atomic_long_read(&@cast(task, "task_struct")->mm->total_vm)
          == @cast(task, "task_struct")->mm->total_vm, atomic_read(&@cast(task, "task_struct")->usage->refs) > 0)
        blocked = &@cast(task, "task_struct")->blocked->sig[0] println(get_sigset(blocked) == kernel_long(blocked))
        action = &@cast(task, "task_struct")->sighand->action[12]
        println(sa_handler_str(get_sa_handler(action)), " ", sa_flags_str(get_sa_flags(action)) != "",
          " ", get_sigaction_mask(action) >= 0)
        println(user_char(16), user_short(16), user_ushort(16), user_int(16), user_uint(16), user_long(16),
          user_ulong(16), user_int8(16), user_uint8(16), user_int16(16), user_uint16(16), user_int32(16),
          user_uint32(16), user_int64(16), user_uint64(16), user_uchar(16), user_pointer(16))
        println(user_string(16, "a"), user_string2(16, "b"), user_string_n(16, 4, "c"), user_string_n2(16, 4, "d"),
          user_string_n_nofault(16, 4), user_string_n_quoted(16, 4, 9), user_string_n2_quoted(16, 4, 9))
        println(user_string_utf16(16, "e"), user_string2_utf16(16, "f"), user_string_utf32(16, "g"),
          user_string2_utf32(16, "h"), user_string_quoted_utf16(16), user_string_quoted_utf32(16))
        println(kernel_string_utf16(16, "i"), kernel_string2_utf16(16, "j"), kernel_string_utf32(16, "k"),
          kernel_string2_utf32(16, "l"), kernel_string_quoted_utf16(16), kernel_string_quoted_utf32(16),
          kernel_or_user_string_quoted_utf16(16), kernel_or_user_string_quoted_utf32(16))
        """#)
    #expect(
      result.output == """
        bad marktap "marktap"
        0x10 "marktap"
        "mark"0x10"marktap"
        kernel string copy fault at 0x10 [man error::fault]
        11
        1
        ignored 1 1
        00000000000000000
        abcd0x100x10
        efgh0x100x10
        ijkl0x100x100x100x10

        """)
  }

  @Test func `functions with a warning say what went wrong`() throws {
    let result = try result(
      of: """
        println(user_char_warn(16), user_short_warn(16), user_ushort_warn(16), user_int_warn(16),
          user_long_warn(16), user_ulong_warn(16))
        println(user_string_warn(16), user_string_warn(16, "a"), user_string2_warn(16, "b"),
          user_string_n_warn(16, 4), user_string_n_warn(16, 4, "c"), user_string2_n_warn(16, 4, "d"))
        """)
    #expect(result.output == "000000\nabcd\n")
    #expect(result.errors.contains("WARNING: read fault [man error::fault] at 0x10"))
    #expect(
      result.errors.contains("WARNING: user string copy fault -14 at 0x10 [man error::fault]"))
  }

  @Test func `a shell runs what the script says`() throws {
    let path = "/tmp/marktap-system-\(getpid())"
    defer { unlink(path) }
    _ = try result(of: "system(\"echo $((6 * 7)) >\(path)\")")
    // Nobody waits for it, so it may end later than the script.
    for _ in 0..<100 where (try? String(contentsOfFile: path, encoding: .utf8)) != "42\n" {
      usleep(20_000)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "42\n")
  }
}
