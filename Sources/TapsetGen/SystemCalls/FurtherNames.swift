import KernelDescription

/// Writes the aliases of system calls that stand for other ones under the names of SystemTap's tapset.
struct FurtherNames {
  /// The names.
  private let names: [VariableTable.Name]
  /// What they set.
  private let table: VariableTable
  /// The variables that the aliases of the kernel's calls set, by call.
  private let known: [String: Set<String>]
  /// The numbers of the calls of 32-bit programs, by the names that these use.
  private let compatible: [String: Int]

  /// Creates the aliases of `table` for a kernel whose calls have aliases that set the variables `known`.
  init(_ table: VariableTable, known: [String: Set<String>]) {
    self.table = table
    self.known = known
    names = table.names.filter { known[$0.name] == nil }
    let entries = SystemCallNumbers.i386.entries
    compatible = Dictionary(entries.map { ($0.name, $0.number) }, uniquingKeysWith: { $1 })
  }

  /// The text of the aliases.
  var text: String {
    names.flatMap { name in
      name.isCompatible ? compatibleAliases(name) : aliases(name)
    }.joined(separator: "\n")
  }

  /// Returns the aliases for a call that the kernel names otherwise; none if it has no such call.
  private func aliases(_ name: VariableTable.Name) -> [String] {
    guard let known = known[name.call] else { return [] }
    let naming = ["name = \"\(name.name)\""]
    return [
      alias(
        name.name, for: name.call, "", naming + table.assignments(of: name.name, known: known)),
      alias(name.name, for: name.call, ".return", naming),
    ]
  }

  /// Returns the aliases for a call of 32-bit programs; none if there is no such call.
  private func compatibleAliases(_ name: VariableTable.Name) -> [String] {
    guard let number = compatible[name.call] else { return [] }
    let condition =
      "if (syscall_arch() != 0x40000003 || syscall_number() != \(number)"
      + (name.condition.map { " || !(\($0))" } ?? "") + ") next"
    let statements = [condition, "name = \"\(name.name)\""]
    return [
      alias(
        name.name, for: "other", "", statements + table.assignments(of: name.name, known: [])),
      alias(name.name, for: "other", ".return", statements),
    ]
  }

  /// Returns the alias `name` with `suffix` for that of `call`, with `statements`.
  private func alias(
    _ name: String, for call: String, _ suffix: String, _ statements: [String]
  ) -> String {
    """
    probe \(SystemCallTapset.aliasNames(of: name + suffix)) = syscall.\(call)\(suffix)
    {
    \(statements.map { "  " + $0 }.joined(separator: "\n"))
    }

    """
  }
}
