import Diagnostics
import Glibc
import Testing

@testable import Translator

/// How many scripts each fuzz test makes of one seed; `MARKTAP_FUZZ_ROUNDS` in the environment asks for more.
private let rounds = getenv("MARKTAP_FUZZ_ROUNDS").flatMap { Int(String(cString: $0)) } ?? 12

/// Random input never crashes the front end or makes it hang, and what it accepts prints to what it accepts.
@Suite struct SyntaxFuzzTests {
  /// Pieces that random scripts are made of.
  private static let pieces: [String] =
    Keyword.allCases.map(\.rawValue) + Punctuation.allCases.map(\.rawValue)
    + AtWord.allCases.map { "@" + $0.rawValue } + PrintFunction.allCases.map(\.rawValue)
    + [
      "a", "b", "f(", "$x", "$$vars", "$", "$$", "1", "0x10", "\"s\"", "\"%d\"", "%{ C %}",
      "@define", "@m", "@m(", "%( 1 == 1 %?", "%( 1 == 2 %?", "kernel_v", "\n", "\n", " ", "#",
      "//",
      "/*", "*/", "\"", "probe begin {", "}", "}", "(", ")", "{", "\\", "é", "$1", "@1", "$#",
    ]

  @Test(arguments: 0..<16)
  func `random tokens do no harm`(_ batch: Int) {
    let seed = UInt64(7_919 * batch + 1)
    var random = RandomBytes(seed: seed)
    for round in 0..<rounds {
      let count = Int.random(in: 1...120, using: &random)
      let text = (0..<count).map { _ in
        Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
      }.joined(separator: " ")
      check(Array("probe begin { \(text)".utf8), "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: 0..<8)
  func `random bytes do no harm`(_ batch: Int) {
    let seed = UInt64(104_729 * batch + 1)
    var random = RandomBytes(seed: seed)
    for round in 0..<rounds {
      let count = Int.random(in: 0...300, using: &random)
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      check(bytes, "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: 0..<16)
  func `scripts with one mistake do no harm`(_ batch: Int) {
    let seed = UInt64(15_485_863 * batch + 1)
    var random = RandomBytes(seed: seed)
    for round in 0..<rounds {
      var bytes = Array(Self.script.utf8)
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes.remove(at: place)
      case 1: bytes[place] = UInt8.random(in: 0x20..<0x7f, using: &random)
      default: bytes.insert(UInt8.random(in: 0x20..<0x7f, using: &random), at: place)
      }
      check(bytes, "seed \(seed), round \(round)")
    }
  }

  /// Parses `bytes`; if they are a script, checks that it prints to the same tree. `origin` says in messages
  /// how to get the bytes again.
  private func check(_ bytes: [UInt8], _ origin: String) {
    let script = ParsedScript(bytes: bytes)
    // Rendering looks up the places of all diagnostics.
    _ = script.messages
    checkLayout(bytes, origin)
    guard !script.log.hasErrors else { return }
    let again = ParsedScript(script.printed)
    #expect(!again.log.hasErrors, "\(origin)")
    #expect(shape(of: again.tree) == shape(of: script.tree), "\(origin)")
  }

  /// Lays `bytes` out, and checks that this changes no token and that doing it again changes nothing.
  private func checkLayout(_ bytes: [UInt8], _ origin: String) {
    guard let result = layout(of: bytes) else { return }
    #expect(tokens(of: result) == tokens(of: bytes), "\(origin)")
    #expect(layout(of: result) == result, "\(origin)")
  }

  /// Returns what the tokens of `bytes` say.
  private func tokens(of bytes: [UInt8]) -> [Token.Kind] {
    var sources = SourceMap()
    let file = sources.add(SourceText(name: "script.stp", bytes: bytes))
    var lexer = Lexer(file, in: sources, arguments: ScriptArguments([] as [String]))
    lexer.run()
    return lexer.tokens.map(\.kind)
  }

  /// A script that uses most of the grammar.
  private static let script = #"""
    @define next_of(list) %( @list->next %)
    global reads, sizes%[100], on = 1
    private global names
    %( kernel_v >= "2.6.30" %? probe tick = timer.ms(100) { moment = 1 }, { after = 2 } %)
    probe begin(-1), kernel.{trace("sched:*")!, function("f*").return?} if (on) {
      foreach ([name+, pid] in reads[*, 5] limit 10)
        printf("%-16s %5d %*d\n", name, @count(reads[name, pid]), 8, @sum(sizes[pid]))
      if ($file->f_path$ =~ "^/etc" && [pid(), "x"] in names || !on) delete names
      else if (a ? b : c) { sizes[pid()] <<< $count . 4 } else next
      for (i = 0; i < 10; i++) while (x--) { continue }
      try { y = @cast(p, "task_struct", "kernel")->comm[1] } catch (e) { print(e) }
      @next_of($list) += &$a->b
    }
    function sum:long(a:long, b:string) :2 { return a + strlen(b) * -3 }
    """#
}
