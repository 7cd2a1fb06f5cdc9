import Testing

@testable import Translator

/// What statements are parsed to, seen through the printer.
@Suite struct SyntaxStatementTests {
  @Test(arguments: [
    ("a b; c", "a;\nb;\nc;"), (";", ";"), ("{ a }", "{\na;\n}"), ("a\nb", "a;\nb;"),
    ("break continue next", "break;\ncontinue;\nnext;"),
    ("if (a) b", "if (a) b;"), ("if (a) b; else c", "if (a) b;\nelse c;"),
    ("if (a) b else if (c) d else e", "if (a) b;\nelse if (c) d;\nelse e;"),
    ("if (a) if (b) c else d", "if (a) if (b) c;\nelse d;"),
    ("while (a) b", "for (; a; ) b;"), ("for (;;) ;", "for (; ; ) ;"),
    ("for (a = 0; a < 3; a++) { }", "for ((a) = (0); (a) < (3); (a)++) {\n}"),
    ("delete a", "delete a;"), ("delete a[1, *]", "delete a[1, *];"),
    ("try { a } catch { b }", "try {\na;\n} catch {\nb;\n}"),
    ("try { a } catch (e) { b }", "try {\na;\n} catch (e) {\nb;\n}"),
  ])
  func `statements`(_ text: String, _ printed: String) {
    #expect(printedStatements(text) == printed)
  }

  @Test(arguments: [
    ("return", "return;"), ("return; a", "return;\na;"), ("return 1 + 2", "return (1) + (2);"),
    ("if (a) return; else next", "if (a) return;\nelse next;"),
  ])
  func `functions return`(_ text: String, _ printed: String) {
    let script = ParsedScript("function f() { \(text) }")
    #expect(script.messages == "")
    #expect(script.printed == "function f ()\n{\n\(printed)\n}\n")
  }

  @Test(arguments: [
    "foreach (b in @hist_log(s)[1]) c", "foreach (b in @hist_log(s)+) c",
    "foreach (b- in @hist_log(s)) c", "foreach (b in @hist_log(s) @sum- limit 3) c",
  ])
  func `a histogram is walked over in one way`(_ text: String) {
    let script = ParsedScript("probe begin { \(text) }")
    #expect(script.log.diagnostics.map(\.id) == ["bucket-order"])
    #expect(!script.log.hasErrors)
  }

  @Test func `what cannot be deleted is left to elaboration`() {
    #expect(
      printedStatements("delete f(1) delete $a delete a + 1")
        == "delete f(1);\ndelete $a;\ndelete (a) + (1);")
  }

  @Test(arguments: [
    ("foreach (k in a) b", "foreach ([k] in a) b;"),
    ("foreach ([k] in a) b", "foreach ([k] in a) b;"),
    ("foreach (k+ in a) b", "foreach ([k+] in a) b;"),
    ("foreach ([k, l-] in a) b", "foreach ([k, l-] in a) b;"),
    ("foreach (v = k in a) b", "foreach (v = [k] in a) b;"),
    ("foreach (v- = [k, l] in a) b", "foreach (v = [k, l] in a-) b;"),
    ("foreach (v = [k, l+] in a) b", "foreach (v = [k, l+] in a) b;"),
    ("foreach (k in a+) b", "foreach ([k] in a+) b;"),
    ("foreach (k in a @sum-) b", "foreach ([k] in a @sum-) b;"),
    ("foreach (k in a @count+ limit 5) b", "foreach ([k] in a @count+ limit 5) b;"),
    (
      "foreach (k in a[*, \"x\"] @avg- limit n * 2) b",
      "foreach ([k] in a[*, \"x\"] @avg- limit (n) * (2)) b;"
    ),
    ("foreach (b in @hist_log(s[1])) b", "foreach ([b] in @hist_log(s[1])) b;"),
    (
      "foreach (v = b in @hist_linear(s, 0, 9, 3) limit 2) b",
      "foreach (v = [b] in @hist_linear(s, 0, 9, 3) limit 2) b;"
    ),
  ])
  func `the forms of foreach`(_ text: String, _ printed: String) {
    #expect(printedStatements(text) == printed)
  }
}
