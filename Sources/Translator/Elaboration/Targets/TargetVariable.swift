import IR
import KernelDescription

/// A variable that a site offers to handlers, by its name without the dollar sign.
struct TargetVariable: Sendable {
  /// The name.
  let name: String
  /// The C type, or `string` or `long`, as `-L` shows it.
  let typeText: String
  /// What it stands for.
  let value: Value
  /// `true` iff `-L` shows it.
  var isListed = true

  /// What a target variable stands for.
  enum Value: Sendable {
    /// An argument of a prototype, of a C type.
    case argument(SpelledType, ArgumentAccess)
    /// An argument of a marker, of which only the size and the sign are known.
    case number(ArgumentAccess)
    /// An argument of a marker that is the address of a string.
    case pointedText(ArgumentAccess)
    /// A number in the record of an event.
    case field(IR.EventField)
    /// A string in the record of an event.
    case text(IR.EventField)
    /// An array in the record of an event.
    case elements(IR.EventField)
    /// A text that is known already.
    case constant(String)
    /// What an alias bound it to.
    case bound(BindingID)
    /// What is in the file of the session that somebody reads or has written.
    case content(FileSite.Access)
    /// Bytes that a script cannot use.
    case opaque
  }
}

/// The number of a variable that aliases bind, within one probe.
struct BindingID: Hashable, Sendable {
  /// The position among the probe's bindings.
  let index: Int
}

/// The target variables of one site.
struct TargetScope: Sendable {
  /// What kind of site it is, which decides how messages name things.
  enum Family: Sendable {
    /// A site without target variables, by the name of its kind: `begin`.
    case none(String)
    /// A tracepoint with the arguments of its prototype.
    case tracepoint
    /// A trace event with the fields of its record.
    case event
    /// A marker.
    case marker(MarkerFormat)
    /// What a marker that was compiled in rests on: its arguments.
    case compiledMarker
    /// A function of that name, with its parameters and its result.
    case function(String)
    /// A file of the session.
    case file(FileSite.Access)
  }

  /// The kind.
  var family: Family
  /// The variables, in the order in which they are listed.
  var variables: [TargetVariable] = []
  /// Texts such as `$$name`, by their names without the dollar signs.
  var texts: [(name: String, text: String)] = []

  /// Returns the variable of that name, without the dollar sign.
  func variable(named name: String) -> TargetVariable? {
    variables.first { $0.name == name }
  }

  /// The scope of a site that has no target variables.
  static func empty(_ kind: String) -> TargetScope { TargetScope(family: .none(kind)) }

  /// The variables that `$$vars` shows.
  var parameters: [TargetVariable] {
    if case .function = family { return variables.filter { $0.name != Self.resultName } }
    guard case .marker = family else { return variables }
    return variables.filter { variable in
      if case .bound = variable.value { variable.name.hasPrefix("arg") } else { false }
    }
  }

  /// What `-L` shows: `$name:type` each.
  var listing: [String] {
    variables.filter(\.isListed).map { "$\($0.name):\($0.typeText)" }
  }
}
