import Glibc

extension DescriptionBytes {
  /// Returns the string at `reference`.
  func text(at reference: StringReference) -> String {
    withExtendedLifetime(self) { String(decoding: textBytes(at: reference), as: UTF8.self) }
  }

  /// Returns how the string at `reference` compares with `other` byte by byte: negative if it is less.
  func compareText(at reference: StringReference, with other: [UInt8]) -> Int {
    withExtendedLifetime(self) {
      let text = textBytes(at: reference)
      let order = other.withUnsafeBytes { other in
        // Neither pointer is nil where there is a byte to be compared.
        let count = min(text.count, other.count)
        return count == 0 ? 0 : Int(memcmp(text.baseAddress!, other.baseAddress!, count))
      }
      return order != 0 ? order : text.count - other.count
    }
  }

  /// Returns which string `text` is; nil if it is none. It looks through all strings.
  func reference(of text: String) -> StringReference? {
    let wanted = Array(text.utf8)
    return withExtendedLifetime(self) {
      let all = bytes(in: range(of: .strings), of: .strings)
      guard var position = all.baseAddress else { return nil }
      let end = position + all.count
      var number: UInt32 = 0
      while position < end {
        let zero = Self.endOfText(from: position, before: end)
        if zero - position == wanted.count, memcmp(position, wanted, wanted.count) == 0 {
          return StringReference(rawValue: number)
        }
        number += 1
        position = zero + 1
      }
      return nil
    }
  }

  /// Returns the bytes of the string at `reference`, without the zero byte; they are there as long as `self`.
  private func textBytes(at reference: StringReference) -> UnsafeRawBufferPointer {
    let section = range(of: .strings)
    let number = Int(reference.rawValue)
    let block = number / BlockedTable.blockSize
    let start = section.lowerBound + entry(block + 1, of: .stringOffsets)
    // Behind the last block there is no entry.
    let next = entry(block + 2, of: .stringOffsets)
    let end = next == 0 ? section.upperBound : min(section.lowerBound + next, section.upperBound)
    guard start < end, var position = bytes(in: start..<end, of: .strings).baseAddress else {
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    let blockEnd = position + (end - start)
    for _ in 0..<(number % BlockedTable.blockSize) {
      position = min(Self.endOfText(from: position, before: blockEnd) + 1, blockEnd)
    }
    return UnsafeRawBufferPointer(
      start: position, count: Self.endOfText(from: position, before: blockEnd) - position)
  }

  /// Returns where the string ends that starts at `start`: at its zero byte, which comes before `limit`, or there.
  private static func endOfText(
    from start: UnsafeRawPointer, before limit: UnsafeRawPointer
  ) -> UnsafeRawPointer {
    memchr(start, 0, limit - start).map { UnsafeRawPointer($0) } ?? limit
  }
}
