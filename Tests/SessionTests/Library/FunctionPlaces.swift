import IR

/// Where functions are computed on the BPF engine, as far as their own texts tell.
struct FunctionPlaces {
  /// Where a function is computed.
  enum Place: String {
    /// In the kernel half, so that conditions there can use it.
    case kernel
    /// The kernel half reads, the user half does the rest.
    case both = "kernel and user"
    /// In the user half.
    case user
    /// Nowhere: it takes a kernel module.
    case module = "–"
  }

  /// What a function does.
  private struct Parts: OptionSet {
    let rawValue: Int
    /// It reads what only the kernel has.
    static let reads = Parts(rawValue: 1)
    /// It does what only user space does.
    static let works = Parts(rawValue: 2)
    /// It does what takes a module.
    static let module = Parts(rawValue: 4)
  }

  /// The functions of tapsets by name.
  private let functions: [String: [DocumentedFunction]]

  /// Prepares for `functions`.
  init(_ functions: [DocumentedFunction]) {
    self.functions = Dictionary(grouping: functions, by: \.name)
  }

  /// Returns where `function` is computed.
  func place(of function: DocumentedFunction) -> Place {
    var seen: Set<String> = []
    let parts =
      Intrinsic(rawValue: function.name).flatMap {
        function.body.isEmpty ? self.parts(of: $0) : nil
      }
      ?? self.parts(of: function, &seen)
    if parts.contains(.module) { return .module }
    if !parts.contains(.works) { return .kernel }
    return parts.contains(.reads) ? .both : .user
  }

  /// Returns what `function` does, itself or by what it calls.
  private func parts(of function: DocumentedFunction, _ seen: inout Set<String>) -> Parts {
    guard seen.insert("\(function.name)/\(function.parameters.count)").inserted else { return [] }
    var found: Parts = []
    // The names of types are strings, too, but no code.
    let code = function.body.replacing(#/@cast\(([^"]*)"\w+"(, "kernel")?\)/#) { $0.1 }
    if function.body.contains("@cast") { found.insert(.reads) }
    if code.contains("\"") || code.contains("foreach") { found.insert(.works) }
    for word in function.callees {
      if let intrinsic = Intrinsic(rawValue: word) {
        found.formUnion(self.parts(of: intrinsic))
      } else if word.wholeMatch(of: #/(kernel_\w+|user_\w+_error)/#) != nil, functions[word] == nil
      {
        found.insert(.reads)
      }
      for callee in functions[word] ?? [] { found.formUnion(self.parts(of: callee, &seen)) }
    }
    return found
  }

  /// Returns what `intrinsic` does.
  private func parts(of intrinsic: Intrinsic) -> Parts {
    switch intrinsic.residence {
    case .context, .kernel:
      switch intrinsic {
      case .user_string_quoted, .user_string_n_quoted, .user_buffer_quoted: [.reads, .works]
      default: .reads
      }
    case .pure: intrinsic == .target || intrinsic == .stp_pid ? [] : .works
    case .user: .works
    case .module: .module
    }
  }
}
