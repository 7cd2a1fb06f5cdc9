import MarkerScan
import TapsetGen

/// What has changed between two kernels, as text.
struct DifferenceListing {
  /// What has changed.
  private let difference: KernelDifference

  /// Lists `difference`.
  init(of difference: KernelDifference) { self.difference = difference }

  /// Lines for people.
  var text: String {
    let head = "\(difference.oldTitle) -> \(difference.newTitle)"
    if difference.isEmpty { return "\(head): nothing has changed\n" }
    let parts = [
      part("added", difference.added.map { [Self.words(for: $0)] }),
      part("removed", difference.removed.map { [Self.words(for: $0)] }),
      part(
        "renamed, as a guess",
        difference.renamed.map { pair in
          ["\(pair.old.kind.rawValue) \(pair.old.qualifiedName) -> \(pair.new.qualifiedName)"]
            + pair.changes.map(Self.words)
        }),
      part(
        "changed",
        difference.changed.map { change in
          ["\(change.marker.kind.rawValue) \(change.marker.qualifiedName)"]
            + change.changes.map(Self.words)
        }), part("system calls added", difference.addedCalls.map { [Self.words(for: $0)] }),
      part("system calls removed", difference.removedCalls.map { [Self.words(for: $0)] }),
      part(
        "system calls changed",
        difference.changedCalls.map { change in
          let number = change.oldNumber.map { old in
            ["number \(old) -> \(change.call.number ?? 0)"]
          }
          return [change.call.name] + (number ?? []) + change.changes.map(Self.words)
        }),
    ]
    return "\(head)\n" + parts.joined()
  }

  /// Returns a headline and, below it, entries of lines; nothing if there are none.
  private func part(_ title: String, _ entries: [[String]]) -> String {
    if entries.isEmpty { return "" }
    let lines = entries.flatMap { entry in
      entry.enumerated().map { "\($0.offset == 0 ? "  " : "      ")\($0.element)\n" }
    }
    return "\n\(title): \(entries.count)\n" + lines.joined()
  }

  /// Returns what is said of `marker`.
  private static func words(for marker: ComparedMarker) -> String {
    "\(marker.kind.rawValue) \(marker.qualifiedName)(\(list(marker.arguments)))"
  }

  /// Returns what is said of `call`.
  private static func words(for call: ComparedCall) -> String {
    let number = call.number.map { "\($0) " } ?? ""
    return "\(number)\(call.name)(\(list(call.arguments)))"
  }

  /// Returns `arguments` as in a declaration.
  private static func list(_ arguments: [ComparedArgument]) -> String {
    arguments.map { "\($0.type) \($0.name)" }.joined(separator: ", ")
  }

  /// Returns what is said of `change`.
  private static func words(for change: ArgumentChange) -> String {
    switch change {
    case .added(let argument, let number): "+ $arg\(number) \(argument.name): \(argument.type)"
    case .removed(let argument, let number): "- $arg\(number) \(argument.name): \(argument.type)"
    case .moved(let name, let old, let new): "\(name) moved from $arg\(old) to $arg\(new)"
    case .retyped(let name, let old, let new): "\(name) has type '\(new)', not '\(old)'"
    case .relaid(let name, let old, let new): "\(name) is at \(new), not \(old)"
    }
  }

  /// One JSON object.
  var json: String {
    JSON.document([
      ("old", .value(.text(difference.oldTitle))), ("new", .value(.text(difference.newTitle))),
      ("same", .value(.truth(difference.isEmpty))),
      ("added", .lines(difference.added.map(Self.marker))),
      ("removed", .lines(difference.removed.map(Self.marker))),
      (
        "renamed",
        .lines(
          difference.renamed.map { pair in
            .object([
              ("guess", .truth(true)), ("old", Self.marker(pair.old)),
              ("new", Self.marker(pair.new)), ("changes", .list(pair.changes.map(Self.change))),
            ])
          })
      ),
      (
        "changed",
        .lines(
          difference.changed.map { change in
            .object(
              Self.name(of: change.marker) + [("changes", .list(change.changes.map(Self.change)))])
          })
      ), ("system_calls_added", .lines(difference.addedCalls.map(Self.call))),
      ("system_calls_removed", .lines(difference.removedCalls.map(Self.call))),
      (
        "system_calls_changed",
        .lines(
          difference.changedCalls.map { change in
            .object([
              ("name", .text(change.call.name)),
              ("old_number", change.oldNumber.map { .number($0) } ?? .null),
              ("number", change.call.number.map { .number($0) } ?? .null),
              ("changes", .list(change.changes.map(Self.change))),
            ])
          })
      ),
    ])
  }

  /// Returns what tells `marker` from others.
  private static func name(of marker: ComparedMarker) -> [(String, JSON)] {
    [
      ("kind", .text(marker.kind.rawValue)), ("owner", .text(marker.owner)),
      ("name", .text(marker.name)),
    ]
  }

  /// Returns one marker.
  private static func marker(_ marker: ComparedMarker) -> JSON {
    .object(name(of: marker) + [("arguments", .list(marker.arguments.map(argument)))])
  }

  /// Returns one system call.
  private static func call(_ call: ComparedCall) -> JSON {
    .object([
      ("name", .text(call.name)), ("number", call.number.map { .number($0) } ?? .null),
      ("arguments", .list(call.arguments.map(argument))),
    ])
  }

  /// Returns one argument.
  private static func argument(_ argument: ComparedArgument) -> JSON {
    .object([("name", .text(argument.name)), ("type", .text(argument.type))])
  }

  /// Returns what has become of an argument.
  private static func change(_ change: ArgumentChange) -> JSON {
    switch change {
    case .added(let argument, let number):
      .object([
        ("change", .text("added")), ("name", .text(argument.name)),
        ("type", .text(argument.type)), ("number", .number(number)),
      ])
    case .removed(let argument, let number):
      .object([
        ("change", .text("removed")), ("name", .text(argument.name)),
        ("type", .text(argument.type)), ("number", .number(number)),
      ])
    case .moved(let name, let old, let new):
      .object([
        ("change", .text("moved")), ("name", .text(name)), ("old", .number(old)),
        ("new", .number(new)),
      ])
    case .retyped(let name, let old, let new):
      .object([
        ("change", .text("retyped")), ("name", .text(name)), ("old", .text(old)),
        ("new", .text(new)),
      ])
    case .relaid(let name, let old, let new):
      .object([
        ("change", .text("relaid")), ("name", .text(name)), ("old", .text(old)),
        ("new", .text(new)),
      ])
    }
  }
}
