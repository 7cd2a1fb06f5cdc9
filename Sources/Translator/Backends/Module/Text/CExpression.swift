/// An expression of C.
struct CExpression: Hashable {
  /// How an expression is put together, as far as its neighbours have to know.
  enum Shape: Hashable {
    /// A name, a number, a call or a member: it can stand next to any operator.
    case atom
    /// A number that has an operator outside of all brackets.
    case operation
    /// 1 or 0, an `int`; the text is the opposite.
    case condition(opposite: String)
  }

  /// The text.
  let text: String
  /// How it is put together.
  let shape: Shape
  /// What of the state of a half the value depends on.
  var reads: StateReads
  /// `true` iff it does something besides, so that it is not left out where nobody needs the value.
  var hasEffect = false

  /// Creates an expression that depends on no state but that of `reads`.
  init(_ text: String, _ shape: Shape = .atom, reads: StateReads = StateReads()) {
    self.text = text
    self.shape = shape
    self.reads = reads
  }

  /// Creates the number `value`.
  init(_ value: Int64) { self.init(CLiteral.number(value), value < 0 ? .operation : .atom) }

  /// Creates the condition that `call`, which does something and says whether that went well, went wrong.
  init(not call: String) {
    self.init("!\(call)", .condition(opposite: call))
    hasEffect = true
  }

  /// Creates the condition `text`, whose opposite is `opposite`.
  init(condition text: String, opposite: String) {
    self.init(text, .condition(opposite: opposite))
  }

  /// The text as an operand of an arithmetic operator: an `s64`, in brackets where it needs them.
  var operand: String {
    switch shape {
    case .atom: text
    case .operation: "(\(text))"
    case .condition: "(s64)(\(text))"
    }
  }

  /// The text as an operand of `!` or of a comparison, where the type does not matter.
  var tested: String { shape == .atom ? text : "(\(text))" }

  /// The text that is true iff this is 0.
  var opposite: String {
    if case .condition(let opposite) = shape { opposite } else { "!\(tested)" }
  }

  /// `true` iff the value can be asked for again and again at no cost.
  var isName: Bool { shape == .atom && !text.contains("(") }
}

/// What the value of an expression depends on and something else may change.
struct StateReads: Hashable {
  /// Locals.
  var locals: Set<Int> = []
  /// `true` iff it depends on globals.
  var hasGlobals = false
  /// `true` iff it depends on the kernel's or the task's memory.
  var hasMemory = false

  /// `true` iff it depends on nothing that changes.
  var isEmpty: Bool { locals.isEmpty && !hasGlobals && !hasMemory }

  /// Returns what two expressions together depend on.
  func union(_ other: StateReads) -> StateReads {
    StateReads(
      locals: locals.union(other.locals), hasGlobals: hasGlobals || other.hasGlobals,
      hasMemory: hasMemory || other.hasMemory)
  }

  /// Returns `true` iff what `effect` changes is among it.
  func isTouched(by effect: StateEffect) -> Bool {
    switch effect {
    case .nothing: false
    case .local(let local): locals.contains(local)
    case .globals: hasGlobals
    case .everything: !isEmpty
    }
  }
}

/// What a statement changes that expressions may depend on.
enum StateEffect: Hashable {
  /// Nothing.
  case nothing
  /// The local of this number.
  case local(Int)
  /// Globals.
  case globals
  /// Whatever there is: C of the script, or a write to memory.
  case everything
}
