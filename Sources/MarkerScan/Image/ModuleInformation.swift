/// What a module says of itself in its section `.modinfo`: texts `KEY=VALUE`, each with a zero byte behind it.
struct ModuleInformation {
  /// The name; empty if it does not say.
  let name: String

  /// The release of the kernel that it belongs to; empty if it does not say.
  let release: String

  /// Reads what `file` says; nil if it is no module.
  init?(of file: ElfFile) {
    guard let section = file.contents(ofSectionNamed: ".modinfo") else { return nil }
    var values: [Substring: Substring] = [:]
    for text in section.array.split(separator: 0) {
      let parts = String(decoding: text, as: UTF8.self).split(separator: "=", maxSplits: 1)
      if parts.count == 2, values[parts[0]] == nil { values[parts[0]] = parts[1] }
    }
    name = String(values["name"] ?? "")
    release = String(values["vermagic"]?.prefix { $0 != " " } ?? "")
  }
}
