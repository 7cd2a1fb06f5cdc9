/// All that is known of one program or shared library without running it.
package struct ProgramDescription: Hashable, Sendable {
  /// The path, without symbolic links.
  package var path: String

  /// The machine as `uname -m` names it, such as `x86_64`; a number if it has no such name here.
  package var machine: String

  /// The size of a pointer in bytes.
  package var wordSize: Int

  /// The build id in lower-case hexadecimal digits; empty if there is none.
  package var buildID: String

  /// The markers, in byte order of provider and name, then by address.
  package var markers: [ProgramMarker]

  /// Creates a description.
  package init(
    path: String, machine: String, wordSize: Int, buildID: String = "", markers: [ProgramMarker]
  ) {
    self.path = path
    self.machine = machine
    self.wordSize = wordSize
    self.buildID = buildID
    self.markers = markers.sorted { left, right in
      left.order != right.order
        ? left.order.lexicographicallyPrecedes(right.order) {
          $0.utf8.lexicographicallyPrecedes($1.utf8)
        } : left.address < right.address
    }
  }
}

/// A marker in a program, which `<sys/sdt.h>` made: one place of its code.
package struct ProgramMarker: Hashable, Sendable {
  /// Who provides it, such as `python`.
  package var provider: String

  /// The name, such as `function__entry`.
  package var name: String

  /// The address that the program's file gives to the place.
  package var address: UInt64

  /// The address of the 16-bit number that is above 0 while somebody listens; nil if there is none.
  package var semaphore: UInt64?

  /// The arguments, in order: `$arg1` first.
  package var arguments: [ProgramArgument]

  /// Creates a marker.
  package init(
    provider: String, name: String, address: UInt64, semaphore: UInt64?,
    arguments: [ProgramArgument]
  ) {
    self.provider = provider
    self.name = name
    self.address = address
    self.semaphore = semaphore
    self.arguments = arguments
  }

  /// What markers are sorted by.
  fileprivate var order: [String] { [provider, name] }
}
