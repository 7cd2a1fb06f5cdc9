import Testing

@testable import IR

/// Variances and charts, whose numbers are SystemTap's.
struct StatisticTests {
  /// Returns what a handler prints that adds 0, 7, 14 … 63 to the statistic `s` and then does `rest`.
  private func output(shape: String, limits: String = "", rest: String) throws -> String {
    let additions = (0..<10).map { "v\($0) = long \(7 * $0)\naccumulate g0, v\($0)" }
    let sample = try Sample(
      body: "b0:\n\(additions.joined(separator: "\n"))\n\(rest)\nreturn",
      globals: "\(limits)\nglobal s: statistics(\(shape)) capacity 1")
    return sample.output()
  }

  @Test(arguments: [(0, "583"), (4, "449"), (20, "449")])
  func `a variance loses less the more its values are shifted`(
    shift: Int, expected: String
  ) throws {
    #expect(
      try output(
        shape: "variance(\(shift))",
        rest: "v20 = extract variance(\(shift)) g0\nprint \"%d\", v20") == expected)
  }

  @Test func `the variance of an element has one rounding less`() throws {
    let additions = (0..<10).map { "v\($0) = long \(7 * $0)\naccumulate g0[v0], v\($0)" }
    let sample = try Sample(
      body: """
        b0:
        \(additions.joined(separator: "\n"))
        v20 = extract variance(0) g0[v0]
        print "%d", v20
        return
        """, globals: "global s[long]: statistics(variance(0)) capacity 10")
    #expect(sample.output() == "566")
  }

  @Test func `a chart is as wide as is said, and leaves out what is said`() throws {
    let shape = "linear(0, 100, 10)"
    let limits = "limit histogramWidth 10\nlimit histogramElision 0"
    let chart = """
      value |---------- count
          0 |@@         2
         10 |@          1
         20 |@@         2
         30 |@          1
         40 |@@         2
         50 |@          1
         60 |@          1


      """
    #expect(try output(shape: shape, limits: limits, rest: "printHistogram \(shape) g0") == chart)
    let text = "v20: string = formatHistogram \(shape) g0\nprint \"%s\", v20"
    #expect(try output(shape: shape, limits: limits, rest: text) == chart)
    let all = "limit histogramWidth 10\nlimit histogramElision -1"
    #expect(
      try output(shape: shape, limits: all, rest: "printHistogram \(shape) g0").hasSuffix(
        "   60 |@          1\n   70 |           0\n   80 |           0\n\n"))
  }

  @Test func `a chart as a string is cut as strings are`() throws {
    let shape = "logarithmic"
    let text = "v20: string = formatHistogram \(shape) g0\nprint \"%s\", v20"
    let cut = try output(shape: shape, limits: "limit maximumStringLength 9", rest: text)
    #expect(cut == "value |-")
  }
}
