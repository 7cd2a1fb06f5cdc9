import Glibc

/// Memory that is shared with the kernel or with a file; unmapped when it goes out of use.
package struct MappedMemory: ~Copyable {
  /// Where it starts.
  package let start: UnsafeMutableRawPointer
  /// Its size in bytes.
  package let size: Int

  /// The size of a page in bytes.
  package static let pageSize = sysconf(Int32(_SC_PAGESIZE))

  /// Whether the memory can be written.
  package enum Access: Sendable {
    /// It can be read only.
    case readOnly
    /// It can be read and written.
    case readWrite
  }

  /// Maps `size` bytes of `descriptor` from `offset`, shared.
  ///
  /// - Throws: `SystemError` if that is not possible.
  package init(
    of descriptor: borrowing FileDescriptor, offset: Int = 0, size: Int, access: Access
  ) throws(SystemError) {
    let protection = access == .readOnly ? PROT_READ : PROT_READ | PROT_WRITE
    let address = mmap(nil, size, protection, MAP_SHARED, descriptor.number, offset)
    guard let address, address != MAP_FAILED else { throw .current("map memory") }
    start = address
    self.size = size
  }

  deinit { munmap(start, size) }
}
