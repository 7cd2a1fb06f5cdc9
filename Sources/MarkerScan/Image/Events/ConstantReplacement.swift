/// A constant whose name the kernel replaces by its value in the print formats and array bounds of a subsystem.
struct EventConstant: Sendable {
  /// The address of the subsystem's name, by which the kernel tells subsystems apart here.
  let system: UInt64

  /// The name.
  let name: [UInt8]

  /// The value in decimal digits.
  let value: [UInt8]

  /// Replaces the constant in a print format, exactly as the kernel does (`update_event_printk` of
  /// kernel/trace/trace_events.c): not between quotes, not behind `.` or `->`, and only where it is a whole word. A value
  /// longer than the name ends the search.
  func replace(inPrintFormat text: inout [UInt8]) {
    var position = 0
    var isQuoted = false
    while position < text.count {
      let byte = text[position]
      if byte == UInt8(ascii: "\\") {
        position += 2
      } else if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
        position += 1
      } else if isQuoted {
        position += 1
      } else if byte.isDigit {
        position += 1
        while position < text.count, text[position].isLetterOrDigit { position += 1 }
        position += 1
      } else if byte.isLetter || byte == UInt8(ascii: "_") {
        if isWord(at: position, in: text) {
          guard value.count <= name.count else { return }
          text.replaceSubrange(position..<position + name.count, with: value)
          position += value.count + 1
        } else {
          Self.skipWord(&position, text)
        }
      } else {
        position += 1
      }
    }
  }

  /// Replaces the constant where it is the bound of an array in a C type (`update_event_fields`).
  func replace(inType text: inout [UInt8]) {
    guard let bracket = text.firstIndex(of: UInt8(ascii: "[")) else { return }
    let start = bracket + 1
    guard text[start...].starts(with: name), value.count <= name.count else { return }
    text.replaceSubrange(start..<start + name.count, with: value)
  }

  /// Returns `true` iff the name stands at `position` and the word ends with it.
  private func isWord(at position: Int, in text: [UInt8]) -> Bool {
    guard text[position...].starts(with: name) else { return false }
    let end = position + name.count
    return end == text.count || !text[end].isWordByte
  }

  /// Skips a word, the members behind it, and one more byte.
  private static func skipWord(_ position: inout Int, _ text: [UInt8]) {
    while true {
      position += 1
      while position < text.count, text[position].isWordByte { position += 1 }
      if position < text.count, text[position] == UInt8(ascii: ".") {
        position += 1
      } else if text[position...].starts(with: "->".utf8) {
        position += 2
      } else {
        position += 1
        return
      }
      if position >= text.count { return }
    }
  }
}

extension UInt8 {
  /// `true` iff it is a decimal digit in ASCII.
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// `true` iff it is a letter in ASCII.
  fileprivate var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }

  /// `true` iff it is a letter or a digit.
  fileprivate var isLetterOrDigit: Bool { isDigit || isLetter }

  /// `true` iff it can be in the middle of a name of C.
  fileprivate var isWordByte: Bool { isLetterOrDigit || self == UInt8(ascii: "_") }
}
