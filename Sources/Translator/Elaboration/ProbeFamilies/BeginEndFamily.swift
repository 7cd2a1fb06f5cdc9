import IR

extension ProbeFamily {
  /// `begin` and `begin(N)`.
  static let begin = sessionFamily("begin") { .begin(priority: $0) }

  /// `end` and `end(N)`.
  static let end = sessionFamily("end") { .end(priority: $0) }

  /// `error` and `error(N)`.
  static let error = sessionFamily("error") { .error(priority: $0) }

  /// `never`.
  static let never = ProbeFamily(shapes: [PointShape(.name("never"))]) { _, _ in
    [BuiltInSite(point: "never", site: .never, type: "never", scope: .empty("never"))]
  }

  /// Returns the family of a moment in the life of the session.
  private static func sessionFamily(
    _ name: String, _ site: @escaping @Sendable (_ priority: Int64) -> Site
  ) -> ProbeFamily {
    ProbeFamily(shapes: [PointShape(.name(name)), PointShape(.number(name))]) { point, _ in
      let priority = point.number(of: point.components[0].name)
      return [
        BuiltInSite(
          point: priority.map { "\(name)(\($0))" } ?? name, site: site(priority ?? 0), type: name,
          scope: .empty(name))
      ]
    }
  }
}
