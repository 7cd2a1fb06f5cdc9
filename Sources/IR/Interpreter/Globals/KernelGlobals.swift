/// One key of an element, or a plain value.
package enum GlobalValue: Hashable, Sendable {
  /// A number.
  case long(Int64)
  /// A string.
  case string([UInt8])
}

/// What stands under the keys of a global that lives in the kernel.
package enum KernelElement: Hashable, Sendable {
  /// A plain value.
  case value(GlobalValue)
  /// A statistic, all CPUs together.
  case statistic(StatisticValue)
}

/// Access to the globals that live in the kernel, for handlers that run without a record.
package protocol KernelGlobals: AnyObject {
  /// Returns what stands under `keys`; `nil` if nothing does.
  func element(of global: GlobalID, keys: [GlobalValue]) -> KernelElement?
  /// Returns all elements of an array.
  func elements(of global: GlobalID) -> [(keys: [GlobalValue], element: KernelElement)]
  /// Sets the plain value under `keys`; `false` if a new element does not fit.
  func write(_ value: GlobalValue, to global: GlobalID, keys: [GlobalValue]) -> Bool
  /// Adds to the statistic under `keys`; `false` if a new element does not fit.
  func accumulate(_ value: Int64, to global: GlobalID, keys: [GlobalValue]) -> Bool
  /// Removes what stands under `keys`; a scalar gets 0 or the empty string.
  func remove(from global: GlobalID, keys: [GlobalValue])
}

extension [GlobalValue] {
  /// Returns `true` iff the keys come before `other`, which are of the same types: numbers by size, strings byte by
  /// byte.
  package func precedes(_ other: [GlobalValue]) -> Bool {
    for (first, second) in zip(self, other) where first != second {
      switch (first, second) {
      case (.long(let first), .long(let second)): return first < second
      case (.string(let first), .string(let second)):
        return first.lexicographicallyPrecedes(second)
      default: return false
      }
    }
    return false
  }
}
