/// Why C declarations could not be taken into a description.
package struct DeclarationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, and where.
  package var description: String
}
