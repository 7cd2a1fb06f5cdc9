/// Where the kernel-placed globals of a program lie in BPF maps.
///
/// It is a function of the program alone, so the back end that writes kernel halves and the runtime that
/// reads the maps agree without a word.
package struct KernelLayout: Sendable {
  /// The place of one kernel-placed global.
  package enum Place: Hashable, Sendable {
    /// A scalar at an offset of the one element of the map of scalars: a long of 8 bytes, or a string of
    /// `size` bytes: its length as 8 bytes, then the bytes.
    case scalar(offset: Int, size: Int)
    /// An array, or a statistic with or without keys, in a map of its own.
    case map(MapShape)
  }

  /// The layout of the map of one global.
  ///
  /// Keys stand one behind the other: a long takes 8 bytes, a string the bytes that `Global.keySizes` says,
  /// padded with zeros. A global without keys has one key of 4 bytes, 0. A value is a long of 8 bytes, or a
  /// string as a scalar has it. A statistic stands once for each CPU: count, sum, minimum and maximum as 8
  /// bytes each, then for each histogram its buckets as 8 bytes each.
  package struct MapShape: Hashable, Sendable {
    /// The name of the map.
    package let name: String
    /// The offset of each key.
    package let keyOffsets: [Int]
    /// The size of all keys together.
    package let keySize: Int
    /// The size of a value, on one CPU.
    package let valueSize: Int
    /// The number of elements at most.
    package let capacity: Int
    /// `true` iff each CPU has its own value.
    package let isPerCPU: Bool
    /// `true` iff the map is an array with one element, else it is a hash table.
    package let isSingle: Bool
    /// `true` iff a full table drops the element that was used least recently.
    package let dropsOldest: Bool
    /// The offset of the buckets of each histogram within a statistic.
    package let histogramOffsets: [Int]
  }

  /// The name of the map that holds all scalars: a block of data, so that programs address it directly.
  package static let scalarsMapName = ".data.globals"
  /// The name of the map with the one `marktap_session`: a block of data too.
  package static let sessionMapName = ".data.session"
  /// The places, by number of the global; `nil` for the user-placed ones.
  package let places: [Place?]
  /// The size of the one element of the map of scalars; 0 if there is no such map.
  package let scalarsSize: Int

  /// Creates the layout of the kernel-placed globals of `program`.
  package init(of program: Program) {
    var size = 0
    places = program.globals.enumerated().map { index, global in
      guard global.placement == .kernel else { return nil }
      if global.keys.isEmpty, case .value(let type) = global.element {
        let place = Place.scalar(
          offset: size, size: type == .long ? 8 : 8 + global.valueSize)
        size += type == .long ? 8 : 8 + global.valueSize
        return place
      }
      return .map(MapShape(of: global, index: index))
    }
    scalarsSize = size
  }
}

extension KernelLayout.MapShape {
  /// The size of count, sum, minimum and maximum.
  package static let summarySize = 32

  /// Creates the layout of the map of `global`, the global numbered `index`.
  fileprivate init(of global: Global, index: Int) {
    // The kernel keeps 15 bytes of a map's name; the number makes it unique.
    name = "g\(index)_" + String(global.name.utf8.prefix(10).map { Character(UnicodeScalar($0)) })
    var offset = 0
    keyOffsets = global.keySizes.map { size in
      defer { offset += size }
      return offset
    }
    isSingle = global.keys.isEmpty
    keySize = isSingle ? 4 : offset
    var offsets: [Int] = []
    switch global.element {
    case .value(.long):
      valueSize = 8
      isPerCPU = false
    case .value(.string):
      valueSize = 8 + global.valueSize
      isPerCPU = false
    case .statistics(let shape):
      var size = Self.summarySize
      for histogram in shape.histograms {
        offsets.append(size)
        size += 8 * histogram.bucketCount
      }
      valueSize = size
      isPerCPU = true
    }
    histogramOffsets = offsets
    capacity = isSingle ? 1 : global.capacity
    dropsOldest = global.wraps
  }
}

extension Histogram {
  /// `true` iff the bounds of a linear histogram are in order, and its buckets have a width.
  package var isPossible: Bool {
    guard case .linear(let low, let high, let step) = self else { return true }
    let (distance, overflows) = high.subtractingReportingOverflow(low)
    return low <= high && step > 0 && !overflows && distance / step <= Int64(Int32.max)
  }

  /// The number of buckets.
  ///
  /// A logarithmic one has 128: number 64 counts zeros, 65 + k the values from 2^k below 2^(k+1), 63 - k
  /// the values from -2^k above -2^(k+1). A linear one has one bucket for what lies below `low`, those of
  /// width `step` up to and with the one that `high` falls into, and one for what lies above.
  package var bucketCount: Int {
    switch self {
    case .logarithmic: 128
    case .linear(let low, let high, let step): Int((high - low) / step) + 3
    }
  }

  /// Returns the number of the bucket that counts `value`.
  package func bucket(of value: Int64) -> Int {
    switch self {
    case .logarithmic:
      if value == 0 { return 64 }
      if value > 0 { return 65 + (63 - value.leadingZeroBitCount) }
      return 63 - (63 - value.magnitude.leadingZeroBitCount)
    case .linear(let low, _, let step):
      if value < low { return 0 }
      // The difference may need all 64 bits.
      let distance = UInt64(bitPattern: value &- low) / UInt64(bitPattern: step)
      return 1 + Int(min(distance, UInt64(bucketCount - 2)))
    }
  }
}
