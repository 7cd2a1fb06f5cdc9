import Foundation
import Testing

@testable import BPF

/// Code that nobody wrote is shown, and code with jumps of all lengths does what it says.
@Suite struct CodeFuzzTests {
  /// How often each test is repeated; `MARKTAP_FUZZ_ROUNDS` in the environment asks for more.
  private static let rounds =
    ProcessInfo.processInfo.environment["MARKTAP_FUZZ_ROUNDS"].flatMap(Int.init) ?? 20

  @Test func `any words are instructions or unknown`() {
    for _ in 0..<Self.rounds {
      var slots = (0..<64).map { _ in UInt64.random(in: 0...UInt64.max) }
      // Operation codes in a row, so that all are met.
      for index in slots.indices where index % 2 == 0 {
        slots[index] = slots[index] & 0x0fff_ffff_0000_ff00 | UInt64.random(in: 0...255)
      }
      let disassembler = Disassembler(Code(slots: slots))
      #expect(disassembler.instructions.reduce(0) { $0 + ($1.instruction?.slotCount ?? 1) } >= 64)
      #expect(!disassembler.text.isEmpty)
    }
  }

  @Test(arguments: [CPUVersion.v3, .v4])
  func `jumps of all lengths arrive`(cpu: CPUVersion) throws {
    for _ in 0..<max(1, Self.rounds / 10) {
      let seed = UInt64.random(in: 0...UInt64.max)
      var random = SplitMix(state: seed)
      var assembler = Assembler(cpu: cpu)
      let count = Int.random(in: 2...12, using: &random)
      let labels = (0..<count).map { _ in assembler.makeLabel() }
      var jumps: [(item: Int, label: Int)] = []
      for (number, label) in labels.enumerated() {
        assembler.bind(label)
        // What a label is bound to says its number.
        assembler.emit(.move(.r0, Int32(number)))
        let target = Int.random(in: 0..<count, using: &random)
        jumps.append((number, target))
        if Bool.random(using: &random) {
          assembler.emit(.jump(if: .equal, .r1, 0, to: labels[target]))
        } else {
          assembler.emit(.jump(to: labels[target]))
        }
        for _ in 0..<Int.random(in: 0...20_000, using: &random) {
          assembler.emit(.move(.r2, 0))
        }
      }
      assembler.emit(.exit)
      let code = try assembler.assemble()
      let arrivals = arrivals(in: Disassembler(code).instructions)
      for jump in jumps {
        #expect(arrivals[jump.item] == jump.label, "seed \(seed), jump \(jump)")
      }
    }
  }

  /// Returns for each `r0 = N` of `code` the number that `r0` is set to next if each condition that follows holds.
  private func arrivals(in code: [Disassembler.PlacedInstruction]) -> [Int: Int] {
    let bySlot = Dictionary(uniqueKeysWithValues: code.map { ($0.slot, $0.instruction) })
    var found: [Int: Int] = [:]
    for placed in code {
      guard let number = placed.instruction?.mark else { continue }
      var slot = placed.slot + 1
      // The condition is `r1 == 0`, and its opposite leads over the long way.
      for _ in 0..<100 {
        guard let instruction = bySlot[slot] ?? nil else { break }
        if let mark = instruction.mark {
          found[number] = mark
          break
        }
        slot += instruction.slotCount
        guard case .distance(let distance)? = instruction.target else { continue }
        if case .jumpIf(.notEqual, _, _, _, _) = instruction { continue }
        slot += Int(distance)
      }
    }
    return found
  }
}

extension Instruction {
  /// The number that it sets `r0` to; `nil` if it does something else.
  fileprivate var mark: Int? {
    if case .arithmetic(.move, .r0, .immediate(let value), _) = self { Int(value) } else { nil }
  }
}

/// A small source of random numbers that gives the same ones for the same state.
private struct SplitMix: RandomNumberGenerator {
  /// The state.
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
