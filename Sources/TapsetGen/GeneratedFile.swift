/// One file of a generated tapset.
package struct GeneratedFile: Hashable, Sendable {
  /// The file's name, such as `sched_markers.stp`.
  package let name: String

  /// What stands in it.
  package let text: String
}
