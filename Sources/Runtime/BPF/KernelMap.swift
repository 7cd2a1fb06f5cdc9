import CBPF
import Glibc

/// A BPF map of the running kernel.
package final class KernelMap {
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

  /// Copies the value under `key` to `value` and returns `true`; `false` if there is none.
  ///
  /// The values of all CPUs are copied, one behind the other, if each has its own.
  package func copyValue(
    under key: UnsafeRawPointer, to value: UnsafeMutableRawPointer
  ) -> Bool {
    bpf_map_lookup_elem(descriptor.number, key, value) == 0
  }

  /// Sets the value under `key`.
  ///
  /// - Throws: `SystemError` if there is no room.
  package func setValue(
    _ value: UnsafeRawPointer, under key: UnsafeRawPointer
  ) throws(SystemError) {
    let code = bpf_map_update_elem(descriptor.number, key, value, UInt64(BPF_ANY))
    guard code == 0 else { throw SystemError("write the map '\(name)'", code: -code) }
  }

  /// Removes the element under `key`, if there is one.
  package func removeValue(under key: UnsafeRawPointer) {
    bpf_map_delete_elem(descriptor.number, key)
  }

  /// Copies the key behind `key` (the first one if that is nil) to `next` and returns `true`; `false`
  /// behind the last.
  package func copyKey(
    after key: UnsafeRawPointer?, to next: UnsafeMutableRawPointer
  ) -> Bool {
    bpf_map_get_next_key(descriptor.number, key, next) == 0
  }
}
