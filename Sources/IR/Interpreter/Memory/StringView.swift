import Glibc

/// The place of a string that somebody else owns: the record, the constants, the arena or a global.
struct StringView {
  /// Where the bytes start; anything if there are none.
  let start: UnsafePointer<UInt8>
  /// How many bytes there are.
  let count: Int

  /// Creates a view of `count` bytes from `start`.
  @inline(__always)
  init(_ start: UnsafePointer<UInt8>, _ count: Int) {
    self.start = start
    self.count = count
  }

  /// Creates the view that two registers hold.
  @inline(__always)
  init(registers: UnsafePointer<Int64>) {
    // Only views are stored in these registers, and zeros, which have no bytes.
    let address = UnsafePointer<UInt8>(bitPattern: Int(registers[0]))
    start = address ?? StringView.nowhere
    count = Int(registers[1])
  }

  /// Puts the view into two registers.
  @inline(__always)
  func store(_ registers: UnsafeMutablePointer<Int64>) {
    registers[0] = Int64(Int(bitPattern: start))
    registers[1] = Int64(count)
  }

  /// An address for strings without bytes.
  private static var nowhere: UnsafePointer<UInt8> { ("" as StaticString).utf8Start }

  /// The view of no bytes.
  static var empty: StringView { StringView(nowhere, 0) }

  /// The bytes.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  /// Returns `true` iff both have the same bytes.
  @inline(__always)
  func equals(_ other: StringView) -> Bool {
    count == other.count && memcmp(start, other.start, count) == 0
  }

  /// Returns a number below, equal to or above 0, as the bytes come before, equal or behind those of `other`.
  func order(_ other: StringView) -> Int {
    let order = memcmp(start, other.start, min(count, other.count))
    return order == 0 ? count - other.count : Int(order)
  }

  /// Returns where `other` is found first, from `position`; `nil` if it is not.
  func position(of other: StringView, from position: Int = 0) -> Int? {
    guard position <= count else { return nil }
    if other.count == 0 { return position }
    var position = position
    while position + other.count <= count {
      let rest = count - other.count - position + 1
      guard let found = memchr(start + position, Int32(other.start[0]), rest) else { return nil }
      position = UnsafeRawPointer(found) - UnsafeRawPointer(start)
      if memcmp(start + position, other.start, other.count) == 0 { return position }
      position += 1
    }
    return nil
  }
}
