import IR
import KernelDescription

/// Where the parameters of a function lie among its arguments, of which each is 8 bytes.
struct ParameterLayout {
  /// How many arguments are passed in registers on x86-64: those that a probe sees.
  private static let registerCount = 6

  /// The first argument of each parameter; `nil` for one that is not in registers, or not understood.
  private(set) var slots: [Int?] = []
  /// How many arguments there are.
  private(set) var slotCount = 0

  /// Lays out the parameters of `prototype`.
  init(of prototype: FunctionPrototype, types: TypeTable) {
    for parameter in prototype.parameters {
      // A structure of up to 16 bytes takes one or two registers; a larger one is on the stack.
      let size = types.size(of: parameter.type) ?? 8
      let count = size > 16 ? 0 : size > 8 ? 2 : 1
      slots.append(count > 0 && slotCount + count <= Self.registerCount ? slotCount : nil)
      slotCount += count
    }
  }
}

extension TargetScope {
  /// The name of the variable that holds what a function returns.
  static let resultName = "return"

  /// Creates the scope of `function` at `moment`: its parameters by their names, and its result.
  init(
    function: KernelFunction, moment: FunctionSite.Moment, layout: ParameterLayout, types: TypeTable
  ) {
    var variables: [TargetVariable] = []
    if moment == .return, function.prototype.result != .void {
      variables.append(
        TargetVariable(
          name: Self.resultName, typeText: types.text(of: function.prototype.result),
          value: .argument(function.prototype.result, at: layout.slotCount, types: types)))
    }
    for (parameter, slot) in zip(function.prototype.parameters, layout.slots)
    where !parameter.name.isEmpty {
      variables.append(
        TargetVariable(
          name: parameter.name, typeText: types.text(of: parameter.type),
          value: slot.map { .argument(parameter.type, at: $0, types: types) } ?? .opaque))
    }
    self.init(family: .function(function.name), variables: variables)
  }
}
