/// What becomes of rules.
package struct CompiledRules: Sendable {
  /// The functions that take the places of those in `tapsets/audit/rules.stp`.
  package let script: String
  /// The system calls that rules can select; nothing else needs probes.
  package let calls: Calls
  /// `true` iff the paths count that calls are about.
  package let needsPaths: Bool
  /// How far each rule is honoured, in the order of the rules.
  package let honours: [Honour]

  /// System calls that are probed.
  package enum Calls: Hashable, Sendable {
    /// All.
    case all
    /// Those of 64-bit programs with these names, and those of 32-bit programs with these.
    case some(native: [String], compatible: [String])
  }
}

/// How far a rule or a setting is honoured.
package enum Honour: Hashable, Sendable {
  /// It does what it does in the kernel.
  case fully
  /// It does about that; the text says what differs.
  case approximately(String)
  /// It has no effect; the text says why.
  case not(String)
}
