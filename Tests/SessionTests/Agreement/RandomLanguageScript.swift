/// Random scripts over all of the language: several families of probes, arrays, statistics, loops of all kinds, functions,
/// catch blocks, patterns and functions of the library. They are well formed and well typed, and the same for the same seed.
struct RandomLanguageScript: RandomChoosing {
  /// The state of the random numbers.
  var state: UInt64
  /// What a value of the present probe may be taken from, besides variables.
  private var family = Family.families[0]
  /// How many loops stand around what is written.
  private var loopDepth = 0
  /// `true` iff a walk is around what is written, in which arrays must not change.
  private var isInWalk = false

  /// A family of probes.
  private struct Family {
    /// The probe point.
    let point: String
    /// The longs that only it has.
    var longs: [String] = []
    /// The strings that only it has.
    var strings: [String] = []

    /// The families.
    static let families = [
      Family(point: "begin"), Family(point: "timer.ms(100)"),
      Family(
        point: "kernel.trace(\"sched:sched_switch\")",
        longs: ["$prev->pid", "$next->pid", "$prev_state", "task_pid($next)"],
        strings: ["kernel_string($next->comm)", "kernel_string($prev->comm)", "$$parms"]),
      Family(
        point: "kernel.trace(\"raw_syscalls:sys_exit\")", longs: ["$ret", "$regs->di"],
        strings: ["user_string($regs->si)", "user_string_n($regs->di, 9)"]),
      Family(
        point: "syscall.openat", longs: ["dfd", "flags", "mode"],
        strings: ["filename", "argstr", "name"]),
      Family(
        point: "syscall.{read,write,close}.return", longs: ["retval"], strings: ["retstr", "name"]),
      Family(point: "kernel.mark(\"sched_process_exit\")", longs: ["$arg2"], strings: ["$arg1"]),
      Family(point: "timer.profile"), Family(point: "perf.type(1).config(2).sample(1000)"),
      Family(point: "end"),
    ]
  }

  /// Creates the scripts of `seed`.
  init(seed: UInt64) { state = Self.state(ofSeed: seed) }

  /// Returns the next script.
  mutating func next() -> String {
    var text = """
      global n = 3, word = "start", counts, pairs, ring%[8], few[4], total, sizes, by_name
      function fall:long(x:long) { if (x <= 0) return 0  return 1 + fall(x / 2 - 1) }
      function largest:long(x:long, y:long) { return x > y ? x : y }
      function tag:string(s:string, x:long) { if (x & 1) return s . "!"  return sprintf("%s:%d", s, x) }
      function note(s:string, x:long) { by_name[s] <<< x  if (x > 99) next  counts[x]++ }

      """
    for _ in 0...below(3) {
      family = Family.families[below(Family.families.count)]
      let condition = below(5) == 0 ? " if (n < 1000)" : ""
      text += "probe \(family.point)\(condition)\n{\n  x = 1  y = 2  s = \"\"  t = \"t\"\n"
      text += statements(2 + below(6), depth: 3)
      text += "}\n"
    }
    return text + """
      probe never
      {
        n = 0  word = ""  counts[0] = 0  pairs["", 0] = ""  ring[0] = 0  few[""] = 0  total <<< 0
        sizes[0] <<< 0  by_name[""] <<< 0  note("", fall(1))  println(tag("", largest(1, 2)))
        print(@hist_log(total))  print(@hist_linear(sizes[0], 0, 50, 5))
      }

      """
  }

  // MARK: Statements

  /// Returns up to `count` statements.
  private mutating func statements(_ count: Int, depth: Int) -> String {
    let indent = String(repeating: "  ", count: 4 - depth)
    return (0..<max(1, count)).map { _ in indent + statement(depth) + "\n" }.joined()
  }

  /// Returns `{ … }`.
  private mutating func block(_ depth: Int) -> String {
    "{\n\(statements(1 + below(3), depth: depth - 1))\(String(repeating: "  ", count: 4 - depth))}"
  }

  /// Returns a statement.
  private mutating func statement(_ depth: Int) -> String {
    guard depth > 1 else { return simple() }
    switch below(14) {
    case 0, 1: return "if (\(long(2))) \(block(depth))"
    case 2: return "if (\(long(2))) \(block(depth)) else \(block(depth))"
    case 3: return "try \(block(depth)) catch \(block(depth))"
    case 4: return "try \(block(depth)) catch (e) { t = e }"
    case 5, 6: return loop(depth)
    case 7, 8: return walk(depth)
    case 9: return "if (\(long(2))) next"
    default: return simple()
    }
  }

  /// Returns a loop.
  private mutating func loop(_ depth: Int) -> String {
    guard loopDepth < 2 else { return simple() }
    loopDepth += 1
    defer { loopDepth -= 1 }
    let counter = "i\(loopDepth)"
    switch below(3) {
    case 0:
      return "for (\(counter) = 0; \(counter) < \(1 + below(5)); \(counter)++) \(block(depth))"
    case 1: return "\(counter) = \(below(6))  while (\(counter)-- > 0) \(block(depth))"
    default:
      return
        "for (\(counter) = 0; ; \(counter)++) { if (\(counter) > \(below(5))) break  if (\(long(1))) "
        + "continue  \(simple()) }"
    }
  }

  /// Returns a walk over an array.
  private mutating func walk(_ depth: Int) -> String {
    guard !isInWalk else { return simple() }
    isInWalk = true
    defer { isInWalk = false }
    let limit = below(2) == 0 ? "" : " limit \(1 + below(9))"
    let head = one(
      "k in counts", "k+ in counts", "v = k in counts-", "[w, k] in pairs",
      "[w+, k] in pairs[*, 1]",
      "k in ring", "w- in few", "k in sizes @count-", "w in by_name @sum+", "[w, k-] in pairs")
    return "foreach (\(head)\(limit)) \(block(depth))"
  }

