/// What SystemTap's tapset calls system calls and their arguments where the kernel calls them otherwise: the
/// contents of `variables.table`.
///
/// `#` starts a comment. A line is one of these:
///
/// - `CALL.VARIABLE VALUE`: the aliases of `CALL`, or of several calls with commas between, set `VARIABLE` to
///   `VALUE`: an expression of the script language that names variables of these aliases, and in which `$N` stands for
///   the register of argument `N`. Where an alias sets `VARIABLE` itself, or not all that `VALUE` names, because the
///   kernel declares the call otherwise, the line is passed over.
/// - `CALL.return.VARIABLE VALUE`: the same for the alias of the call's return.
/// - `NAME = CALL`: the alias `NAME` stands for that of `CALL`.
/// - `NAME = i386 CALL`: the alias `NAME` stands for a call of 32-bit programs on x86, by the name that these use; with
///   `if CONDITION` behind it, only for those for which the expression `CONDITION` is not 0.
package struct VariableTable: Sendable {
  /// One more variable of a call.
  struct Variable: Hashable, Sendable {
    /// The name.
    let name: String
    /// The expression for its value.
    let value: String
    /// The variables that the expression names.
    let sources: [String]
  }

  /// An alias for calls that have another alias.
  struct Name: Hashable, Sendable {
    /// The name.
    let name: String
    /// The name of the call: the kernel's, or for a call of 32-bit programs the one that these use.
    let call: String
    /// `true` iff the calls are those of 32-bit programs on x86.
    let isCompatible: Bool
    /// What has to be so besides.
    let condition: String?
  }

  /// What is wrong with a table.
  package struct Damage: Error, Hashable, Sendable {
    /// The line, from 1.
    package let line: Int
  }

  /// The variables of each alias, such as `pipe.return`, in the order of the table.
  private var variables: [String: [Variable]] = [:]
  /// The further names of calls, in the order of the table.
  private(set) var names: [Name] = []

  /// Creates a table without lines.
  package init() {}

  /// Creates the table that `text` says.
  ///
  /// - Throws: `Damage` for a line that is not as described above.
  package init(_ text: String) throws(Damage) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
      if words.isEmpty { continue }
      guard words.count > 1, add(words) else { throw Damage(line: index + 1) }
    }
  }

  /// Adds the line of `words`; returns `false` if it is not as described above.
  private mutating func add(_ words: [String]) -> Bool {
    if words[1] == "=" { return addName(words[0], Array(words.dropFirst(2))) }
    let parts = words[0].split(separator: ".").map(String.init)
    guard parts.count == 2 || (parts.count == 3 && parts[1] == "return") else { return false }
    let suffix = parts.count == 3 ? ".return" : ""
    let value = words.dropFirst().joined(separator: " ")
    let variable = Variable(
      name: parts[parts.count - 1], value: Self.registers(in: value),
      sources: Self.variables(in: value))
    for call in parts[0].split(separator: ",") {
      variables["\(call)\(suffix)", default: []].append(variable)
    }
    return true
  }

  /// Adds the alias `name` for the call that `words` tell; returns `false` if they tell none.
  private mutating func addName(_ name: String, _ words: [String]) -> Bool {
    let isCompatible = words.first == "i386"
    let rest = words.dropFirst(isCompatible ? 1 : 0)
    guard let call = rest.first else { return false }
    let condition = rest.dropFirst()
    guard condition.isEmpty || (isCompatible && condition.first == "if" && condition.count > 1)
    else { return false }
    names.append(
      Name(
        name: name, call: call, isCompatible: isCompatible,
        condition: condition.isEmpty
          ? nil : Self.registers(in: condition.dropFirst().joined(separator: " "))))
    return true
  }

  /// Returns the statements that set the variables of the alias `call`, which may be that of a return and sets the
  /// variables `known` itself.
  func assignments(of call: String, known: Set<String>) -> [String] {
    var known = known
    return variables[call, default: []].compactMap { variable in
      guard known.isSuperset(of: variable.sources), known.insert(variable.name).inserted
      else { return nil }
      return "\(variable.name) = \(variable.value)"
    }
  }

  /// Returns `expression` with the registers that `$N` stands for.
  private static func registers(in expression: String) -> String {
    (1...6).reduce(expression) { $0.replacing("$\($1)", with: "syscall_argument(\($1))") }
  }

  /// Returns the names in `expression` that are not those of functions and do not stand in a string.
  private static func variables(in expression: String) -> [String] {
    let parts = expression.utf8.split(
      separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
    var names: [String] = []
    for (index, part) in parts.enumerated() where index.isMultiple(of: 2) {
      var rest = part
      while !rest.isEmpty {
        let word = rest.prefix(while: isInWord)
        rest = word.isEmpty ? rest.dropFirst() : rest[word.endIndex...]
        // What begins with a digit or `$` is a number or a register.
        guard let first = word.first, isLetter(first), rest.first != UInt8(ascii: "(") else {
          continue
        }
        names.append(String(decoding: word, as: UTF8.self))
      }
    }
    return names
  }

  /// Returns `true` iff `byte` can stand in a name, a number or a register.
  private static func isInWord(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte == UInt8(ascii: "$")
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Returns `true` iff `byte` can begin a name.
  private static func isLetter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
