/// A value that kernel halves see, in memory that this process shares with the kernel.
package final class MappedValue {
  /// The memory, whole pages.
  private let memory: MappedMemory
  /// The size of the value in bytes.
  package let size: Int

  /// Maps the value of `size` bytes at `offset` of `descriptor`.
  ///
  /// - Throws: `SystemError` if that is not possible.
  package init(
    of descriptor: borrowing FileDescriptor, offset: Int = 0, size: Int
  ) throws(SystemError) {
    let page = MappedMemory.pageSize
    memory = try MappedMemory(
      of: descriptor, offset: offset, size: (size + page - 1) / page * page, access: .readWrite)
    self.size = size
  }

  /// Where the value starts.
  package var start: UnsafeMutableRawPointer { memory.start }
}
