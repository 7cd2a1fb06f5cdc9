import KernelDescription

/// The statements that give an event's fields the names `$arg1`, `$arg2`, ….
///
/// Statements run one after the other, and a field may itself be called `arg2`, as with `prctl`. So a field is
/// read before a statement takes its name away, which sets the order; where the names go round in a circle, a
/// local variable keeps one of the fields.
struct FieldBindings {
  /// One statement to be made.
  private struct Binding {
    /// The number of the argument, from 1.
    let number: Int

    /// What stands on the right.
    var source: String

    /// The field's remark.
    let remark: String

    /// What stands on the left.
    var target: String { "$arg\(number)" }
  }

  /// The lines in the order in which they have to run.
  let lines: [String]

  /// Makes the statements for `fields`. Bytes that are no number can not be bound: a comment stands for them.
  init(fields: [EventField]) {
    var statements: [(text: String, remark: String)] = []
    var open: [Binding] = []
    for (index, field) in fields.enumerated() {
      if case .bytes = field.shape {
        statements.append(("// $arg\(index + 1) is $\(field.name)", field.remark))
      } else {
        open.append(
          Binding(number: index + 1, source: "$\(field.name)", remark: field.remark))
      }
    }
    while !open.isEmpty {
      let next = open.firstIndex { binding in
        !open.contains { $0.source == binding.target && $0.number != binding.number }
      }
      if let next {
        let binding = open.remove(at: next)
        statements.append(("\(binding.target) = \(binding.source)", binding.remark))
      } else {
        let kept = "kept_\(open[0].source.dropFirst())"
        statements.append(("\(kept) = \(open[0].source)", "read before its name is taken"))
        open[0].source = kept
      }
    }
    let width = statements.map(\.text.utf8.count).max() ?? 0
    lines = statements.map { statement in
      let padding = String(repeating: " ", count: width - statement.text.utf8.count)
      return "\(statement.text)\(padding)  // \(statement.remark)"
    }
  }
}
