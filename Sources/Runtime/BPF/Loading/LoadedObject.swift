/// The maps and programs of an object in the running kernel, which drops them when this goes out of use.
package struct LoadedObject {
  /// The names that every object gives to the maps that the runtime uses.
  package enum MapName {
    /// The ring buffer of records.
    package static let records = "records"
    /// The lost records of each probe.
    package static let losses = "losses"
  }

  /// The maps by name.
  package let maps: [String: KernelMap]
  /// The programs, in the order of the object.
  package let programs: [LoadedProgram]
  /// Why the kernel took no program behind a trampoline, if there are some and it did not.
  package var trampolineRefusal: String?
}

/// A program of the running kernel.
package final class LoadedProgram {
  /// The program.
  package let descriptor: FileDescriptor
  /// The name.
  package let name: String
  /// What it attaches to, as `tp_btf/sched_switch`.
  package let section: String
  /// The probe point that it belongs to, for messages.
  package let point: String

  /// Takes over the program `descriptor`.
  init(_ descriptor: consuming FileDescriptor, name: String, section: String, point: String) {
    self.descriptor = descriptor
    self.name = name
    self.section = section
    self.point = point
  }
}
