/// When what was written is made to reach the disk (fdatasync(2)), so that it outlives the machine.
///
/// What outlives the tool alone needs none of it: the kernel has it as soon as it is written.
package enum Synchronization: Hashable, Sendable {
  /// When the kernel likes.
  case never
  /// Every so many nanoseconds, and when a file is finished.
  case interval(Int64)
  /// Whenever something is written.
  case always

  /// Creates what `text` says: `none`, `always`, or a number of seconds; `nil` if it says nothing of the kind.
  package init?(text: String) {
    switch text {
    case "none": self = .never
    case "always": self = .always
    default:
      guard let seconds = Int64(text), (1...86_400).contains(seconds) else { return nil }
      self = .interval(seconds * 1_000_000_000)
    }
  }
}
