import Glibc

/// The memory of the machine.
package enum MachineMemory {
  /// How many bytes it has; 0 if the system does not say.
  package static var size: Int {
    max(0, sysconf(Int32(_SC_PHYS_PAGES))) * max(0, sysconf(Int32(_SC_PAGESIZE)))
  }
}
