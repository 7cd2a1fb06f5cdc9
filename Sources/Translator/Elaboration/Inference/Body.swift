import Diagnostics
import IR

/// A handler or the body of a function while it is checked.
///
/// A body is checked as often as types in it are unknown and something new has been learnt; what is
/// learnt of its locals is handed on, all else is made anew.
struct Body: Sendable {
  /// Whose body it is.
  enum Owner: Sendable {
    /// The probe at a position of `Elaborator.probes`.
    case probe(Int)
    /// A function.
    case function(FunctionID)
    /// The condition of a probe point.
    case condition
  }

  /// A local variable.
  struct Local: Sendable {
    /// The name.
    let name: String
    /// The first place where it is named.
    let range: SourceRange
    /// What is known of it.
    var knowledge: Knowledge
    /// `true` iff it is a parameter or something else gives it its first value.
    var isWritten = false
    /// `true` iff something needs its value.
    var isRead = false
    /// `true` iff it is first named in a tapset.
    var isOfTapset = false
    /// `true` iff `@defined` asks for something with it.
    var isAskedFor = false
  }

  /// Whose body it is.
  let owner: Owner
  /// The locals, parameters first.
  var locals: [Local] = []
  /// The numbers of the locals by name.
  var localIDs: [String: LocalID] = [:]
  /// What was known of the locals when the check began.
  var memory: [String: Knowledge]
  /// What target variables stand for.
  var scope: TargetScope
  /// `true` iff the current statement is in the prologue of a marker's alias.
  var isBinding = false
  /// What aliases bound target variables to.
  var bindings: [Binding] = []
  /// What `@entry` yields in it.
  var entryValues: [EntryValue] = []
  /// How many of these have been fetched by statements made before.
  var fetchedEntryCount = 0
  /// How many loops surround the current statement.
  var loopDepth = 0
  /// The arrays that loops around the current statement walk over, and the loops.
  var lockedArrays: [(array: GlobalID, range: SourceRange)] = []
  /// `true` iff a type was not known.
  var isIncomplete = false
  /// `true` iff it does more than compute from arguments and read globals.
  var isImpure = false
  /// `true` iff it is different for each probe that uses it.
  var dependsOnProbe = false
  /// What is wrong with it.
  var log = DiagnosticLog()
  /// How many expressions of it have no meaning, which is a mistake unless nothing wants their values.
  var invalidCount = 0

  /// Creates a body of which nothing has been looked at.
  init(owner: Owner, memory: [String: Knowledge] = [:], scope: TargetScope) {
    self.owner = owner
    self.memory = memory
    self.scope = scope
  }

  /// The local numbered `id`.
  subscript(id: LocalID) -> Local {
    get { locals[id.index] }
    set { locals[id.index] = newValue }
  }

  /// Returns the number of the local `name`, made at `range` if it is new.
  mutating func local(named name: String, at range: SourceRange) -> LocalID {
    if let known = localIDs[name] { return known }
    let id = LocalID(locals.count)
    locals.append(Local(name: name, range: range, knowledge: memory[name] ?? .unknown))
    localIDs[name] = id
    return id
  }

  /// Returns the number of a new local that no script can name.
  mutating func hiddenLocal(_ type: ValueType, name: String, at range: SourceRange) -> LocalID {
    let isFree = localIDs[".\(name)"] == nil
    let id = local(named: isFree ? ".\(name)" : ".\(name).\(locals.count)", at: range)
    locals[id.index].knowledge = .value(type, at: range)
    locals[id.index].isRead = true
    locals[id.index].isWritten = true
    return id
  }

  /// What is known of the locals now, by name.
  var knowledge: [String: Knowledge] {
    Dictionary(locals.map { ($0.name, $0.knowledge) }) { first, _ in first }
  }

  /// The locals as the program has them; what nothing tells is long.
  var typedLocals: [TypedLocal] {
    locals.map {
      TypedLocal(
        name: $0.name, type: $0.knowledge.valueType ?? .long, range: $0.range,
        isAskedFor: $0.isAskedFor)
    }
  }
}

/// What an alias bound a target variable to.
enum Binding: Sendable {
  /// A local that the prologue sets.
  case local(LocalID)
  /// Another target variable, whose elements are wanted.
  case variable(TargetVariable)
}
