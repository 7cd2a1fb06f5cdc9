import KernelDescription

/// Writes the statements of an alias that set what records of evidence need of a call beside its text: paths as
/// they are, the directories that they start from, socket addresses, and what a new program was told.
struct CallEvidence {
  /// The statements.
  let assignments: [String]

  /// Creates the statements for a call with `arguments`, as it is entered or as it returns.
  init(_ arguments: [ArgumentText], isReturn: Bool, isExecution: Bool = false) {
    var lines: [String] = []
    let paths = arguments.filter(\.isPath)
    for index in 0..<2 {
      let path = index < paths.count ? paths[index] : nil
      lines.append("path_\(index + 1) = \(Self.text(of: path, isReturn && isExecution))")
      lines.append("path_\(index + 1)_address = \(path?.valueName ?? "0")")
      lines.append("path_\(index + 1)_dirfd = \(Self.directory(of: path, among: arguments))")
    }
    lines.append("paths = \(min(paths.count, 2))")
    lines.append("sockaddr_hex = \(Self.socketAddress(among: arguments, isReturn: isReturn))")
    if isReturn {
      lines.append(
        "exec_arguments = \(isExecution ? "syscall_execution_arguments(retval)" : "\"\"")")
      lines.append("exec_size = \(isExecution ? "syscall_execution_size(retval)" : "0")")
      lines += Self.pair(among: arguments)
    }
    assignments = lines
  }

  /// Returns the expression for the bytes of `path`; those of the new program if it `isNewProgram`.
  private static func text(of path: ArgumentText?, _ isNewProgram: Bool) -> String {
    guard let path else { return "\"\"" }
    return isNewProgram
      ? "syscall_execution_path(retval, \(path.valueName))"
      : "user_string_nofault(\(path.valueName))"
  }

  /// Returns the expression for the descriptor that `path` starts from: the argument before it that is one, or
  /// `AT_FDCWD`.
  private static func directory(
    of path: ArgumentText?, among arguments: [ArgumentText]
  ) -> String {
    guard let path, path.position > 1 else { return "-100" }
    let before = arguments[path.position - 2]
    return before.decoder.name == "dirfd" ? before.name : "-100"
  }

  /// Returns the expression for the bytes of the socket address among `arguments` in hexadecimal; that which a
  /// call writes is there when it returns.
  private static func socketAddress(among arguments: [ArgumentText], isReturn: Bool) -> String {
    guard
      let address = arguments.first(where: { $0.decoder.name.hasPrefix("sockaddr") }),
      isReturn || address.decoder.moment != .exit, let length = address.otherNames.first
    else { return "\"\"" }
    return address.decoder.moment == .exit
      ? "syscall_written_sockaddr_hex(retval, \(address.valueName), \(length))"
      : "syscall_sockaddr_hex(\(address.valueName), \(length))"
  }

  /// Returns the statements that set the two descriptors that a call makes; -1 if it makes none.
  private static func pair(among arguments: [ArgumentText]) -> [String] {
    let pair = arguments.first { $0.decoder.name == "fd_pair" }
    return (0..<2).map { index in
      "pair_fd_\(index + 1) = "
        + (pair.map { "syscall_pair_member(retval, \($0.valueName), \(index))" } ?? "-1")
    }
  }
}
