/// A file that exists as long as the session does, and what is done to it.
package struct FileSite: Hashable, Sendable {
  /// What is done to the file.
  package enum Access: String, Hashable, Sendable, CaseIterable {
    /// Somebody reads it: the handler says what is in it.
    case read
    /// Somebody has written it: the handler sees what.
    case write
  }

  /// The path below the directory of the session, without a slash at its start.
  package let path: String
  /// What is done to the file.
  package let access: Access
  /// The bits that are taken from the permissions of others.
  package let mask: Int
  /// How many bytes a reader gets, or a handler sees, at most; `nil` for the longest string.
  package let capacity: Int?

  /// `true` iff the file is what the session reads at its standard input, one character at a time, which a script
  /// names as SystemTap's tapset `input` does.
  package var isStandardInput: Bool { path == "__stdin" && access == .write }

  /// Creates a site.
  package init(path: String, access: Access, mask: Int, capacity: Int?) {
    self.path = path
    self.access = access
    self.mask = mask
    self.capacity = capacity
  }
}
