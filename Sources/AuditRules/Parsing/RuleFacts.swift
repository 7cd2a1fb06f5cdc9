/// What rules need to know of the machine that they are for.
package struct RuleFacts: Sendable {
  /// Returns the number of a user by name; `nil` if there is none.
  package let user: @Sendable (String) -> UInt32?
  /// Returns the number of a group by name; `nil` if there is none.
  package let group: @Sendable (String) -> UInt32?
  /// Returns `true` iff a path is that of a directory.
  package let isDirectory: @Sendable (String) -> Bool

  /// Creates them.
  package init(
    user: @escaping @Sendable (String) -> UInt32?, group: @escaping @Sendable (String) -> UInt32?,
    isDirectory: @escaping @Sendable (String) -> Bool
  ) {
    self.user = user
    self.group = group
    self.isDirectory = isDirectory
  }
}
