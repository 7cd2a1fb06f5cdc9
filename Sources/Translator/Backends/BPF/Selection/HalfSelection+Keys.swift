import BPF
import IR

/// Keys of maps.
extension HalfSelection {
  /// Puts the keys of an element of `global` together, and returns where they stand.
  mutating func key(
    _ keys: [ValueID], of shape: KernelLayout.MapShape, _ global: GlobalID
  ) -> MachineAddress {
    let place =
      shape.keySize > Self.maximumFrameKeySize
      ? MachineAddress(scratchBase, scratch.reserve(shape.keySize))
      : keyAddress(size: shape.keySize)
    if shape.isSingle {
      store(.constant(0), place, .word)
      return place
    }
    for (position, key) in keys.enumerated() {
      let address = place.advanced(by: shape.keyOffsets[position])
      switch program[global].keys[position] {
      case .long: store(operand(key), address)
      case .string: store(string(key), at: address, size: program[global].keySizes[position])
      }
    }
    return place
  }

  /// Stores a string of `size` bytes at most at `address`, padded with zeros.
  private mutating func store(_ string: SelectedString, at address: MachineAddress, size: Int) {
    switch string {
    case .constant(let bytes):
      let padding = Array(repeating: UInt8(0), count: max(0, size - bytes.count))
      store(Array(bytes.prefix(size)) + padding, at: address)
    case .home(let home) where home.isPadded && home.capacity <= size:
      copyWords(from: home.address, to: address, count: home.capacity / 8)
      clear(address.advanced(by: home.capacity), count: size - home.capacity)
    case .home(let home):
      clear(address, count: size)
      let length = copy(.register(length(of: home)))
      when(.greater, length, .constant(Int32(size))) {
        $0.append(.move(length, .constant(Int32(size))))
      }
      perform(.probeReadKernel, [argument(address), .register(length), argument(home.address)])
    case .captured: preconditionFailure("a captured string is a key")
    }
  }

  /// Stores `count` zeros, a multiple of 8, at `address`.
  private mutating func clear(_ address: MachineAddress, count: Int) {
    for offset in stride(from: 0, to: count, by: 8) {
      store(.constant(0), address.advanced(by: offset))
    }
  }
}
