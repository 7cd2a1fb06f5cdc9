import IR

extension BinaryOperator {
  /// How scripts spell the operator; those of C are spelt alike, as far as C has them.
  var symbol: String {
    switch self {
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
}

extension Comparison {
  /// How scripts and C spell the comparison.
  var symbol: String {
    switch self {
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }
}

extension AssignmentExpression.Operator {
  /// How scripts spell the operator.
  var symbol: String {
    switch self {
    case .set: "="
    case .accumulate: "<<<"
    case .append: ".="
    case .update(let operation): operation.symbol + "="
    }
  }
}

extension Statistic {
  /// The word behind `@` that extracts the statistic.
  var word: String {
    switch self {
    case .count: "count"
    case .sum: "sum"
    case .minimum: "min"
    case .maximum: "max"
    case .average: "avg"
    case .variance: "variance"
    }
  }
}
