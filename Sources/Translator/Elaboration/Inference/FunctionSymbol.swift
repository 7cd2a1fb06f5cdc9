import Diagnostics
import IR

/// The number of a `FunctionSymbol` among those of an elaboration.
struct FunctionSymbolID: Hashable, Sendable {
  /// The position in `Elaborator.functions`.
  let index: Int
}

/// All functions that one call may reach by `next`: they have one name, one arity and the same types.
struct FunctionSymbol: Sendable {
  /// What is known of the result.
  enum Result: Sendable {
    /// There is none.
    case none
    /// There is one.
    case value(Knowledge)
  }

  /// The name.
  let name: String
  /// The declarations; calls go to the first, and `next` goes on to the following one.
  let declarations: [FunctionDeclaration]
  /// What is known of the parameters.
  var parameters: [Knowledge]
  /// What is known of the result.
  var result: Result
  /// The functions of the program that stand for the declarations, as far as something needs them.
  var instances: [FunctionID?]

  /// Creates the symbol of functions that `declarations` declare, the first to be called first.
  init(_ declarations: [FunctionDeclaration]) {
    self.declarations = declarations
    name = declarations[0].name.text
    instances = declarations.map { _ in nil }
    parameters = declarations[0].parameters.indices.map { index in
      declarations.lazy.compactMap { $0.parameters[index].knowledge }.first ?? .unknown
    }
    if let declared = declarations.first(where: { $0.type != nil }), let type = declared.type {
      result = .value(.value(type, at: declared.name.range))
    } else if declarations.contains(where: \.returnsValue) {
      result = .value(.unknown)
    } else {
      result = .none
    }
  }
}

extension FunctionDeclaration.Parameter {
  /// What the declaration tells of the type.
  fileprivate var knowledge: Knowledge? { type.map { .value($0, at: name.range) } }
}

extension FunctionDeclaration {
  /// `true` iff a `return` of the body has a value.
  fileprivate var returnsValue: Bool {
    contains { statement in
      if case .return(let statement) = statement { statement.value != nil } else { false }
    }
  }

  /// `true` iff the body has a `return`.
  var returns: Bool {
    contains { statement in
      if case .return = statement { true } else { false }
    }
  }

  /// The first `return` of the body that has no value; `nil` if there is none.
  var valuelessReturn: ReturnStatement? {
    var found: ReturnStatement?
    _ = contains { statement in
      guard case .return(let statement) = statement, statement.value == nil else { return false }
      found = statement
      return true
    }
    return found
  }

  /// `true` iff the body has a `next`, which goes on with another function of the name.
  var goesOn: Bool {
    if case .embedded(let code) = body { return code.text.contains("STAP_NEXT") }
    return contains { statement in
      if case .next = statement { true } else { false }
    }
  }

  /// Returns `true` iff a statement of the body satisfies `condition`.
  private func contains(where condition: (Statement) -> Bool) -> Bool {
    switch body {
    case .statements(let block): block.statements.contains { $0.contains(where: condition) }
    case .embedded: false
    }
  }
}

extension Statement {
  /// Returns `true` iff it, or a statement in it, satisfies `condition`.
  fileprivate func contains(where condition: (Statement) -> Bool) -> Bool {
    switch self {
    case .empty, .expression, .break, .continue, .next, .delete, .return: condition(self)
    case .block(let block): block.statements.contains { $0.contains(where: condition) }
    case .if(let statement):
      statement.then.contains(where: condition)
        || statement.otherwise?.contains(where: condition) ?? false
    case .loop(let statement): statement.body.contains(where: condition)
    case .forEach(let statement): statement.body.contains(where: condition)
    case .try(let statement):
      (statement.body.statements + statement.handler.statements)
        .contains { $0.contains(where: condition) }
    }
  }
}

/// One function of the program while it is made.
struct FunctionInstance: Sendable {
  /// How far it is.
  enum State: Sendable {
    /// Its body has not been looked at, or types in it were not known.
    case incomplete
    /// Its body is being looked at.
    case inProgress
    /// It is done.
    case complete(TypedFunction)
  }

  /// What it stands for.
  let symbol: FunctionSymbolID
  /// Which of the symbol's declarations it stands for.
  let overload: Int
  /// The name in the program.
  let name: String
  /// The probe whose handler first called it.
  let probe: Int
  /// How far it is.
  var state = State.incomplete
  /// What is known of its locals.
  var locals: [String: Knowledge] = [:]
  /// What is wrong with it, as far as is known.
  var log = DiagnosticLog()
  /// The function that `next` goes on with.
  var nextOverload: FunctionID?
  /// `true` iff it does more than compute from its arguments and read globals.
  var isImpure = false
  /// `true` iff it is different for each probe that calls it.
  var dependsOnProbe = false

  /// Creates a function that has not been looked at.
  init(symbol: FunctionSymbolID, overload: Int, name: String, probe: Int) {
    self.symbol = symbol
    self.overload = overload
    self.name = name
    self.probe = probe
  }
}
