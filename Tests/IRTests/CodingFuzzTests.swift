import Foundation
import Testing

@testable import IR

/// What is not protected by a digest, or has the right one though it is damaged, is decoded or refused.
@Suite struct CodingFuzzTests {
  /// How many programs each test damages; `MARKTAP_FUZZ_ROUNDS` in the environment asks for more.
  private static let rounds =
    ProcessInfo.processInfo.environment["MARKTAP_FUZZ_ROUNDS"].flatMap(Int.init) ?? 300

  /// Changes some bytes of `bytes` in `range`.
  private func damage(
    _ bytes: inout [UInt8], _ range: Range<Int>, _ random: inout RandomNumbers
  ) {
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      bytes[Int.random(in: range, using: &random)] =
        Bool.random(using: &random)
        ? UInt8.random(in: .min ... .max, using: &random)
        : [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
    }
  }

  @Test func `damaged heads are read or refused`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomNumbers(seed: seed)
    let file = ProgramEncoder.encode(try Program(parsing: CodingTests.text))
    var prefix = CodeReader(file, 8..<file.count)
    let head = ProgramEncoder.prefixSize..<ProgramEncoder.prefixSize + Int(try prefix.readWord())
    for _ in 0..<Self.rounds {
      var damaged = file
      damage(&damaged, head, &random)
      var digest = CodeWriter()
      digest.write(longWord: Digest.of(damaged, head))
      damaged.replaceSubrange(head.lowerBound - 8..<head.lowerBound, with: digest.bytes)
      _ = try? ProgramDecoder(damaged).program()
    }
  }

  @Test func `damaged functions are read or refused`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomNumbers(seed: seed)
    var functions = RandomFunctions(seed: seed)
    for _ in 0..<Self.rounds {
      var writer = CodeWriter()
      writer.write(functions.function())
      var bytes = writer.bytes
      damage(&bytes, bytes.indices, &random)
      var reader = CodeReader(bytes, bytes.indices)
      guard let function = try? reader.readFunction() else { continue }
      // What was read can be looked at.
      _ = function.text()
    }
  }
}
