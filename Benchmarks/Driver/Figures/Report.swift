/// All that was measured, in forms that can be printed.
struct Report {
  /// Where it was measured.
  let machine: Machine
  /// The number of rounds.
  let rounds: Int
  /// The figures.
  let comparisons: [Comparison]
  /// What else is to be known.
  let remarks: [String]

  /// The report as a table.
  var table: String {
    let head = ["figure", "marktap", "peer", "", "ratio", "target", "outcome"]
    let rows = [head] + comparisons.map(\.cells)
    let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      row.indices.map { column in
        // Numbers end at the same column, words start at the same.
        [1, 3, 4].contains(column)
          ? row[column].padded(to: widths[column], side: .left)
          : row[column].padded(to: widths[column], side: .right)
      }.joined(separator: "  ").trimmed
    }
    let place = """
      \(machine.processor), \(machine.processorCount) CPUs, Linux \(machine.kernel), \
      load \(machine.load), medians of \(rounds) rounds
      """
    return ([place, ""] + lines + (remarks.isEmpty ? [] : [""] + remarks)).joined(separator: "\n")
      + "\n"
  }

  /// The report as a JSON object.
  var json: String {
    let facts: [(String, JSON)] = [
      ("kernel", .text(machine.kernel)), ("processor", .text(machine.processor)),
      ("processors", .number(Double(machine.processorCount))), ("load", .text(machine.load)),
    ]
    let all: JSON = .object([
      ("machine", .object(facts)), ("rounds", .number(Double(rounds))),
      ("figures", .array(comparisons.map(\.json))),
      ("remarks", .array(remarks.map { .text($0) })),
    ])
    return all.text + "\n"
  }
}

extension Comparison {
  /// The row of the table.
  fileprivate var cells: [String] {
    [
      name, measured.map { "\($0.short) \(unit.rawValue)" } ?? "-", peerName ?? "",
      peerName == nil ? "" : peerValue.map { "\($0.short) \(unit.rawValue)" } ?? "-",
      ratio?.asRatio ?? "", promise, outcome.rawValue,
    ]
  }

  /// What was promised, in words.
  private var promise: String {
    switch target {
    case .none: ""
    case .ratio(let limit): "<= \(limit.asRatio)"
    case .value(let limit): "<= \(limit.short) \(unit.rawValue)"
    }
  }

  /// The object of the JSON report.
  fileprivate var json: JSON {
    let limit: (String, JSON)? =
      switch target {
      case .none: nil
      case .ratio(let limit): ("largest_ratio", .number(limit))
      case .value(let limit): ("largest_value", .number(limit))
      }
    let members: [(String, JSON)?] = [
      ("name", .text(name)), ("unit", .text(unit.rawValue)),
      ("value", measured.map { .number($0) } ?? .null), peerName.map { ("peer", .text($0)) },
      peerValue.map { ("peer_value", .number($0)) }, ratio.map { ("ratio", .number($0)) }, limit,
      ("outcome", .text(outcome.rawValue)),
    ]
    return .object(members.compactMap { $0 })
  }
}

extension Double {
  /// The number as it is told in tables: three digits or more.
  fileprivate var short: String { magnitude >= 100 || self == 0 ? fixed(0) : fixed(1) }
  /// The number as a ratio.
  fileprivate var asRatio: String { magnitude >= 100 ? fixed(0) : fixed(2) }
}

extension String {
  /// A side of a text.
  fileprivate enum Side {
    /// Before the text.
    case left
    /// Behind the text.
    case right
  }

  /// Returns the text with as many spaces at `side` as fill `width`.
  fileprivate func padded(to width: Int, side: Side) -> String {
    let spaces = String(repeating: " ", count: Swift.max(0, width - count))
    return side == .left ? spaces + self : self + spaces
  }

  /// The text without the spaces at its end.
  fileprivate var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
