import Glibc

/// What tells the running kernel from others.
package struct RunningKernel: Hashable, Sendable {
  /// The release as `uname -r` prints it.
  package let release: String
  /// The machine as `uname -m` prints it.
  package let machine: String
  /// The build id in lower-case hexadecimal digits; empty if the kernel does not tell.
  package let buildID: String

  /// Creates the identity of the kernel that runs now.
  package init() {
    var names = utsname()
    uname(&names)
    release = Self.text(names.release)
    machine = Self.text(names.machine)
    buildID = (try? Files.bytes(of: "/sys/kernel/notes")).flatMap(Self.buildID(inNotes:)) ?? ""
  }

  /// Returns the build id that the ELF notes `bytes` hold; `nil` if they hold none.
  ///
  /// A note is the sizes of its name and contents and its type, 4 bytes each, then the name and the contents,
  /// each padded to 4 bytes.
  package static func buildID(inNotes bytes: [UInt8]) -> String? {
    let gnu: [UInt8] = [0x47, 0x4e, 0x55, 0]
    let buildIDType = 3
    var offset = 0
    while offset + 12 <= bytes.count {
      let words = (0..<3).map { word in
        (0..<4).reduce(0) { $0 | Int(bytes[offset + 4 * word + $1]) << (8 * $1) }
      }
      let contents = offset + 12 + (words[0] + 3) & ~3
      let end = contents + words[1]
      guard end <= bytes.count else { return nil }
      if words[2] == buildIDType, bytes[(offset + 12)..<contents].elementsEqual(gnu) {
        return hexadecimal(bytes[contents..<end])
      }
      offset = contents + (words[1] + 3) & ~3
    }
    return nil
  }

  /// Returns `bytes` as hexadecimal digits.
  private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Returns the text in a field of `utsname`.
  private static func text<Field>(_ field: Field) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
