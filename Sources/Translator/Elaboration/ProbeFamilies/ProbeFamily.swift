import Diagnostics
import IR
import KernelDescription

/// One kind of built-in probe points: its forms, and how one of them becomes sites.
struct ProbeFamily: Sendable {
  /// The forms.
  let shapes: [PointShape]
  /// `true` iff anything may follow the forms.
  let takesSuffixes: Bool
  /// Returns the sites of a point that has one of the forms, in the order in which they are listed.
  let sites: @Sendable (PointPattern, KernelDescription) throws(PointError) -> [BuiltInSite]

  /// Creates a family.
  init(
    shapes: [PointShape], takesSuffixes: Bool = false,
    sites: @escaping @Sendable (PointPattern, KernelDescription) throws(PointError) -> [BuiltInSite]
  ) {
    self.shapes = shapes
    self.takesSuffixes = takesSuffixes
    self.sites = sites
  }

  /// All families, in the order in which they are asked.
  static let all: [ProbeFamily] =
    [
      .begin, .end, .error, .never, .timer, .profile, .trace, .tracepoint, .event, .compiledMarker,
      .function,
      .functionByName, .statement, .performance, .file,
    ] + foreign + unavailable
}

/// A point of one of the forms of a family.
struct BuiltInPoint: Hashable, Sendable {
  /// The form.
  let shape: PointShape
  /// The point as a script writes it.
  let text: String
}

/// A site that a built-in probe point names.
struct BuiltInSite: Sendable {
  /// The resolved probe point, as `pp()` shows it.
  var point: String
  /// Where it fires.
  var site: Site
  /// What `probe_type()` says there.
  var type: String
  /// What target variables stand for there.
  var scope: TargetScope
}

/// Why a probe point that has a known form names no site.
enum PointError: Error, Sendable {
  /// Nothing has the name.
  case noMatch(kind: String, name: String, similar: [String])
  /// The name or number in parentheses cannot be right.
  case invalidArgument(String)
  /// The engine has no such probes; the reason stands in a note.
  case unavailable(_ what: String, id: String, reason: String?)
  /// Which functions there are is not known.
  case noFunctions
  /// The functions of that name are not known to be exported.
  case notExported(String)
  /// The site is in the process of the session, and the session has none.
  case noTarget
  /// The name has a source file in it, and it is not known what is where in those.
  case noSourceLines(String)
}

extension PointPattern {
  /// Returns the number in the parentheses of the component `name`.
  ///
  /// - Requires: a form with a number there was matched.
  func number(of name: String) -> Int64? {
    for component in components where component.name == name {
      if case .number(let number)? = component.argument { return number }
    }
    return nil
  }

  /// Returns the string in the parentheses of the component `name`; `nil` if there is none.
  func text(of name: String) -> String? {
    for component in components where component.name == name {
      if case .text(let text)? = component.argument { return text }
    }
    return nil
  }

  /// The string in the parentheses of the last component that has one.
  var lastText: String {
    for component in components.reversed() {
      if case .text(let text)? = component.argument { return text }
    }
    return ""
  }
}
