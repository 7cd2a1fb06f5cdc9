import Diagnostics
import Foundation
import Testing

@testable import IR
@testable import Translator

/// How many scripts or programs each fuzz test makes of one seed; `MARKTAP_FUZZ_ROUNDS` asks for more.
private let rounds =
  ProcessInfo.processInfo.environment["MARKTAP_FUZZ_ROUNDS"].flatMap(Int.init) ?? 6

/// Whatever a script or a program is made of, it is translated or refused, in all passes.
@Suite struct TranslationFuzzTests {
  @Test(arguments: 0..<8)
  func `scripts of pieces of others are translated or refused`(_ batch: Int) throws {
    let seed = UInt64(6_700_417 * batch + 1)
    var random = RandomBytes(seed: seed)
    let scripts = try GoldenFolder("Elaboration", "stp").texts.map(Self.words(of:))
    let sample = try ElaborationSample()
    for round in 0..<rounds {
      let text = Self.mixture(of: scripts, &random).joined(separator: " ")
      var translator = ScriptTranslator(
        kernel: sample.kernel, library: sample.library,
        environment: PreprocessorEnvironment(kernelRelease: sample.kernel.identity.release))
      translator.splitting = SplitPolicy(
        KernelShare.allCases[round % KernelShare.allCases.count])
      let source = SourceText(name: "random.stp", text: text)
      let lowered = translator.lowered(translator.elaborated(translator.parsed([source])))
      let halves = translator.halved(lowered)
      if let value = halves.value {
        #expect(
          verify(value).map(\.description) == [], "seed \(seed), round \(round)\n\(text)")
      }
      let built = translator.built(halves)
      // Rendering looks up the places of all diagnostics.
      _ = DiagnosticRenderer(sources: built.sources).text(of: built.log)
    }
  }

  @Test(arguments: 0..<8)
  func `damaged programs are refused, or do no harm`(_ batch: Int) throws {
    let seed = UInt64(2_147_483 * batch + 1)
    var random = RandomBytes(seed: seed)
    let folders = ["Splitting", "Backends/BPF", "Optimization/compact"]
    let programs = try folders.flatMap { try GoldenFolder($0, "ir").texts }
      .filter { (try? Program(parsing: $0)) != nil }.map(Self.lines(of:))
    for round in 0..<rounds {
      let text = Self.mixture(of: programs, &random).joined(separator: "\n")
      guard var program = try? Program(parsing: text), verify(program).isEmpty else { continue }
      let origin = "seed \(seed), round \(round)\n\(text)"
      optimize(&program)
      #expect(verify(program).map(\.description) == [], "\(origin)")
      let interpreter = Interpreter(program, environment: ExecutionEnvironment(target: 1))
      for probe in program.probes.indices where program.probes[probe].handler != nil {
        _ = interpreter.runHandler(ofProbe: probe)
      }
      // Halves are there already in what is made for a back end.
      guard program.probes.allSatisfy({ $0.handler != nil }) else { continue }
      for share in KernelShare.allCases {
        var log = DiagnosticLog()
        var halves = split(
          program, policy: SplitPolicy(share), sources: SourceMap(), log: &log)
        guard !log.hasErrors else { continue }
        optimizeHalves(of: &halves)
        #expect(verify(halves).map(\.description) == [], "\(share), \(origin)")
        _ = makeObject(
          from: halves, options: BPFBackendOptions(), sources: SourceMap(), log: &log)
      }
    }
  }

  // MARK: Mixtures

  /// Returns one of `texts`, in which some pieces are left out, doubled, exchanged, or taken from another one.
  private static func mixture(of texts: [[String]], _ random: inout RandomBytes) -> [String] {
    var pieces = texts[Int.random(in: 0..<texts.count, using: &random)]
    for _ in 0..<Int.random(in: 1...4, using: &random) where !pieces.isEmpty {
      let place = Int.random(in: 0..<pieces.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: pieces.remove(at: place)
      case 1: pieces.insert(pieces[place], at: place)
      case 2: pieces.swapAt(place, Int.random(in: 0..<pieces.count, using: &random))
      case 3: pieces[place] = pieces[Int.random(in: 0..<pieces.count, using: &random)]
      default:
        let other = texts[Int.random(in: 0..<texts.count, using: &random)]
        let start = Int.random(in: 0..<other.count, using: &random)
        pieces.insert(contentsOf: other[start...].prefix(12), at: place)
      }
    }
    return pieces
  }

  /// Returns the words of a script: names, numbers, literals, and single signs.
  private static func words(of text: String) -> [String] {
    var sources = SourceMap()
    let source = SourceText(name: "script.stp", text: text)
    let file = sources.add(source)
    var lexer = Lexer(file, in: sources, arguments: ScriptArguments([] as [String]))
    lexer.run()
    return lexer.tokens.map { token in
      String(decoding: source.bytes[Int(token.range.start)..<Int(token.range.end)], as: UTF8.self)
    }
  }

  /// Returns the lines of the text of a program.
  private static func lines(of text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }
}
