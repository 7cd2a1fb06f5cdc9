import Glibc

extension UnsafeBufferPointer<UInt8> {
  /// Returns `true` iff these bytes begin with `prefix` and go on.
  func goesOn(from prefix: StaticString) -> Bool {
    let length = prefix.utf8CodeUnitCount
    guard count > length, let baseAddress else { return false }
    return memcmp(baseAddress, prefix.utf8Start, length) == 0
  }
}
