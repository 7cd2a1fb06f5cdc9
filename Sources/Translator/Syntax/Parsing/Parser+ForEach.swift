import Diagnostics
import IR

/// `foreach`.
extension Parser {
  /// Reads `foreach`.
  mutating func forEachStatement() throws(ParseFailure) -> ForEachStatement {
    let start = advance().range
    let opening = try expect(.leftParenthesis)
    var order: ForEachStatement.Order?
    var value: Identifier?
    var keys: [Identifier] = []
    if at(.leftBracket) {
      keys = try loopKeys(&order)
    } else {
      let name = try identifier("a variable of the loop")
      let mark = sortMark()
      if skip(.assign) {
        value = name
        try note(mark, by: .value, in: &order)
        keys = try at(.leftBracket) ? loopKeys(&order) : [loopKey(at: 0, &order)]
      } else {
        keys = [name]
        try note(mark, by: .key(0), in: &order)
      }
    }
    if at(.comma), let first = keys.first {
      throw failure(SyntaxDiagnostics.keysWithoutBrackets(next, first: first))
    }
    guard skip(.in) else { throw failure("'in'") }
    let source = try loopSource()
    let sortPlace = next.range
    try sortByValue(&order)
    if case .histogram = source, order != nil {
      report(SyntaxDiagnostics.bucketOrder(range(from: sortPlace)))
      order = nil
    }
    let limit = skip(.limit) ? try expression() : nil
    try close(.rightParenthesis, opening)
    let body = try statement()
    return ForEachStatement(
      value: value, keys: keys, source: source, order: order, limit: limit, body: body,
      range: range(from: start))
  }

  /// A `+` or `-` that says how a loop sorts.
  private struct SortMark {
    /// The token.
    let token: Token
    /// `true` iff it is a `-`.
    var isDescending: Bool { token.is(.minus) }
  }

  /// Reads a sort mark, if there is one.
  private mutating func sortMark() -> SortMark? {
    at(.plus) || at(.minus) ? SortMark(token: advance()) : nil
  }

  /// Notes that a loop sorts by `subject` if there is a `mark`.
  private mutating func note(
    _ mark: SortMark?, by subject: ForEachStatement.Order.Subject,
    in order: inout ForEachStatement.Order?
  ) throws(ParseFailure) {
    guard let mark else { return }
    if order != nil { throw failure(SyntaxDiagnostics.secondOrder(mark.token)) }
    order = ForEachStatement.Order(
      by: subject, isDescending: mark.isDescending, range: mark.token.range)
  }

  /// Reads `[a, b+, c]`.
  private mutating func loopKeys(
    _ order: inout ForEachStatement.Order?
  ) throws(ParseFailure) -> [Identifier] {
    let opening = advance().range
    var keys: [Identifier] = []
    repeat { keys.append(try loopKey(at: keys.count, &order)) } while skip(.comma)
    try close(.rightBracket, opening)
    return keys
  }

  /// Reads the variable that takes the key at `index`.
  private mutating func loopKey(
    at index: Int, _ order: inout ForEachStatement.Order?
  ) throws(ParseFailure) -> Identifier {
    let name = try identifier("a variable of the loop")
    try note(sortMark(), by: .key(index), in: &order)
    return name
  }

  /// Reads what a loop walks over.
  private mutating func loopSource() throws(ParseFailure) -> ForEachStatement.Source {
    if case .at(let word) = next.kind, word.hasPrefix("hist_") {
      let histogram = try histogram()
      if at(.leftBracket) {
        let start = next.range
        _ = try indices()
        report(SyntaxDiagnostics.bucketOrder(range(from: start)))
      }
      return .histogram(histogram)
    }
    let array = try identifier("an array or a histogram")
    guard at(.leftBracket) else { return .array(array, slice: []) }
    return .array(array, slice: try indices())
  }

  /// Reads `+`, `-`, `@sum+` and so on behind an array.
  private mutating func sortByValue(
    _ order: inout ForEachStatement.Order?
  ) throws(ParseFailure) {
    var subject = ForEachStatement.Order.Subject.value
    if case .at(let name) = next.kind {
      guard let statistic = Self.sortStatistic(name) else {
        throw failure("'@count', '@sum', '@min', '@max', '@avg' or '@variance'")
      }
      advance()
      guard at(.plus) || at(.minus) else { throw failure("'+' or '-', which says how to sort") }
      subject = .statistic(statistic)
    }
    try note(sortMark(), by: subject, in: &order)
  }

  /// Returns the statistic that loops can sort by under `name`, or `nil` if there is none.
  private static func sortStatistic(_ name: String) -> Statistic? {
    switch name {
    case "count": .count
    case "sum": .sum
    case "min": .minimum
    case "max": .maximum
    case "avg": .average(shift: 0)
    case "variance": .variance(shift: 0)
    default: nil
    }
  }
}
