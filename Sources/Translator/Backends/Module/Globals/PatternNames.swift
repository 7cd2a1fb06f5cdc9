import IR

/// The tables of the regular expressions that kernel halves match with.
struct PatternNames {
  /// The expressions, each once, in order.
  private var patterns: [(text: [UInt8], table: KernelPattern)] = []
  /// The number of each.
  private var numbers: [[UInt8]: Int] = [:]

  /// Collects the expressions of the kernel halves of `program`; those that are too large are left out.
  init(of program: IR.Program) {
    for half in program.probes.compactMap(\.kernelHalf) {
      for id in half.blocks.flatMap(\.instructions) {
        guard case .matches(_, let text) = half[id].operation, numbers[text] == nil,
          let table = KernelPattern(text)
        else { continue }
        numbers[text] = patterns.count
        patterns.append((text, table))
      }
    }
  }

  /// The name of the table for the expression `text`; nil if there is none.
  subscript(text: [UInt8]) -> String? { numbers[text].map { "pattern_\($0)" } }

  /// The definitions of the tables.
  var text: String {
    patterns.enumerated().map { number, pattern in
      let words = CLiteral.comment(String(decoding: pattern.text, as: UTF8.self))
      return "\n/* \(words) */\nstatic const struct marktap_pattern pattern_\(number) = {\n"
        + "\t.columns = {\(Self.list(pattern.table.columns))\n\t},\n"
        + "\t.entries = (const u16[]){\(Self.list(pattern.table.entries))\n\t},\n"
        + "\t.start = \(pattern.table.start),\n\t.end_column = \(pattern.table.endColumn),\n};\n"
    }.joined()
  }

  /// Returns `numbers` in lines of 16.
  private static func list(_ numbers: [some FixedWidthInteger]) -> String {
    stride(from: 0, to: numbers.count, by: 16).map { start in
      "\n\t\t"
        + numbers[start..<min(start + 16, numbers.count)].map { "\($0)," }
        .joined(separator: " ")
    }.joined()
  }
}
