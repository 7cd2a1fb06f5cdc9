import IR

/// Why no code can be made for a kernel half.
struct HalfProblem: Error, Hashable {
  /// What is wrong.
  let kind: Kind
  /// The place in the script.
  let location: LocationID

  /// What can be wrong.
  enum Kind: Hashable {
    /// An operation that kernel halves cannot have.
    case unsupported(String)
    /// The stack frame would have so many bytes, more than the verifier allows.
    case frameOverflow(Int)
    /// The scratch memory would have so many bytes, more than a per-CPU map allows.
    case scratchOverflow(Int)
    /// The code could not be assembled.
    case assembly(String)
  }
}
