import KernelDescription

extension KernelDescription {
  /// The same kernel as a recording shows it: its events and system calls, and neither types nor prototypes.
  package var asRecorded: KernelDescription {
    var builder = KernelDescriptionBuilder(identity: identity)
    builder.events = Array(events)
    builder.systemCalls = Array(systemCalls)
    return builder.description()
  }
}
