import KernelDescription
import Runtime

extension RecordedTrace {
  /// Returns what the trace tells of its kernel.
  ///
  /// - Throws: `RunError` if that is damaged.
  package func kernel() throws(RunError) -> KernelDescription {
    do throws(KernelDescriptionError) {
      return try KernelDescription(bytes: description)
    } catch {
      throw .unreadableTrace("'\(path)' is damaged: \(error)")
    }
  }
  /// How many kinds of events the trace knows the formats of.
  package var eventKindCount: Int { (try? kernel())?.events.count ?? 0 }
}
