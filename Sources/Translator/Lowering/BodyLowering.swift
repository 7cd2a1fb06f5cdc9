import Diagnostics
import IR

/// Writes the instructions of one handler or function.
///
/// Values are single assignments, and there are no values that depend on the way by which a block was
/// reached: what two branches make differently goes through a local. Optimisation removes most of them.
struct BodyLowering {
  /// The function under construction.
  var builder: FunctionBuilder
  /// The places of the program.
  var locations: LocationTable
  /// The results of the program's functions, by number.
  let results: [ValueType?]
  /// The most bytes of a string that a variable holds.
  let maximumStringCount: Int
  /// What `next` does here.
  private(set) var next = NextMeaning.leave
  /// The loops and walks around the present statement, innermost last.
  var loops: [Loop] = []
  /// The statements that are counted.
  var actions: ActionCount

  /// What `next` does.
  enum NextMeaning {
    /// Leaves the handler.
    case leave
    /// Goes on with another overload, with the arguments that this one was called with; without another
    /// one, it fails.
    case overload(FunctionID?, arguments: [ValueID])
  }

  /// A loop that statements may leave.
  struct Loop {
    /// Where `continue` goes on.
    let continuation: BlockID
    /// Where `break` goes on.
    let exit: BlockID
    /// The walk that ends with the loop; `nil` for loops without one.
    let walk: ValueID?
  }

  /// Creates the lowering of a function of the script, whose statements are counted as `actions` says.
  init(
    of function: TypedFunction, results: [ValueType?], limits: Limits, locations: LocationTable,
    actions: ActionCount.Mode = .off
  ) {
    self.actions = ActionCount(mode: actions)
    self.results = results
    maximumStringCount = limits.maximumStringLength - 1
    self.locations = locations
    let locals = function.locals.map { Local(name: $0.name, type: $0.type) }
    builder = FunctionBuilder(
      name: function.name, parameters: Array(locals.prefix(function.parameterCount)),
      result: function.result)
    for local in locals.dropFirst(function.parameterCount) {
      _ = builder.addLocal(local.name, local.type)
    }
  }

  /// Creates the lowering of a probe's handler, which gets the name `name`, and whose statements are counted as `actions`
  /// says.
  init(
    of probe: TypedProbe, name: String, results: [ValueType?], limits: Limits,
    locations: LocationTable, actions: ActionCount.Mode = .off
  ) {
    self.actions = ActionCount(mode: actions)
    self.results = results
    maximumStringCount = limits.maximumStringLength - 1
    self.locations = locations
    builder = FunctionBuilder(name: name)
    for local in probe.locals { _ = builder.addLocal(local.name, local.type) }
  }

  /// The function so far.
  var function: Function { builder.function }

  /// Appends the body of `function`.
  mutating func append(_ function: TypedFunction) {
    // `next` hands on the arguments as they were, whatever the body does to its parameters.
    let arguments =
      function.nextOverload == nil
      ? [] : (0..<function.parameterCount).map { read(LocalID($0)) }
    next = .overload(function.nextOverload, arguments: arguments)
    append(function.body)
    tellActions(at: function.range)
    leave(yielding: nil)
  }

  /// Appends the condition and the body of `probe`.
  mutating func append(_ probe: TypedProbe) {
    if let condition = probe.condition {
      let body = builder.addBlock()
      let end = builder.addBlock()
      branch(on: condition, then: body, otherwise: end)
      builder.move(to: end)
      builder.terminate(.return(nil))
      builder.move(to: body)
    }
    append(probe.body)
    tellActions(at: probe.range)
    leave(yielding: nil)
  }

  /// Ends the present block by leaving the function with `value`, or with 0 or the empty string if it has
  /// a result but no value is given.
  mutating func leave(yielding value: ValueID?) {
    guard !builder.isTerminated else { return }
    for loop in loops.reversed() {
      if let walk = loop.walk { builder.append(.endIteration(walk), type: nil) }
    }
    guard let type = function.result else { return builder.terminate(.return(nil)) }
    let value = value ?? constant(emptyOf: type)
    builder.terminate(.return(value))
  }

  // MARK: Small instructions

  /// Notes the place of what is appended from now on.
  mutating func mark(_ range: SourceRange) { builder.location = locations.location(of: range) }

  /// Appends a long.
  mutating func constant(_ value: Int64) -> ValueID { builder.append(.long(value), type: .long) }

  /// Appends the value that variables of `type` start with.
  mutating func constant(emptyOf type: ValueType) -> ValueID {
    switch type {
    case .long: builder.append(.long(0), type: .long)
    case .string: builder.append(.string([]), type: .string)
    }
  }

  /// Appends a read of `local`.
  mutating func read(_ local: LocalID) -> ValueID {
    builder.append(.readLocal(local), type: function[local].type)
  }

  /// Appends a write of `value` to `local`.
  mutating func write(_ value: ValueID, to local: LocalID) {
    builder.append(.writeLocal(local, value), type: nil)
  }
}
