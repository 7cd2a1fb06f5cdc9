/// Why bytes are not an object that can be used.
package enum ObjectReadError: Error, Hashable, Sendable {
  /// The bytes are not an ELF file.
  case notELF
  /// The file is an ELF file for another machine, or is not relocatable.
  case notBPF
  /// The section that is named so is missing.
  case missing(section: String)
  /// Something in the section that is named so contradicts itself; `fault` says what, in words that
  /// can follow a colon.
  case damaged(section: String, fault: String)
  /// The object uses something that is not understood, such as `a map of kind 14`.
  case unsupported(String)
}

extension ObjectReadError: CustomStringConvertible {
  /// What is wrong, as part of a sentence.
  package var description: String {
    switch self {
    case .notELF: "the file is no ELF file"
    case .notBPF: "the file is no relocatable BPF object"
    case .missing(let section): "the object has no section '\(section)'"
    case .damaged(let section, let fault): "the object is damaged in '\(section)': \(fault)"
    case .unsupported(let what): "the object uses \(what), which is not supported"
    }
  }
}
