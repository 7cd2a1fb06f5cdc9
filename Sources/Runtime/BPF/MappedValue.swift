/// The one value of an array map, in memory that this process shares with the kernel.
package final class MappedValue {
  /// The map.
  private let map: KernelMap
  /// The memory, whole pages.
  private let memory: MappedMemory

  /// Maps the value of `map`.
  ///
  /// - Throws: `SystemError` if that is not possible.
  package init(of map: KernelMap) throws(SystemError) {
    self.map = map
    let page = MappedMemory.pageSize
    memory = try MappedMemory(
      of: map.descriptor, size: (map.valueSize + page - 1) / page * page, access: .readWrite)
  }

  /// Where the value starts.
  package var start: UnsafeMutableRawPointer { memory.start }

  /// The size of the value in bytes.
  package var size: Int { map.valueSize }
}
