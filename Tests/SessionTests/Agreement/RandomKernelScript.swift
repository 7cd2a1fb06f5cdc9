/// Random scripts with one probe at the entry of system calls, the same ones for the same seed.
///
/// They count, decide, loop, catch, match and put strings together; some print, others are silent.
struct RandomKernelScript: RandomChoosing {
  /// The seed of a script whose loops in loops are too much for the verifier of Linux 6.18.
  static let seedOfRefusal: UInt64 = 20_689

  /// The state of the random numbers.
  var state: UInt64
  /// `true` iff the script prints.
  private var prints = false
  /// How many loops stand around what is written.
  private var loopDepth = 0

  /// What is between the braces of every probe first: only calls count that this process is driven to.
  private static let filter =
    "if (pid() != target() || $id < \(DrivenCall.firstNumber) || $id > 6000) next"

  /// Creates the scripts of `seed`.
  init(seed: UInt64) { state = Self.state(ofSeed: seed) }

  /// Returns the next script.
  mutating func next() -> String {
    prints = below(3) > 0
    var text = """
      global n = 3, m, word = "start", few[4], many, named, pairs, sums, sizes
      function twice(x) { return x * 2 }
      function note(s:string, x) { named[s] += x }
      function least:string(s:string, t:string) { if (s < t) return s  return t }

      """
    for _ in 0...below(2) {
      text += """
        probe kernel.trace("raw_syscalls:sys_enter")
        {
          \(Self.filter)
          x = $regs->di
          y = $id - 5000
          s = user_string_nofault($regs->si)
          t = ""
          z = 0

        """
      text += statements(3 + below(5), indent: 1, depth: 3)
      text += "}\n"
    }
    // All globals are used with the same types in every script.
    return text + """
      probe never
      {
        n = 0  m = 0  word = ""  few[0] = 0  many[0] = 0  named[""] = 0  pairs["", 0] = ""
        sums <<< 0  sizes[0] <<< 0  println(twice(1))  note(least("", ""), 0)
        print(@hist_log(sums))  print(@hist_linear(sizes[0], 0, 50, 5))
      }

      """
  }

  /// Returns what drives the script.
  mutating func calls() -> [DrivenCall] {
    (0..<8).map { _ in
      DrivenCall(
        number: DrivenCall.firstNumber + below(6),
        value: [0, 1, 2, -1, below(100), .max][below(6)],
        text: one(
          "", "a", "ab", "abc/def", "/etc/x.conf", String(repeating: "long", count: below(90))))
    }
  }

  // MARK: Statements

  /// Returns up to `count` statements.
  private mutating func statements(_ count: Int, indent: Int, depth: Int) -> String {
    (0..<max(1, count)).map { _ in
      String(repeating: "  ", count: indent) + statement(indent: indent, depth: depth) + "\n"
    }.joined()
  }

  /// Returns `{ … }`.
  private mutating func block(_ count: Int, indent: Int, depth: Int) -> String {
    let inner = statements(1 + below(count), indent: indent + 1, depth: depth - 1)
    return "{\n\(inner)\(String(repeating: "  ", count: indent))}"
  }

  /// Returns a statement.
  private mutating func statement(indent: Int, depth: Int) -> String {
    guard depth > 0 else { return simple() }
    switch below(12) {
    case 0, 1:
      let text = "if (\(long(2))) \(block(3, indent: indent, depth: depth))"
      return below(2) == 0 ? text : text + " else \(block(2, indent: indent, depth: depth))"
    case 2 where loopDepth < 2:
      loopDepth += 1
      defer { loopDepth -= 1 }
      let counter = "i\(loopDepth)"
      return "for (\(counter) = 0; \(counter) < \(below(4)); \(counter)++) "
        + block(2, indent: indent, depth: depth)
    case 3:
      return "try \(block(2, indent: indent, depth: depth)) catch "
        + block(2, indent: indent, depth: depth)
    case 4: return "if (\(long(2))) next"
    default: return simple()
    }
  }

  /// Returns a statement without others in it.
  private mutating func simple() -> String {
    switch below(prints ? 17 : 14) {
    case 0: return "n\(one("++", "--", " += " + long(2)))"
    case 1: return "m \(one("=", "+=", "|=")) \(long(2))"
    case 2: return "word = \(string(2))"
    case 3: return "many[\(long(1))]\(one("++", " = " + long(2), " += " + long(1)))"
    case 4: return "named[\(string(2))]\(one("++", " += " + long(1)))"
    case 5: return "pairs[\(string(1)), \(long(1))] = \(string(1))"
    case 6: return "sums <<< \(long(2))"
    case 7: return "sizes[\(long(1)) & 3] <<< \(long(1))"
    case 8: return "delete \(one("many[\(long(1))]", "named[\(string(1))]"))"
    case 9: return "\(one("x", "y", "z")) = \(long(3))"
    case 10: return "\(one("s", "t")) = \(string(2))"
    case 11: return "few[\(long(1)) & 3]\(one("++", " = " + long(1)))"
    case 12: return "note(\(string(1)), \(long(1)))"
    case 13: return "z += \(long(2))"
    default: return "printf(\"%d %s\\n\", \(long(2)), \(string(2)))"
    }
  }

  // MARK: Expressions

  /// Returns a number.
  private mutating func long(_ depth: Int) -> String {
    guard depth > 0 else { return one("x", "y", "z", "n", "\(below(9))", "pid()", "m") }
    switch below(15) {
    case 0, 1, 2:
      let op = one("+", "-", "*", "&", "|", "^", "/", "%")
      return "(\(long(depth - 1)) \(op) \(long(depth - 1)))"
    case 3, 4:
      let op = one("==", "!=", "<", ">=", "&&", "||")
      return "(\(long(depth - 1)) \(op) \(long(depth - 1)))"
    case 5, 6:
      let op = one("==", "!=", "<", "<=", ">", ">=")
      return "(\(string(depth - 1)) \(op) \(string(depth - 1)))"
    case 7:
      let pattern = one("^a", "b$", "[.]conf$", "a|l(on)*g", "^$", "x")
      return "(\(string(depth - 1)) \(one("=~", "!~")) \"\(pattern)\")"
    case 8: return "many[\(long(depth - 1))]"
    case 9: return "(\(long(depth - 1)) in many)"
    case 10: return "strlen(\(string(depth - 1)))"
    case 11: return "([\(string(depth - 1)), \(long(depth - 1))] in pairs)"
    case 12: return "twice(\(long(depth - 1)))"
    case 13: return "(\(long(depth - 1)) ? \(long(depth - 1)) : \(long(depth - 1)))"
    default: return long(0)
    }
  }

  /// Returns a string.
  private mutating func string(_ depth: Int) -> String {
    guard depth > 0 else { return one("s", "t", "\"a\"", "\"\"", "word", "execname()") }
    switch below(9) {
    case 0, 1: return "(\(string(depth - 1)) . \(string(depth - 1)))"
    case 2:
      let format = one("%d/%s", "%5d%s", "%x-%s", "%-4d|%s", "%03u%s")
      return "sprintf(\"\(format)\", \(long(depth - 1)), \(string(depth - 1)))"
    case 3: return "user_string_n($regs->si, \(1 + below(12)))"
    case 4: return "pairs[\(string(depth - 1)), \(long(depth - 1))]"
    case 5: return "least(\(string(depth - 1)), \(string(depth - 1)))"
    case 6: return "(\(long(depth - 1)) ? \(string(depth - 1)) : \(string(depth - 1)))"
    default: return string(0)
    }
  }
}
