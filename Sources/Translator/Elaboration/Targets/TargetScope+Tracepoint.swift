import IR
import KernelDescription

extension TargetScope {
  /// How the arguments of a prototype are named.
  enum ArgumentNames {
    /// As the kernel declares them: `$prev`.
    case declared
    /// By position: `$arg1`.
    case positional
  }

  /// Creates the scope of a tracepoint: the arguments of its prototype.
  init(tracepoint: Tracepoint, names: ArgumentNames, types: TypeTable) {
    let variables = tracepoint.parameters.enumerated().compactMap { index, parameter in
      TargetVariable(parameter, at: index, names: names, types: types)
    }
    self.init(
      family: .tracepoint, variables: variables,
      texts: [
        ("name", tracepoint.name),
        ("system", names == .declared ? tracepoint.system ?? "" : ""),
      ])
  }
}

extension TargetVariable {
  /// Creates the variable of the parameter at `index`; `nil` if it cannot be named.
  fileprivate init?(
    _ parameter: Tracepoint.Parameter, at index: Int, names: TargetScope.ArgumentNames,
    types: TypeTable
  ) {
    let name = names == .declared ? parameter.name : "arg\(index + 1)"
    guard !name.isEmpty else { return nil }
    self.init(
      name: name, typeText: parameter.typeText,
      value: .argument(parameter.type, at: index, types: types))
  }
}

extension TargetVariable.Value {
  /// Returns the value of `type` that is the argument at `index`.
  static func argument(
    _ type: TypeID, at index: Int, types: TypeTable
  ) -> TargetVariable.Value {
    let spelled = SpelledType(base: type)
    guard let size = types.size(of: type), [1, 2, 4, 8].contains(size) else { return .opaque }
    switch types.kind(of: spelled) {
    case .integer, .enumeration, .pointer: break
    case .void, .floating, .array, .aggregate, .forward, .alias, .qualified, .function:
      return .opaque
    }
    return .argument(
      spelled,
      ArgumentAccess(
        index: index, size: size, isSigned: types.isSigned(type),
        isTypedPointer: types.isTypedPointer(spelled)))
  }
}
