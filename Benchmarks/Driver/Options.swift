import Glibc

/// What the driver is asked to do.
struct Options {
  /// The tool that is measured.
  let tool: String
  /// The directory of the built peers.
  let peers: String
  /// The number of rounds; medians are taken over them.
  let rounds: Int
  /// `true` iff the report is JSON.
  let isJSON: Bool
  /// The words of which one must be in the name of a measurement; all are made if there are none.
  let selection: [String]

  /// How the driver is used.
  static let usage = """
    usage: marktap-bench TOOL PEERS [--json] [--only WORD]...
    Measures the tool at the path TOOL against the peers built in the directory PEERS.
    ROUNDS=N in the environment sets how often (7 times if absent).

    """

  /// Reads the words behind the driver's name, and the environment; `nil` if they say nothing sensible.
  init?(words: [String]) {
    var places: [String] = []
    var selection: [String] = []
    var isJSON = false
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--json": isJSON = true
      case "--only":
        guard let value = rest.popFirst() else { return nil }
        selection.append(value)
      default:
        if word.hasPrefix("-") { return nil }
        places.append(word)
      }
    }
    let rounds = getenv("ROUNDS").map { Int(String(cString: $0)) } ?? 7
    guard places.count == 2, let rounds, rounds > 0 else { return nil }
    tool = places[0]
    peers = places[1]
    self.rounds = rounds
    self.isJSON = isJSON
    self.selection = selection
  }

  /// `true` iff the measurement `name` is asked for.
  func includes(_ name: String) -> Bool {
    selection.isEmpty || selection.contains { name.containsText($0) }
  }
}

extension String {
  /// `true` iff `part` stands somewhere in the text.
  func containsText(_ part: String) -> Bool { strstr(self, part) != nil }
}
