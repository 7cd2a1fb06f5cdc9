import Diagnostics

/// One rule of the audit system.
package struct AuditRule: Sendable {
  /// When it is looked at.
  package let list: FilterList
  /// What becomes of the events that it selects.
  package let action: RuleAction
  /// The system calls that it is about.
  package let calls: CallSelection
  /// What has to hold, all of it.
  package let conditions: [RuleCondition]
  /// The keys of its events.
  package let keys: [String]
  /// Its text, without what is not needed.
  package let text: String
  /// Its place.
  package let range: SourceRange

  /// The keys as one text, as the kernel joins them (`AUDIT_KEY_SEPARATOR`).
  package var key: String { keys.joined(separator: "\u{1}") }

  /// `true` iff `other` selects the same events and does the same with them, whatever its place.
  func equals(_ other: AuditRule) -> Bool {
    list == other.list && action == other.action && calls == other.calls && keys == other.keys
      && Set(conditions.map(\.content)) == Set(other.conditions.map(\.content))
  }
}

/// A condition of a rule, and where it stands.
package struct RuleCondition: Sendable {
  /// What has to hold.
  package enum Content: Hashable, Sendable {
    /// A field and a number compare so.
    case number(FilterField, FilterOperator, UInt32)
    /// A field and a text are equal, or not.
    case text(FilterField, FilterOperator, String)
    /// The call asks for one of these permissions.
    case permissions(Set<Permission>)
    /// Two fields are equal, or not.
    case fields(FilterField, FilterOperator, FilterField)
  }

  /// What has to hold.
  package let content: Content
  /// Its place.
  package let range: SourceRange
}

/// A permission of `-p` and `perm=`.
package enum Permission: Character, CaseIterable, Sendable {
  /// To read.
  case read = "r"
  /// To write.
  case write = "w"
  /// To execute.
  case execute = "x"
  /// To change attributes.
  case attribute = "a"
}

/// The system calls that a rule is about.
package enum CallSelection: Hashable, Sendable {
  /// Those of these architectures, all of them.
  case all([Architecture])
  /// Those with these numbers.
  case some([Architecture: Set<Int>])
}
