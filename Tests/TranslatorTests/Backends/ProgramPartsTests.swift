import BPF
import IR
import Testing

@testable import Translator

/// How the halves of one site become several programs.
struct ProgramPartsTests {
  /// What halves look at: the number of the system call.
  private static let number = ArgumentAccess(
    index: 1, size: 8, isSigned: true, isTypedPointer: false)

  /// Returns the halves of a program with a probe for each of `values`, which does nothing unless the number is that
  /// value, or always runs if it is nil. What it does besides takes twice `size` instructions, which no other half
  /// has unless they are to be alike.
  private func halves(_ values: [Int64?], size: Int, isAlike: Bool = false) -> [KernelHalf] {
    var program = SampleHalf.program(globals: [Global(name: "n", element: .value(.long))]) { _ in }
    program.probes = []
    for value in values {
      SampleHalf.append(to: &program) { half in
        if let value {
          let number = half.append(.argument(Self.number), type: .long)
          let isWanted = half.append(.compare(.equal, number, half.long(value)), type: .long)
          let (then, behind) = (half.addBlock(), half.addBlock())
          half.terminate(.branch(isWanted, then: then, otherwise: behind))
          half.move(to: behind)
          half.terminate(.return(nil))
          half.move(to: then)
        }
        for index in 0..<size {
          let summand = half.long(isAlike ? Int64(index) : (value ?? -1) * 1000 + Int64(index))
          half.append(.addToGlobal(GlobalID(0), keys: [], summand), type: .long)
        }
      }
    }
    return program.probes.indices.compactMap { KernelHalf(probe: $0, of: program) }
  }

  /// Returns the parts of `halves` as text: what each does, and where it goes on.
  private func text(_ halves: [KernelHalf], partLimit: Int) -> [String] {
    ProgramParts(of: ProgramSchedule(halves), partLimit: partLimit).parts.map { part in
      let segments = part.segments.map { segment in
        switch segment {
        case .direct(.always(let halves)): "always \(halves.count)"
        case .direct(.dispatch(let dispatch)): "values \(dispatch.cases.map(\.value))"
        case .branch(_, let cases): "branch \(cases.map { "\($0.value):\($0.part)" })"
        }
      }
      return segments.joined(separator: ", ") + (part.next.map { " -> \($0)" } ?? "")
    }
  }

  @Test func `what is small stays one program`() {
    #expect(text(halves([1, 2, 3], size: 5), partLimit: 100) == ["values [1, 2, 3]"])
  }

  @Test func `a large dispatch is cut into parts of about the same size`() {
    #expect(
      text(halves([1, 2, 3, 4, 5], size: 5), partLimit: 20) == [
        "branch [\"1:1\", \"2:1\", \"3:2\", \"4:2\", \"5:3\"]", "values [1, 2]", "values [3, 4]",
        "values [5]",
      ])
  }

  @Test func `a case that is larger than a part has one of its own`() {
    #expect(
      text(halves([1, 2], size: 50), partLimit: 30) == [
        "branch [\"1:1\", \"2:2\"]", "values [1]", "values [2]",
      ])
  }

  @Test func `what stands behind a dispatch is gone on with from each part`() {
    #expect(
      text(halves([1, 2, nil, 3, 4], size: 5), partLimit: 9) == [
        "branch [\"1:4\", \"2:5\"] -> 1", "always 1, branch [\"3:2\", \"4:3\"]", "values [3]",
        "values [4]", "values [1] -> 1", "values [2] -> 1",
      ])
  }

  @Test func `halves that share their code share a program`() {
    let alike = halves([7, 9, 11], size: 20, isAlike: true)
    #expect(text(alike, partLimit: 70) == ["values [7, 9, 11]"])
    let mixed = halves([1, 2, 3], size: 20) + alike
    #expect(
      text(mixed, partLimit: 70).dropFirst().contains { $0.contains("7, 9, 11") },
      "\(text(mixed, partLimit: 70))")
  }

  @Test func `not more is cut than the kernel follows calls`() {
    let values = (0..<60).map { $0 % 3 == 2 ? nil : Int64($0) }
    let halves = halves(values, size: 5)
    let texts = text(halves, partLimit: 4)
    // A part is gone on with through the arrow or the branch of the one before it.
    let branches = texts.count { $0.contains("branch") }
    #expect(texts.count > 1 && texts.count { $0.contains("->") } + branches <= 33, "\(texts)")
    #expect(
      text(halves, partLimit: 1 << 20) == [
        (0..<20).map { "values [\($0 * 3), \($0 * 3 + 1)], always 1" }.joined(separator: ", ")
      ])
  }

  @Test func `halves that run one after another are cut between two`() {
    #expect(
      text(halves([nil, nil, nil], size: 10), partLimit: 10) == [
        "always 2 -> 1", "always 1",
      ])
    #expect(
      text(halves([nil, 1, 1, nil], size: 10), partLimit: 8) == [
        "always 1, branch [\"1:3\"] -> 1", "always 1", "always 1 -> 1", "always 1 -> 2",
      ])
  }

  @Test func `the halves of one value are cut between two`() {
    #expect(
      text(halves([1, 1, 1, 2], size: 10), partLimit: 12) == [
        "branch [\"1:2\", \"2:3\"]", "always 1", "always 2 -> 1", "values [2]",
      ])
  }

  @Test func `the name of a program tells where it stands`() throws {
    let name = try #require(ContinuationName(program: "p12t3_sys_enter"))
    #expect(name == ContinuationName(site: 12, index: 3))
    #expect(name.map == "tails12" && name.prefix == "p12t3")
    for other in ["p12_sys_enter", "p12b_tcp_t1_x", "x12t3_y", "p12t3", "pt3_y", "p1t_y"] {
      #expect(ContinuationName(program: other) == nil)
    }
  }
}
