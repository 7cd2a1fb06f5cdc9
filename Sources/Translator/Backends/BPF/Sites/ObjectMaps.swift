import BPF
import IR

/// The maps and blocks of an object.
struct ObjectMaps {
  /// The maps.
  private(set) var maps: [Map] = []
  /// The blocks of data.
  private(set) var blocks: [DataBlock] = []

  /// Creates what the programs of `program` use.
  init(
    of program: IR.Program, layout: KernelLayout, options: BPFBackendOptions,
    constants: ConstantData, hasLock: Bool, scratchSize: Int, scratchCount: Int
  ) {
    maps.append(
      Map(
        name: MapNames.records, kind: .ringBuffer, keySize: 0, valueSize: 0,
        maxEntries: UInt32(options.ringBufferSize)))
    maps.append(
      Map(
        name: MapNames.losses, kind: .perCPUArray, keySize: 4, valueSize: 8,
        maxEntries: UInt32(max(1, program.probes.count))))
    if scratchSize > 0 {
      maps.append(
        Map(
          name: MapNames.scratch, kind: .perCPUArray, keySize: 4, valueSize: scratchSize,
          maxEntries: UInt32(scratchCount)))
    }
    // libbpf 1.1 takes blocks of zeros in a section named `.bss` only.
    let session = [UInt8](repeating: 0, count: SessionOffset.size)
    blocks.append(DataBlock(name: MapNames.session, contents: .initialized(session)))
    if hasLock {
      let lock = [UInt8](repeating: 0, count: LockOffset.size)
      blocks.append(DataBlock(name: MapNames.lock, contents: .initialized(lock)))
    }
    if !constants.bytes.isEmpty {
      blocks.append(
        DataBlock(name: MapNames.constants, contents: .constant(constants.bytes)))
    }
    appendScalars(of: program, layout)
    appendArrays(of: layout)
  }

  /// Appends the block of scalars with their first values.
  private mutating func appendScalars(of program: IR.Program, _ layout: KernelLayout) {
    guard layout.scalarsSize > 0 else { return }
    var bytes = [UInt8](repeating: 0, count: layout.scalarsSize)
    for (global, place) in zip(program.globals, layout.places) {
      guard case .scalar(let offset, _)? = place, let initializer = global.initializer
      else { continue }
      let first: Int64
      switch initializer {
      case .long(let value): first = value
      case .string(let text):
        let text = text.prefix(global.valueSize)
        first = Int64(text.count)
        bytes.replaceSubrange(offset + 8..<offset + 8 + text.count, with: text)
      }
      for index in 0..<8 {
        bytes[offset + index] = UInt8(truncatingIfNeeded: first >> Int64(index * 8))
      }
    }
    blocks.append(DataBlock(name: MapNames.scalars, contents: .initialized(bytes)))
  }

  /// Appends the maps of arrays and statistics, and the zeros that new statistics start from.
  private mutating func appendArrays(of layout: KernelLayout) {
    var zeros = 0
    for case .map(let shape)? in layout.places {
      maps.append(
        Map(
          name: shape.name, kind: shape.mapKind, keySize: shape.keySize,
          valueSize: shape.valueSize, maxEntries: UInt32(shape.capacity)))
      if shape.isPerCPU, !shape.isSingle { zeros = max(zeros, shape.valueSize) }
    }
    if zeros > 0 {
      let contents = DataBlock.Contents.constant([UInt8](repeating: 0, count: zeros))
      blocks.append(DataBlock(name: MapNames.zeros, contents: contents))
    }
  }
}

extension KernelLayout.MapShape {
  /// The kind of the map.
  fileprivate var mapKind: MapKind {
    if isSingle { return isPerCPU ? .perCPUArray : .array }
    if dropsOldest { return isPerCPU ? .lruPerCPUHash : .lruHash }
    return isPerCPU ? .perCPUHash : .hash
  }
}
