import Glibc
import IR

/// The table of one global that lives in the kernel.
final class KernelTable {
  /// The elements as bytes.
  private let map: any ElementTable
  /// The layout of its keys and values.
  private let shape: KernelLayout.MapShape
  /// The global.
  private let global: Global
  /// The number of values under each key.
  private let cpuCount: Int

  /// Takes `map` for the table of `global`, laid out as `shape` says.
  init(_ map: any ElementTable, shape: KernelLayout.MapShape, global: Global) {
    self.map = map
    self.shape = shape
    self.global = global
    cpuCount = shape.isPerCPU ? Processors.possibleCount : 1
  }

  /// The size of the values of all CPUs together.
  private var valueSize: Int { (shape.valueSize + 7) / 8 * 8 * cpuCount }

  /// Returns what stands under `keys`; `nil` if nothing does.
  func element(under keys: [GlobalValue]) -> KernelElement? {
    withKey(keys) { key in
      withUnsafeTemporaryAllocation(byteCount: valueSize, alignment: 8) { value in
        guard let start = value.baseAddress, map.copyValue(under: key, to: start) else {
          return nil
        }
        return element(in: UnsafeRawBufferPointer(value))
      }
    }
  }

  /// Sets the plain value under `keys`; `false` if a new element does not fit.
  func write(_ value: GlobalValue, under keys: [GlobalValue]) -> Bool {
    withKey(keys) { key in
      withUnsafeTemporaryAllocation(byteCount: shape.valueSize, alignment: 8) { bytes in
        bytes.zero()
        value.store(into: bytes)
        guard let start = bytes.baseAddress else { return false }
        return (try? map.setValue(start, under: key)) != nil
      }
    }
  }

  /// Removes what stands under `keys`.
  func remove(under keys: [GlobalValue]) {
    withKey(keys) { key in
      guard shape.isSingle else {
        map.removeValue(under: key)
        return
      }
      // The one element of an array map stays; zeros are a statistic without values.
      let zeros = [UInt64](repeating: 0, count: valueSize / 8)
      zeros.withUnsafeBytes { zeros in
        if let start = zeros.baseAddress { try? map.setValue(start, under: key) }
      }
    }
  }

  /// Returns all elements.
  func elements() -> [(keys: [GlobalValue], element: KernelElement)] {
    if shape.isSingle { return element(under: []).map { [([], $0)] } ?? [] }
    var elements: [(keys: [GlobalValue], element: KernelElement)] = []
    forEachElement { key, value in elements.append((keys(in: key), element(in: value))) }
    return elements
  }

  // MARK: Walking

  /// Calls `body` with the key and the values of each element.
  ///
  /// Many elements come with one system call.
  private func forEachElement(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) {
    let room = min(shape.capacity, max(64, (1 << 20) / (shape.keySize + valueSize)))
    var keys = [UInt64](repeating: 0, count: (room * shape.keySize + 7) / 8)
    var values = [UInt64](repeating: 0, count: room * valueSize / 8)
    var position: UInt64?
    while true {
      var count = UInt32(room)
      var next: UInt64 = 0
      let code = map.copyBatch(after: position, next: &next, &keys, &values, &count)
      guard code == 0 || code == -ENOENT else { return }
      keys.withUnsafeBytes { keys in
        values.withUnsafeBytes { values in
          for index in 0..<Int(count) {
            body(
              UnsafeRawBufferPointer(
                rebasing: keys[(index * shape.keySize)...].prefix(shape.keySize)),
              UnsafeRawBufferPointer(rebasing: values[(index * valueSize)...].prefix(valueSize)))
          }
        }
      }
      if code == -ENOENT || count == 0 { return }
      position = next
    }
  }

  // MARK: Coding

  /// Calls `body` with the bytes of `keys`.
  private func withKey<Result>(
    _ keys: [GlobalValue], _ body: (UnsafeRawPointer) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(byteCount: max(8, shape.keySize), alignment: 8) { bytes in
      bytes.zero()
      for (index, key) in keys.enumerated() {
        let offset = shape.keyOffsets[index]
        switch key {
        case .long(let number): bytes.storeBytes(of: number, toByteOffset: offset, as: Int64.self)
        case .string(let text):
          for (position, byte) in text.prefix(global.keySizes[index]).enumerated() {
            bytes[offset + position] = byte
          }
        }
      }
      // There are at least 8 bytes, so there is an address.
      return body(UnsafeRawPointer(bytes.baseAddress!))
    }
  }

  /// Returns the keys that `bytes` hold.
  private func keys(in bytes: UnsafeRawBufferPointer) -> [GlobalValue] {
    global.keys.enumerated().map { index, type in
      let offset = shape.keyOffsets[index]
      switch type {
      case .long: return .long(bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
      case .string:
        return .string(Array(bytes[offset...].prefix(global.keySizes[index]).prefix { $0 != 0 }))
      }
    }
  }

  /// Returns the element whose values are `bytes`.
  private func element(in bytes: UnsafeRawBufferPointer) -> KernelElement {
    guard case .statistics(let statisticsShape) = global.element else {
      let value = UnsafeRawBufferPointer(rebasing: bytes.prefix(shape.valueSize))
      return .value(GlobalValue(kernelBytes: value))
    }
    var sum = StatisticValue(statisticsShape)
    for cpu in 0..<cpuCount {
      let words = UnsafeRawBufferPointer(
        rebasing: bytes[(cpu * (valueSize / cpuCount))...].prefix(shape.valueSize)
      ).bindMemory(to: Int64.self)
      var part = StatisticValue(statisticsShape)
      part.count = words[0]
      part.sum = words[1]
      part.minimum = words[2]
      part.maximum = words[3]
      for (index, offset) in shape.histogramOffsets.enumerated() {
        for bucket in part.buckets[index].indices {
          part.buckets[index][bucket] = words[offset / 8 + bucket]
        }
      }
      sum.merge(part)
    }
    return .statistic(sum)
  }
}
