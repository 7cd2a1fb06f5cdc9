/// A block of global memory that programs address directly.
///
/// It becomes an array map with one value, which libbpf and the kernel name after the section.
package struct DataBlock: Hashable, Sendable {
  /// What a block starts with and who may write to it.
  package enum Contents: Hashable, Sendable {
    /// Bytes that may be written; the section is `.data` or `.data.…`.
    case initialized([UInt8])
    /// So many bytes of zero that may be written; the section is `.bss` or `.bss.…`.
    case zeros(Int)
    /// Bytes that nobody writes any more; the section is `.rodata` or `.rodata.…`.
    case constant([UInt8])
  }

  /// The kind of contents, which the name of the section tells.
  enum Kind: String, CaseIterable {
    /// Bytes that may be written.
    case initialized = ".data"
    /// Zeros that may be written.
    case zeros = ".bss"
    /// Bytes that may not be written.
    case constant = ".rodata"

    /// Creates the kind of what the section `name` holds; nil if it holds no data.
    init?(section name: String) {
      let kind = Kind.allCases.first { name == $0.rawValue || name.hasPrefix($0.rawValue + ".") }
      guard let kind else { return nil }
      self = kind
    }
  }

  /// The name of the section.
  package let name: String
  /// What it starts with.
  package let contents: Contents

  /// Creates the block of the section `name`.
  ///
  /// - Requires: the name starts as the contents demand, and there is at least one byte.
  package init(name: String, contents: Contents) {
    self.name = name
    self.contents = contents
    precondition(Kind(section: name) == contents.kind, "'\(name)' is no name for such a block")
    precondition(byteCount > 0, "'\(name)' is empty")
  }

  /// The size in bytes.
  package var byteCount: Int {
    switch contents {
    case .initialized(let bytes), .constant(let bytes): bytes.count
    case .zeros(let count): count
    }
  }

  /// What the block starts with, byte for byte.
  package var initialBytes: [UInt8] {
    switch contents {
    case .initialized(let bytes), .constant(let bytes): bytes
    case .zeros(let count): [UInt8](repeating: 0, count: count)
    }
  }

  /// The map that the block becomes.
  package var map: Map {
    let flags: MapFlags =
      switch contents {
      case .initialized, .zeros: .mappable
      case .constant: [.mappable, .readOnlyForPrograms]
      }
    return Map(
      name: name, kind: .array, keySize: 4, valueSize: byteCount, maxEntries: 1, flags: flags)
  }
}

extension DataBlock.Contents {
  /// The kind of the contents.
  fileprivate var kind: DataBlock.Kind {
    switch self {
    case .initialized: .initialized
    case .zeros: .zeros
    case .constant: .constant
    }
  }
}
