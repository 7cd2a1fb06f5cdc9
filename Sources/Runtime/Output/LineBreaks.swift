import Glibc

extension UnsafeRawBufferPointer {
  /// How many line breaks are among the bytes.
  var lineBreakCount: Int {
    guard var place = baseAddress else { return 0 }
    let end = place + count
    var found = 0
    // By the C library, which looks at many bytes at once.
    while let lineBreak = memchr(place, Int32(UInt8(ascii: "\n")), end - place) {
      found += 1
      place = UnsafeRawPointer(lineBreak) + 1
    }
    return found
  }
}
