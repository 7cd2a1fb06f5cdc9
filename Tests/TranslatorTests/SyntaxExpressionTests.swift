import Diagnostics
import IR
import Testing

@testable import Translator

/// What expressions are parsed to, seen through the parentheses that the printer writes.
@Suite struct SyntaxExpressionTests {
  @Test(arguments: [
    ("a || b && c", "(a) || ((b) && (c))"),
    ("a && b | c", "(a) && ((b) | (c))"),
    ("a | b ^ c & d", "(a) | ((b) ^ ((c) & (d)))"),
    ("a & b in c", "(a) & ([b] in c)"),
    ("a < b in c", "[(a) < (b)] in c"),
    ("a == b << c", "(a) == ((b) << (c))"),
    ("a << b . c", "(a) << ((b) . (c))"),
    ("a . b + c", "(a) . ((b) + (c))"),
    ("a + b * c", "(a) + ((b) * (c))"),
    ("a * -b", "(a) * (-(b))"),
    ("a - b - c", "((a) - (b)) - (c)"),
    ("a / b % c", "((a) / (b)) % (c)"),
    ("a >> b >>> c", "((a) >> (b)) >>> (c)"),
    ("a < b < c", "((a) < (b)) < (c)"),
    ("a <= b != c >= d", "(((a) <= (b)) != (c)) >= (d)"),
    ("a > b == c", "((a) > (b)) == (c)"),
    ("(a + b) * c", "((a) + (b)) * (c)"),
    (#"a =~ "x" && b !~ "y""#, #"((a) =~ "x") && ((b) !~ "y")"#),
  ])
  func `binary operators bind as the grammar says`(_ text: String, _ printed: String) {
    #expect(printedStatements(text) == printed + ";")
  }

  @Test(arguments: [
    ("a = b = c", "(a) = ((b) = (c))"),
    ("a = b ? c : d ? e : f", "(a) = ((b)?(c):((d)?(e):(f)))"),
    ("a ? b = 1 : c", "(a)?((b) = (1)):(c)"),
    ("a ? b ? 1 : 2 : 3", "(a)?((b)?(1):(2)):(3)"),
    ("a[1] <<< b", "(a[1]) <<< (b)"),
    ("a .= b . c", "(a) .= ((b) . (c))"),
    ("a += 1", "(a) += (1)"), ("a -= 1", "(a) -= (1)"), ("a *= 1", "(a) *= (1)"),
    ("a /= 1", "(a) /= (1)"), ("a %= 1", "(a) %= (1)"), ("a <<= 1", "(a) <<= (1)"),
    ("a >>= 1", "(a) >>= (1)"), ("a &= 1", "(a) &= (1)"), ("a ^= 1", "(a) ^= (1)"),
    ("a |= 1", "(a) |= (1)"),
  ])
  func `assignments and conditionals group to the right`(_ text: String, _ printed: String) {
    #expect(printedStatements(text) == printed + ";")
  }

  @Test(arguments: [
    ("- - a", "-(-(a))"), ("! ~a", "!(~(a))"), ("+a", "+(a)"), ("-3", "-(3)"),
    ("++a", "++(a)"), ("--a[1]", "--(a[1])"), ("a++", "(a)++"), ("$x--", "($x)--"),
    ("-a++", "-((a)++)"), ("a+++b", "((a)++) + (b)"),
  ])
  func `operators before and behind one operand`(_ text: String, _ printed: String) {
    #expect(printedStatements(text) == printed + ";")
  }

  @Test(arguments: [
    ("f()", "f()"), ("f(1, g(2), \"x\")", #"f(1, g(2), "x")"#), ("string(1)", "string(1)"),
    ("a[1, \"b\", c]", #"a[1, "b", c]"#), ("[1, *] in a", "[1, *] in a"),
    ("1 in a", "[1] in a"), (#""a" "b" /* and */ "c""#, #""abc""#),
    ("18446744073709551615", "18446744073709551615"), ("%{ C %}", "%{ C %}"),
  ])
  func `operands`(_ text: String, _ printed: String) {
    #expect(printedStatements(text) == printed + ";")
  }

  @Test(arguments: [
    ("$a", "$a"), ("$$vars", "$$vars"), ("$a->b[c]->d", "$a->b[c]->d"), ("$a->if", "$a->if"),
    ("&$a->b", "&$a->b"), ("$a$", "$a->$"), ("$a->b$$", "$a->b->$$"), ("$a[1]$", "$a[1]->$"),
    ("$$parms$$", "$$parms->$$"), (#"@cast(a, "t")->b"#, #"@cast(a, "t")->b"#),
    (#"@cast(a + 1, "t", "m")[2]$"#, #"@cast((a) + (1), "t", "m")[2]->$"#),
    (#"@var("a@f")->b"#, #"@var("a@f")->b"#), (#"@var("a", "m")"#, #"@var("a", "m")"#),
    ("1->a", "(1)->a"), (#""s"->a"#, #"("s")->a"#), ("@count(a)->b", "(@count(a))->b"),
    ("@hist_log(a)[1]->b", "(@hist_log(a)[1])->b"), ("print(a)->b", "(print(a))->b"),
    ("%{ C %}->b", "(%{ C %})->b"), ("$a->$b", "$a->$b"), ("$a $", "$a->$"), ("$", "$"),
    ("$$", "$$"), ("$a$$$", "$a->$$"), ("a[1]$", "(a[1])->$"), ("&(a)", "&(a)"),
    ("f()->a[1]", "(f())->a[1]"), ("f()[1]", "(f())[1]"), ("a->b", "(a)->b"),
    ("a[1]->b", "(a[1])->b"), ("(a + b)->c", "((a) + (b))->c"), ("&f(x)", "&(f(x))"),
    ("&(f())->b", "&(f())->b"), ("$a ->$ ", "$a->$"),
  ])
  func `target variables`(_ text: String, _ printed: String) {
    #expect(printedStatements(text) == printed + ";")
  }

  @Test(arguments: [
    "@count(a)", "@count(a[*])", "@sum(a[1])", "@min(a)", "@max(a)", "@avg(a)", "@variance(a)",
    "@variance(a, 62)",
    "@hist_log(a)[3]", "@hist_linear(a[1], -5, 10, 2)[i]", "print(@hist_log(a))",
    "@defined($a)", "@entry($a->b)", #"@perf("x")"#, "@probewrite(a)", #"@const("X")"#,
    #"@enum("X")"#, "@enumname(a)", #"@enumname(a, "t")"#, #"@enumname(a, "t", "m")"#,
    "@kderef(4, a)", "@uderef(8, a)", "@kregister(1)", "@uregister(2)",
  ])
  func `operators with an at sign print as they are read`(_ text: String) {
    #expect(printedStatements(text) == text + ";")
  }

  @Test func `choose_defined is short for a conditional`() {
    #expect(
      printedStatements("@choose_defined($a, b)->c") == "((@defined($a))?($a):(b))->c;")
  }

  @Test(arguments: [
    #"print("a")"#, #"print(1, 2, "x")"#, "println()", #"printd(",", 1, 2)"#,
    #"printdln(" | ", a, b)"#, #"printf("%d\n", 1)"#, #"printf("x")"#, "sprint(1)", "sprintln(1)",
    "print(@hist_log(a)[1], 2)", "println(@hist_linear(a, 0, 9, 3))",
    #"sprintd(",", 1, 2)"#, #"sprintdln(",", 1, 2)"#, #"sprintf("%-5s|%*d", "a", 3, 4)"#,
  ])
  func `calls of the print family print as they are read`(_ text: String) {
    #expect(printedStatements(text) == text + ";")
  }

  @Test func `print_char prints each argument as a character`() {
    #expect(printedStatements("print_char(65, a)") == #"printf("%c%c", 65, a);"#)
  }

  @Test(arguments: [
    ("[a]", "a;"), ("x = [a] & 1", "(x) = ((a) & (1));"), ("[a] + 1", "a;\n+(1);"),
    ("[a] in b + 1", "[a] in b;\n+(1);"), ("x = a[*]", "(x) = (a[*]);"),
  ])
  func `keys in brackets need no array if there is one`(_ text: String, _ printed: String) {
    #expect(printedStatements(text) == printed)
  }

  @Test(arguments: [
    ("x =~ \"a\" =~ \"b\"", 24), ("x == 1 =~ \"b\"", 22), ("x =~ \"a\" . \"b\"", 24),
    ("x =~ \"a\" == 1", 24), ("& & $x", 17), ("@hist_log(a)", 15), ("f(@hist_log(a))", 17),
    ("print(@hist_log(a), 1)", 33), ("print(@hist_log(a)[1] + 1)", 37),
    ("print(1, @hist_log(a))", 24),
    ("print()", 21), ("printd(\",\", 1)", 28), ("printf(\"x\", )", 27), ("print_char()", 26),
    ("return 1", 15), ("global x", 15), ("a * [b]", 19), ("[a, b]", 22), ("[*]", 19),
    ("@variance(a, +1)", 28),
  ])
  func `what no expression is is refused at its place`(_ text: String, _ column: Int) throws {
    let script = ParsedScript("probe begin { \(text) }")
    let range = try #require(script.log.diagnostics.first?.range)
    #expect(script.sources.lineAndColumn(of: range.position).column == column)
  }

  @Test func `nodes know the token that messages name`() throws {
    let script = ParsedScript("probe begin { a[1] = f(2) + $x->y }")
    guard case .expression(let expression) = script.tree.probes[0].body.statements[0],
      case .assignment(let assignment) = expression,
      case .binary(let sum) = assignment.value
    else {
      Issue.record("not a sum")
      return
    }
    #expect(script.text(of: expression.token) == "=")
    #expect(script.text(of: expression.range) == "a[1] = f(2) + $x->y")
    #expect(script.text(of: assignment.place.token) == "a")
    #expect(script.text(of: sum.token) == "+")
    #expect(script.text(of: sum.left.token) == "f")
    #expect(script.text(of: sum.left.range) == "f(2)")
    #expect(script.text(of: sum.right.token) == "$x")
    #expect(script.text(of: sum.right.range) == "$x->y")
  }
}
