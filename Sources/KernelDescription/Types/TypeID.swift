/// The number of a type in a description.
///
/// Types of the kernel image keep the ids of the kernel's BTF. Those of modules follow, each that is equal in
/// several modules once.
package struct TypeID: RawRepresentable, Hashable, Comparable, Sendable {
  /// The number.
  package var rawValue: UInt32

  /// Creates the id with that number.
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The type `void`.
  package static let void = TypeID(rawValue: 0)

  /// Returns `true` iff `left` has the smaller number.
  package static func < (left: TypeID, right: TypeID) -> Bool { left.rawValue < right.rawValue }
}
