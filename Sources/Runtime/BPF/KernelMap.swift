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

  /// Copies up to `count` keys and values to `keys` and `values`, those behind the place `position` (the first
  /// ones if that is nil), and sets `count` to their number and `next` to the place behind them. Returns 0,
  /// or a negated error number: `ENOENT` at the end.
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
