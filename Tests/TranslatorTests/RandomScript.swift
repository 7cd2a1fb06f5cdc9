/// Random scripts that are well formed.
enum RandomScript {
  /// Rules for what a word in capitals stands for; the first choice of each ends.
  private static let rules: [String: [String]] = [
    "FILE": ["DECLARATION", "global g, h%[5], i = -7; DECLARATION", "private j DECLARATION"],
    "DECLARATION": ["PROBE", "PROBE DECLARATION", "FUNCTION DECLARATION"],
    "PROBE": [
      "probe POINT { STATEMENT }", "probe POINT, POINT? { STATEMENT }",
      "probe x.NAME = POINT { STATEMENT }, { STATEMENT }", "probe y(\"z\") += POINT { STATEMENT }",
      "probe POINT! if (VALUE) { }",
    ],
    "POINT": ["begin", "timer.ms(5)", "{a,b.c}.d(\"e\")", "syscall.*.NAME", "f.if.*x*"],
    "FUNCTION": [
      "function NAME() { return }", "private function NAME:long(a:string, b) :3 { return VALUE }",
      "function string(a) %{ C %}",
    ],
    "STATEMENT": [
      "next", "VALUE", "STATEMENT; STATEMENT", "{ STATEMENT }", "if (VALUE) STATEMENT",
      "if (VALUE) { STATEMENT } else STATEMENT", "while (VALUE) STATEMENT",
      "for (VALUE; VALUE; VALUE) STATEMENT", "for (;;) STATEMENT",
      "foreach (NAME in NAME) STATEMENT",
      "foreach (v- = [k, l] in NAME[*, VALUE] limit VALUE) STATEMENT",
      "foreach (k in NAME @variance+) STATEMENT", "foreach (b in @hist_log(NAME)) STATEMENT",
      "delete NAME", "delete NAME[VALUE, *]", "try { STATEMENT } catch (e) { STATEMENT }",
      "break; continue",
    ],
    "VALUE": [
      "1", "\"s\\t\" \"é\"", "NAME", "$NAME", "$$vars$", "$NAME->if[VALUE]->x$$",
      "@cast(VALUE, \"t\")->m",
      "@var(\"v@f\", \"m\")[VALUE]$", "NAME(VALUE, VALUE)", "NAME[VALUE]", "([VALUE, *] in NAME)",
      "(VALUE)", "(VALUE)->x", "&$NAME->x", "- VALUE", "! VALUE", "~ + VALUE", "++NAME",
      "NAME[1]--",
      "(VALUE + VALUE * VALUE)", "(VALUE << VALUE . VALUE)", "(VALUE >>> 3 & VALUE | VALUE ^ 5)",
      "(VALUE || VALUE && VALUE in NAME)", "(VALUE =~ \"^a\")", "(VALUE !~ \"b$\")",
      "(VALUE <= VALUE != VALUE)", "(VALUE ? VALUE : VALUE)", "(NAME = VALUE)",
      "(NAME[VALUE] <<< VALUE)",
      "(NAME .= VALUE)", "(NAME >>= VALUE)", "printf(\"%-5d%%%s\\n\", VALUE, VALUE)",
      "printd(\",\", VALUE, VALUE)", "sprint(VALUE)", "print(@hist_linear(NAME, -1, 9, 2))",
      "println()", "@count(NAME[VALUE])", "@variance(NAME, 3)", "@hist_log(NAME)[VALUE]", "%{ C %}",
      "@defined($NAME)", "@choose_defined($NAME, VALUE)", "@entry(VALUE)", "@perf(\"p\")",
      "@probewrite(NAME)", "@const(\"C\")", "@enum(\"E\")", "@enumname(VALUE, \"t\")",
      "@kderef(8, VALUE)", "@uregister(2)", "18446744073709551615", "0x7f", "017",
    ],
    "NAME": ["a", "b", "c"],
  ]

  /// Returns a script.
  static func text(using random: inout RandomBytes) -> String {
    expansion(of: "FILE", depth: 0, using: &random)
  }

  /// Returns what `word` stands for, `depth` rules deep.
  private static func expansion(
    of word: String, depth: Int, using random: inout RandomBytes
  ) -> String {
    guard let choices = rules[word] else { return word }
    let choice = depth > 12 ? 0 : Int.random(in: 0..<choices.count, using: &random)
    var text = ""
    var capitals = ""
    for character in choices[choice] + " " {
      if character.isLetter, character.isUppercase {
        capitals.append(character)
      } else {
        text += expansion(of: capitals, depth: depth + 1, using: &random)
        capitals = ""
        text.append(character)
      }
    }
    return text
  }
}
