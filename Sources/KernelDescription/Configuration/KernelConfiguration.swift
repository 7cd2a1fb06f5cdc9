/// The options that a kernel was built with.
package struct KernelConfiguration: Hashable, Sendable {
  /// The options that are not off, by name without `CONFIG_`; a string has no quotes.
  private let values: [String: String]

  /// Reads the text of a `.config`, of `/proc/config.gz` unpacked, or of `text`: lines `CONFIG_NAME=VALUE`. Whatever
  /// else stands there is passed over.
  package init(text: String) {
    var values: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix(Self.prefix) {
      let parts = line.dropFirst(Self.prefix.count)
        .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[1] != "n" else { continue }
      let isQuoted = parts[1].count >= 2 && parts[1].hasPrefix("\"") && parts[1].hasSuffix("\"")
      values[String(parts[0])] = String(isQuoted ? parts[1].dropFirst().dropLast() : parts[1])
    }
    self.values = values
  }

  /// What stands in front of the name of each option.
  private static let prefix = "CONFIG_"

  /// `true` iff no option is known: the kernel does not tell.
  package var isEmpty: Bool { values.isEmpty }

  /// The value of the option `name`, with or without `CONFIG_` in front: `y`, `m`, a number or a string; nil if it is off
  /// or not there.
  package subscript(name: String) -> String? {
    values[name.hasPrefix(Self.prefix) ? String(name.dropFirst(Self.prefix.count)) : name]
  }

  /// The options in lines as `init(text:)` takes them, in byte order.
  package var text: String {
    values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "\(Self.prefix)\($0.key)=\($0.value)\n" }.joined()
  }
}
