import CBPF
import Glibc

/// A BPF map of the running kernel.
package final class KernelMap: ElementTable {
  /// The map.
  package let descriptor: FileDescriptor
  /// The name in the object.
  package let name: String
  /// The size of a key in bytes.
  package let keySize: Int
  /// The size of a value in bytes, on one CPU.
  package let valueSize: Int
  /// The number of elements at most; the size in bytes of a ring buffer.
  package let capacity: Int

  /// Takes over the map `descriptor`.
  package init(
    _ descriptor: consuming FileDescriptor, name: String, keySize: Int, valueSize: Int,
    capacity: Int
  ) {
    self.descriptor = descriptor
    self.name = name
    self.keySize = keySize
    self.valueSize = valueSize
    self.capacity = capacity
  }

  /// Returns the one value of an array map, in memory that is shared with the kernel.
  ///
  /// - Throws: `SystemError` if it cannot be mapped.
  func mapped() throws(SystemError) -> MappedValue {
    try MappedValue(of: descriptor, size: valueSize)
  }

  package func copyValue(
    under key: UnsafeRawPointer, to value: UnsafeMutableRawPointer
  ) -> Bool {
    bpf_map_lookup_elem(descriptor.number, key, value) == 0
  }

  package func setValue(
    _ value: UnsafeRawPointer, under key: UnsafeRawPointer
  ) throws(SystemError) {
    let code = bpf_map_update_elem(descriptor.number, key, value, UInt64(BPF_ANY))
    guard code == 0 else { throw SystemError("write the map '\(name)'", code: -code) }
  }

  package func removeValue(under key: UnsafeRawPointer) {
    bpf_map_delete_elem(descriptor.number, key)
  }

  package func copyBatch(
    after position: UInt64?, next: inout UInt64, _ keys: UnsafeMutableRawPointer,
    _ values: UnsafeMutableRawPointer, _ count: inout UInt32
  ) -> CInt {
    guard var position else {
      return bpf_map_lookup_batch(descriptor.number, nil, &next, keys, values, &count, nil)
    }
    return bpf_map_lookup_batch(descriptor.number, &position, &next, keys, values, &count, nil)
  }
}
