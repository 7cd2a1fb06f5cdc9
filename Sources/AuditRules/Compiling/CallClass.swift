/// A class of system calls: those that the same rules can select, and whose arguments are alike.
struct CallClass: Hashable {
  /// The rules, by their places in the list of all.
  let rules: [Int]
  /// The files that the calls are about, if a rule asks.
  let paths: [PathArguments.Argument]
  /// The argument with the flags that say how a file is opened, if a rule asks; `nil` if there is none.
  let flags: Flags?
  /// The argument that is the address of a socket, if a rule asks.
  let address: Int?
  /// `true` iff the calls can change who the task is.
  let changesIdentity: Bool
  /// `true` iff the calls open a file, so that its true path is known when they return, if a rule asks for paths.
  let opensFile: Bool

  /// The numbers of the arguments that are paths and descriptors, as `audit_rules_note` of the tapset takes them; 0 if
  /// no rule asks for paths. Bit 16 is set for calls that open a file.
  var places: Int {
    var places = opensFile ? 1 << 16 : 0
    for (index, argument) in paths.prefix(2).enumerated() {
      places |= ((argument.path ?? 0) | (argument.descriptor ?? 0) << 4) << (8 * index)
    }
    return places
  }

  /// Where the flags of an open are.
  enum Flags: Hashable {
    /// In an argument.
    case argument(Int)
    /// In the first word of the structure that an argument is the address of.
    case structure(Int)

    /// The expression for them.
    var expression: String {
      switch self {
      case .argument(let number): "syscall_argument(\(number))"
      case .structure(let number): "user_uint64(syscall_argument(\(number)))"
      }
    }
  }
}

/// The classes of all system calls that rules can select.
struct CallClasses {
  /// The classes.
  private(set) var all: [CallClass] = []
  /// The classes of calls by number; `nil` in the key for the numbers that no table has.
  private var numbers: [Architecture: [Int: Int]] = [:]
  /// The classes of the calls whose numbers are in no table.
  private var others: [Architecture: Int] = [:]

  /// Sorts the system calls by which of `rules` can select them.
  init(of rules: [SelectionRule]) {
    for architecture in Architecture.allCases {
      for entry in architecture.systemCalls.entries {
        guard let found = callClass(of: entry.number, entry.name, on: architecture, by: rules)
        else { continue }
        numbers[architecture, default: [:]][entry.number] = add(found)
      }
      others[architecture] = callClass(of: nil, "", on: architecture, by: rules).map { add($0) }
    }
  }

  /// Adds `callClass` unless it is there, and returns its number.
  private mutating func add(_ callClass: CallClass) -> Int {
    if let number = all.firstIndex(of: callClass) { return number }
    all.append(callClass)
    return all.count - 1
  }

  /// Returns the class of the call `name` with `number`; `nil` if no rule can select it.
  private func callClass(
    of number: Int?, _ name: String, on architecture: Architecture, by rules: [SelectionRule]
  ) -> CallClass? {
    let paths = PathArguments.of(name)
    let address = SocketAddresses.position(of: name)
    let found = rules.indices.filter { index in
      let rule = rules[index]
      return rule.covers(number, on: architecture) && rule.canHold(of: name)
        && (!rule.needsPaths || !paths.isEmpty) && (!rule.needsAddress || address != nil)
    }
    // Rules that only say what is not reported select nothing.
    guard found.contains(where: { rules[$0].rule.action == .always }) else { return nil }
    let needsPaths = found.contains { rules[$0].needsPaths }
    let position = PermissionClass.opens[name]
    let needsFlags = found.contains { rules[$0].permissions != nil }
    return CallClass(
      rules: found, paths: needsPaths ? paths : [],
      flags: needsFlags
        ? position.map { name == "openat2" ? .structure($0) : .argument($0) } : nil,
      address: found.contains { rules[$0].needsAddress } ? address : nil,
      changesIdentity: Self.changesIdentity(name),
      opensFile: needsPaths && (position != nil || name == "creat"))
  }

  /// `true` iff the call `name` can change the users, groups or the program of its task.
  private static func changesIdentity(_ name: String) -> Bool {
    if name.hasPrefix("execve") { return true }
    let word = name.hasSuffix("32") ? String(name.dropLast(2)) : name
    return [
      "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setfsuid", "setfsgid",
      "setns", "unshare", "capset",
    ].contains(word)
  }

  /// Returns the classes of calls of `architecture`, with the numbers of the calls in each, and the class of the
  /// others; `nil` if there is none.
  func members(
    of architecture: Architecture
  ) -> (listed: [(callClass: Int, numbers: [Int])], rest: Int?) {
    let rest = others[architecture]
    let known = numbers[architecture] ?? [:]
    let listed = all.indices.compactMap { callClass -> (callClass: Int, numbers: [Int])? in
      if callClass == rest { return nil }
      let members = known.filter { $0.value == callClass }.map(\.key).sorted()
      return members.isEmpty ? nil : (callClass, members)
    }
    return (listed, rest)
  }

  /// The calls that need probes.
  var calls: CompiledRules.Calls {
    if others.values.contains(where: { _ in true }) { return .all }
    return .some(native: names(of: .x86_64), compatible: names(of: .i386))
  }

  /// Returns the names of the calls of `architecture` that have a class, by number.
  private func names(of architecture: Architecture) -> [String] {
    let members = numbers[architecture] ?? [:]
    return members.keys.sorted().compactMap { architecture.systemCalls.name(of: $0) }
  }
}

extension SelectionRule {
  /// `true` iff the rule is about the call `number` of `architecture`; `nil` is a call that no table has.
  func covers(_ number: Int?, on architecture: Architecture) -> Bool {
    switch rule.calls {
    case .all(let architectures): architectures.contains(architecture)
    case .some(let numbers):
      number.map { numbers[architecture]?.contains($0) ?? false } ?? false
    }
  }

  /// `true` iff a call `name` can ask for the permissions that the rule is about.
  func canHold(of name: String) -> Bool {
    guard let permissions else { return true }
    if PermissionClass.opens[name] != nil {
      return permissions.contains(.read) || permissions.contains(.write)
    }
    return permissions.contains { PermissionClass.calls(needing: $0).contains(name) }
  }
}
