import BPF
import CBPF
import Glibc

extension KernelMap {
  /// Makes the map that `map` asks for; a ring buffer gets `ringSize` bytes.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  convenience init(making map: Map, ringSize: Int) throws(RunError) {
    let capacity = map.kind == .ringBuffer ? ringSize : Int(map.maxEntries)
    var options = bpf_map_create_opts()
    options.sz = MemoryLayout<bpf_map_create_opts>.size
    options.map_flags = map.flags.rawValue
    options.map_extra = UInt64(map.extra)
    // The kernel keeps 15 bytes of a name and refuses longer ones.
    let number = bpf_map_create(
      bpf_map_type(map.kind.rawValue), String(map.name.prefix(15)), UInt32(map.keySize),
      UInt32(map.valueSize), UInt32(capacity), &options)
    guard number >= 0 else {
      throw RunError(refusal: SystemError("make the map '\(map.name)'", code: -number))
    }
    self.init(
      FileDescriptor(owning: number), name: map.name, keySize: map.keySize,
      valueSize: map.valueSize, capacity: capacity)
  }

  /// Makes the map that `block` becomes, with what it starts with.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  convenience init(making block: DataBlock) throws(RunError) {
    try self.init(making: block.map, ringSize: 0)
    if case .zeros = block.contents { return }
    var key: UInt32 = 0
    do throws(SystemError) {
      try setValue(block.initialBytes, under: &key)
    } catch { throw RunError(refusal: error) }
    // What nobody writes any more is a constant to the verifier.
    if case .constant = block.contents { bpf_map_freeze(descriptor.number) }
  }
}
