import Runtime

/// The users and groups of this machine, as its own files have them.
enum Accounts {
  /// Returns the number of the user `name`; `nil` if there is none.
  static func user(_ name: String) -> UInt32? { number(of: name, in: "/etc/passwd") }

  /// Returns the number of the group `name`; `nil` if there is none.
  static func group(_ name: String) -> UInt32? { number(of: name, in: "/etc/group") }

  /// Returns the number behind `name` in the file `path`; `nil` if it has no such line, or cannot be read.
  private static func number(of name: String, in path: String) -> UInt32? {
    guard let bytes = try? Files.bytes(of: path) else { return nil }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // Name, password, number and more, with colons between.
      let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      guard fields.count > 2, fields[0].elementsEqual(name.utf8) else { continue }
      if let number = UInt32(String(decoding: fields[2], as: UTF8.self)) { return number }
    }
    return nil
  }
}
