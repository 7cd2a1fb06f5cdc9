import IR

/// The words that every script knows.
package enum LanguageWords {
  /// The keywords that start a declaration.
  package static let declarations = ["function", "global", "private", "probe"]

  /// The keywords that stand in handlers.
  package static let statements = Keyword.allCases.map(\.rawValue).filter {
    !declarations.contains($0) && $0 != "long" && $0 != "string"
  }

  /// The operators that start with `@`, with that sign.
  package static let operators = AtWord.allCases.map { "@" + $0.rawValue }

  /// The functions that print or make text.
  package static let printers = PrintFunction.allCases.map(\.rawValue)

  /// The functions that are built in.
  package static let intrinsics = Intrinsic.callable.map(\.rawValue)

  /// The forms of built-in probe points, each up to the first argument that is left open: `begin`, `timer.s(`,
  /// `kernel.trace("`.
  package static let pointForms: [String] = ProbeFamily.all.flatMap(\.shapes).map { shape in
    var text = ""
    for component in shape.components {
      if !text.isEmpty { text += "." }
      switch component.parameter {
      case .none, .literal: text += component.text
      case .number: return text + component.name + "("
      case .text: return text + component.name + "(\""
      }
    }
    return text
  }

  /// Returns how the built-in function `name` is declared; `nil` if there is none.
  package static func signature(ofIntrinsic name: String) -> String? {
    guard let signature = Intrinsic(rawValue: name)?.signature else { return nil }
    let parameters = signature.parameters.enumerated().map { index, type in
      let isOptional = index >= signature.parameters.count - signature.optionalCount
      return isOptional ? "[\(type.rawValue)]" : type.rawValue
    }
    let result = signature.result.map { ":" + $0.rawValue } ?? ""
    return "function \(name)\(result)(\(parameters.joined(separator: ", ")))"
  }
}
