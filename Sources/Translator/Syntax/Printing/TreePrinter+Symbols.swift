import IR

/// How operators are spelt.
extension TreePrinter {
  /// Returns the word for `statistic` behind `@`.
  static func name(of statistic: Statistic) -> String {
    switch statistic {
    case .count: "count"
    case .sum: "sum"
    case .minimum: "min"
    case .maximum: "max"
    case .average: "avg"
    case .variance: "variance"
    }
  }

  /// Returns the spelling of `operation`.
  static func symbol(of operation: BinaryOperator) -> String {
    switch operation {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .modulo: "%"
    case .and: "&"
    case .or: "|"
    case .xor: "^"
    case .shiftLeft: "<<"
    case .shiftRight: ">>"
    case .shiftRightLogical: ">>>"
    }
  }

  /// Returns the spelling of `comparison`.
  static func symbol(of comparison: Comparison) -> String {
    switch comparison {
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }

  /// Returns the spelling of `operation`.
  static func symbol(of operation: AssignmentExpression.Operator) -> String {
    switch operation {
    case .set: "="
    case .accumulate: "<<<"
    case .append: ".="
    case .update(let operation): symbol(of: operation) + "="
    }
  }
}
