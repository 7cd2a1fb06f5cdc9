import BPF

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
  /// The programs that are attached, in the order of the object.
  package let programs: [LoadedProgram]
  /// Why the kernel took no program behind a trampoline, if there are some and it did not.
  package var trampolineRefusal: String?

  /// Takes over `maps` and `programs`, and puts those of the programs that others go on with where these look for them.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  init(maps: [String: KernelMap], programs: [LoadedProgram]) throws(RunError) {
    self.maps = maps
    var attached: [LoadedProgram] = []
    for program in programs {
      guard let place = ContinuationName(program: program.name) else {
        attached.append(program)
        continue
      }
      guard let map = maps[place.map] else {
        throw .damagedObject("the map '\(place.map)' is not defined")
      }
      var index = UInt32(truncatingIfNeeded: place.index)
      var descriptor = program.descriptor.number
      do throws(SystemError) {
        // The map holds the program from here on.
        try map.setValue(&descriptor, under: &index)
      } catch { throw RunError(refusal: error) }
    }
    self.programs = attached
  }
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
