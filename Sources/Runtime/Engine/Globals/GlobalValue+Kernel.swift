import Glibc
import IR

/// How values lie in the kernel: a long as 8 bytes, a string as its length in 8 bytes and then its bytes.
extension GlobalValue {
  /// Reads the value that lies in `bytes`.
  init(kernelBytes bytes: UnsafeRawBufferPointer) {
    let first = bytes.load(as: Int64.self)
    if bytes.count == 8 {
      self = .long(first)
    } else {
      let length = max(0, min(Int(first), bytes.count - 8))
      self = .string(Array(bytes[8..<(8 + length)]))
    }
  }

  /// Writes the value into `bytes`; what does not fit of a string is cut.
  func store(into bytes: UnsafeMutableRawBufferPointer) {
    switch self {
    case .long(let number): bytes.storeBytes(of: number, as: Int64.self)
    case .string(let text):
      let length = min(text.count, bytes.count - 8)
      for (index, byte) in text.prefix(length).enumerated() { bytes[8 + index] = byte }
      // The length last: whoever reads meanwhile sees no bytes that are not there yet.
      bytes.storeBytes(of: Int64(length), as: Int64.self)
    }
  }
}

extension StatisticValue {
  /// Creates a statistic of `shape` without values.
  init(_ shape: StatisticsShape) {
    self.init()
    buckets = shape.histograms.map { [Int64](repeating: 0, count: $0.bucketCount) }
  }

  /// Adds `value` to this statistic of `shape`.
  mutating func add(_ value: Int64, _ shape: StatisticsShape) {
    minimum = count == 0 ? value : min(minimum, value)
    maximum = count == 0 ? value : max(maximum, value)
    count += 1
    sum &+= value
    for (index, histogram) in shape.histograms.enumerated() {
      buckets[index][histogram.bucket(of: value)] += 1
    }
  }

  /// Adds all values of `other`, a statistic of the same shape.
  mutating func merge(_ other: StatisticValue) {
    guard other.count > 0 else { return }
    minimum = count == 0 ? other.minimum : min(minimum, other.minimum)
    maximum = count == 0 ? other.maximum : max(maximum, other.maximum)
    count += other.count
    sum &+= other.sum
    for index in buckets.indices {
      for bucket in buckets[index].indices {
        buckets[index][bucket] += other.buckets[index][bucket]
      }
    }
  }
}
