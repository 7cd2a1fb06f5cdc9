import Diagnostics

/// A table that says of each rule and each setting how far it is honoured.
///
///     yes            30.rules:3  -a always,exit -F arch=b64 -S mount -k mounts
///     approximately  30.rules:7  -w /etc/passwd -p wa -k users
///                                by names as calls give them, …
package struct RuleListing {
  /// A line that the table is about.
  private struct Row {
    /// Where it stands.
    let range: SourceRange
    /// What it says.
    let text: String
    /// How far it is honoured.
    let honour: Honour
  }

  /// The lines, in the order of the files.
  private let rows: [Row]
  /// The files.
  private let sources: SourceMap

  /// Creates the table of what `parser` has read.
  package init(_ parser: RuleParser) {
    sources = parser.sources
    let settings = parser.rules.settings.map { setting in
      Row(
        range: setting.range,
        text: [setting.kind.rawValue, setting.value].filter { !$0.isEmpty }.joined(separator: " "),
        honour: setting.honour)
    }
    let rules = parser.rules.rules.map { Row(range: $0.range, text: $0.text, honour: $0.honour) }
    rows = (settings + rules).sorted {
      ($0.range.file.index, $0.range.start) < ($1.range.file.index, $1.range.start)
    }
  }

  /// The text.
  package var text: String {
    let words = rows.map { Self.word($0.honour) }
    let places = rows.map { place(of: $0.range) }
    let wordWidth = words.map(\.count).max() ?? 0
    let placeWidth = places.map(\.count).max() ?? 0
    let margin = String(repeating: " ", count: wordWidth + placeWidth + 4)
    return rows.indices.map { index in
      let line =
        "\(Self.padded(words[index], wordWidth))  \(Self.padded(places[index], placeWidth))  "
        + rows[index].text + "\n"
      return line + (Self.reason(rows[index].honour).map { "\(margin)\($0)\n" } ?? "")
    }.joined()
  }

  /// Returns the file and the line of `range`.
  private func place(of range: SourceRange) -> String {
    let line = sources.lineAndColumn(of: range.position).line
    let name = sources[range.file].name.split(separator: "/").last.map(String.init) ?? ""
    return "\(name):\(line)"
  }

  /// Returns `text` with blanks behind it, `width` characters in all.
  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: width - text.count)
  }

  /// Returns the word for `honour`.
  private static func word(_ honour: Honour) -> String {
    switch honour {
    case .fully: "yes"
    case .approximately: "approximately"
    case .not: "no"
    }
  }

  /// Returns what is different; `nil` if nothing is.
  private static func reason(_ honour: Honour) -> String? {
    switch honour {
    case .fully: nil
    case .approximately(let reason), .not(let reason): reason
    }
  }
}
