/// A function of the kernel, at one of the two moments at which it can be observed.
package struct FunctionSite: Hashable, Sendable {
  /// When the probe fires.
  package enum Moment: String, Hashable, Sendable, CaseIterable {
    /// Where the function starts.
    case entry
    /// When it has returned: arguments still have the values of the start, and behind them comes the result.
    case `return`
  }

  /// The name of the function.
  package let name: String
  /// The module that has it; `nil` for the kernel itself.
  package let module: String?
  /// When the probe fires.
  package let moment: Moment
  /// How many arguments of 8 bytes its parameters take; the result is the one behind them. `nil` if only its
  /// name is known, so that it can be observed at a breakpoint alone.
  package let argumentCount: Int?

  /// Creates the site in the function `name`.
  package init(name: String, module: String?, moment: Moment, argumentCount: Int?) {
    self.name = name
    self.module = module
    self.moment = moment
    self.argumentCount = argumentCount
  }
}