  /// Returns a statement without others in it.
  private mutating func simple() -> String {
    if isInWalk { return walked() }
    switch below(18) {
    case 0: return "n\(one("++", "--", " += " + long(2), " = " + long(2), " <<= 1"))"
    case 1: return "word \(one("=", ".=")) \(string(2))"
    case 2: return "counts[\(long(1))]\(one("++", " = " + long(2), " |= " + long(1)))"
    case 3: return "pairs[\(string(1)), \(long(1))] \(one("=", ".=")) \(string(1))"
    case 4: return "ring[\(long(1))]\(one("--", " = " + long(2)))"
    case 5: return "few[\(string(1))]\(one("++", " += " + long(1)))"
    case 6: return "total <<< \(long(2))"
    case 7: return "sizes[\(long(1)) & 3] <<< \(long(1))"
    case 8: return "by_name[\(string(1))] <<< \(long(1))"
    case 9:
      return
        "delete \(one("counts[\(long(1))]", "pairs", "pairs[*, 1]", "few[\(string(1))]", "total"))"
    case 10: return "note(\(string(1)), \(long(1)))"
    default: return walked()
    }
  }

  /// Returns a statement that changes no array.
  private mutating func walked() -> String {
    switch below(8) {
    case 0, 1: return "\(one("x", "y")) \(one("=", "+=", "^=")) \(long(3))"
    case 2, 3: return "\(one("s", "t")) \(one("=", ".=")) \(string(2))"
    case 4:
      return "printf(\"%d %s|%5x|%-8s\\n\", \(long(2)), \(string(2)), \(long(1)), \(string(1)))"
    case 5: return "println(\(string(2)), \(long(1)))"
    case 6: return "printd(\"-\", \(long(1)), \(string(1)))"
    default:
      return "if (@count(total)) print(\(one("@hist_log(total)", "@avg(total)", "@max(total)")))"
    }
  }

  // MARK: Expressions

  /// Returns a number.
  private mutating func long(_ depth: Int) -> String {
    guard depth > 0 else {
      return one(
        of: ["x", "y", "n", "\(below(9))", "pid()", "tid()", "uid()", "cpu()"] + family.longs)
    }
    switch below(20) {
    case 0, 1, 2:
      let op = one("+", "-", "*", "&", "|", "^", "/", "%", "<<", ">>", ">>>")
      return "(\(long(depth - 1)) \(op) \(long(depth - 1)))"
    case 3, 4:
      let op = one("==", "!=", "<", ">=", "&&", "||")
      return "(\(long(depth - 1)) \(op) \(long(depth - 1)))"
    case 5: return "(\(string(depth - 1)) \(one("==", "!=", "<", ">=")) \(string(depth - 1)))"
    case 6:
      let pattern = one("^/etc", "[a-c]+$", "x|y(ab)*z", "[0-9]{2}", ".*sh", "^$")
      return "(\(string(depth - 1)) \(one("=~", "!~")) \"\(pattern)\")"
    case 7:
      return one(
        "counts[\(long(depth - 1))]", "ring[\(long(depth - 1))]", "few[\(string(depth - 1))]")
    case 8: return "(\(one("\(long(depth - 1)) in counts", "[\(string(depth - 1)), 1] in pairs")))"
    case 9:
      let text = string(depth - 1)
      return one(
        "strlen(\(text))", "strtol(\(text), 10)", "isinstr(\(text), \"etc\")",
        "stringat(\(text), 1)")
    case 10: return "(\(long(depth - 1)) ? \(long(depth - 1)) : \(long(depth - 1)))"
    case 11: return "fall(\(long(depth - 1)) & 255)"
    case 12: return "largest(\(long(depth - 1)), \(long(depth - 1)))"
    case 13:
      return one("@count(total)", "@sum(sizes[\(long(depth - 1)) & 3])", "@count(by_name[word])")
    case 14: return one("gettimeofday_us()", "ppid()", "jiffies()", "task_uid(task_current())")
    case 15: return "\(one("-", "~", "!"))\(long(0))"
    default: return long(0)
    }
  }

  /// Returns a string.
  private mutating func string(_ depth: Int) -> String {
    guard depth > 0 else {
      return one(of: ["s", "t", "word", "\"a\"", "\"\"", "execname()"] + family.strings)
    }
    switch below(12) {
    case 0, 1: return "(\(string(depth - 1)) . \(string(depth - 1)))"
    case 2:
      let format = one("%d/%s", "%5d%s", "%x-%s", "%-4d|%.3s", "%c%s", "%p %10s")
      return "sprintf(\"\(format)\", \(long(depth - 1)), \(string(depth - 1)))"
    case 3: return "pairs[\(string(depth - 1)), \(long(depth - 1))]"
    case 4: return "substr(\(string(depth - 1)), \(below(3)), \(below(9)))"
    case 5: return "tag(\(string(depth - 1)), \(long(depth - 1)))"
    case 6: return "(\(long(depth - 1)) ? \(string(depth - 1)) : \(string(depth - 1)))"
    case 7: return "str_replace(\(string(depth - 1)), \"a\", \(string(depth - 1)))"
    case 8: return one("tokenize(\(string(depth - 1)), \"/\")", "text_str(\(string(depth - 1)))")
    case 9:
      return one(
        "errno_str(\(long(depth - 1)))", "ctime(\(long(depth - 1)))", "probefunc()", "pn()")
    default: return string(0)
    }
  }
}
