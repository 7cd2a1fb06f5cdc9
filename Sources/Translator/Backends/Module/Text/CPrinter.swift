import IR

/// Writes statements as lines of C, in the kernel's style.
struct CPrinter {
  /// The places of the script.
  private let locations: [Location]
  /// The text so far.
  private(set) var text = ""
  /// The line of the script that the compiler has been told of last.
  private var line: (file: String, number: Int)?

  /// Creates a printer for code of a script whose places are `locations`.
  init(locations: [Location]) { self.locations = locations }

  /// Appends `line`, indented by `depth` tabulators.
  mutating func append(_ line: String, depth: Int = 0) {
    text += String(repeating: "\t", count: line.isEmpty ? 0 : depth) + line + "\n"
  }

  /// Tells the compiler that what follows comes from the line of `place`, unless it knows.
  mutating func note(_ place: LocationID) {
    let location = locations[place.index]
    guard location.line > 0, line?.file != location.file || line?.number != location.line else {
      return
    }
    line = (location.file, location.line)
    text += "#line \(location.line) \(CLiteral.string(location.file.utf8))\n"
  }

  /// Forgets what the compiler has been told: something else has told it otherwise.
  mutating func restart() { line = nil }

  /// Appends `statements`, indented by `depth` tabulators.
  mutating func append(_ statements: [CStatement], depth: Int) {
    for (index, statement) in statements.enumerated() {
      append(statement, depth: depth, isLast: index == statements.count - 1)
    }
  }

  /// Appends `statement`; a label needs a statement behind it if it `isLast`.
  private mutating func append(_ statement: CStatement, depth: Int, isLast: Bool) {
    switch statement {
    case .line(let text, let place):
      note(place)
      append(text, depth: depth)
    case .branch(let condition, let then, let otherwise, let place):
      note(place)
      append(condition, then, otherwise, depth: depth, prefix: "")
    case .choose(let value, let choices, let otherwise, let place):
      note(place)
      append("switch (\(value)) {", depth: depth)
      for choice in choices {
        for value in choice.values { append("case \(CLiteral.number(value)):", depth: depth) }
        append(closed: choice.body, depth: depth + 1)
      }
      append("default:", depth: depth)
      append(closed: otherwise, depth: depth + 1)
      append("}", depth: depth)
    case .loop(let condition, let body, let place):
      note(place)
      append(condition.map { "while (\($0.text)) {" } ?? "for (;;) {", depth: depth)
      append(body, depth: depth + 1)
      append("}", depth: depth)
    case .go(let block), .again(let block): append("goto block_\(block.index);", depth: depth)
    case .label(let block): append("block_\(block.index):" + (isLast ? ";" : ""))
    case .leave: append("return;", depth: depth)
    case .breakLoop: append("break;", depth: depth)
    case .continueLoop: append("continue;", depth: depth)
    }
  }

  /// Appends the body of a case, which does not run into the next one.
  private mutating func append(closed body: [CStatement], depth: Int) {
    append(body, depth: depth)
    if !body.endsElsewhere { append("break;", depth: depth) }
  }

  /// Appends an `if` with brackets only around what has several lines.
  private mutating func append(
    _ condition: CExpression, _ then: [CStatement], _ otherwise: [CStatement], depth: Int,
    prefix: String
  ) {
    let isShort =
      prefix.isEmpty && then.isOneLine && (otherwise.isEmpty || otherwise.isOneLine)
    append("\(prefix)if (\(condition.text))" + (isShort ? "" : " {"), depth: depth)
    append(then, depth: depth + 1)
    guard !otherwise.isEmpty else {
      if !isShort { append("}", depth: depth) }
      return
    }
    if otherwise.count == 1,
      case .branch(let condition, let then, let otherwise, _) = otherwise[0]
    {
      append(condition, then, otherwise, depth: depth, prefix: "} else ")
      return
    }
    append(isShort ? "else" : "} else {", depth: depth)
    append(otherwise, depth: depth + 1)
    if !isShort { append("}", depth: depth) }
  }
}

extension [CStatement] {
  /// `true` iff it is one statement that needs no brackets around it.
  fileprivate var isOneLine: Bool {
    guard count == 1 else { return false }
    switch self[0] {
    case .line(let text, _): return !text.contains("\n")
    case .go, .again, .leave, .breakLoop, .continueLoop: return true
    case .branch, .choose, .loop, .label: return false
    }
  }
}
