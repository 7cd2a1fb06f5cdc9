/// The type of a value.
package enum ValueType: String, Hashable, Sendable, CaseIterable {
  /// A 64-bit signed integer that wraps; pointers are longs too.
  case long
  /// A sequence of bytes of any value, cut at the program's `maximumStringLength`.
  case string
}
