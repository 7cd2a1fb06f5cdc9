import CDwarf
import Glibc

/// Where debug information defines what has a name, of everything the first definition: each unit of translation
/// repeats what its headers have, a kernel some thousand times.
struct DebugIndex {
  /// What tells definitions apart: the kind, and a number for the name.
  struct Key: Hashable {
    /// The kind, `DW_TAG_…`.
    let tag: UInt32

    /// The name: its bytes if they are few, otherwise where it is in the section of strings, where linkers keep each
    /// string once.
    private let name: UInt64

    /// Creates the key of a definition of kind `tag`.
    init(tag: UInt32, name: UnsafePointer<CChar>) {
      self.tag = tag
      let length = strnlen(name, 8)
      if length == 8 {
        self.name = UInt64(UInt(bitPattern: name))
      } else {
        // The highest byte, which no address has.
        var bytes = UInt64(1) << 63
        for index in 0..<length {
          bytes |= UInt64(UInt8(bitPattern: name[index])) << (8 * UInt64(index))
        }
        self.name = bytes
      }
    }
  }

  /// The definitions of types, by key.
  private(set) var types: [Key: UInt64] = [:]

  /// The definitions of types, as they were met.
  private(set) var typeOrder: [UInt64] = []

  /// The definitions of functions, as they were met.
  private(set) var functionOrder: [UInt64] = []

  /// The functions that were met.
  private var functions: Set<Key> = []

  /// Looks through `information`.
  init(_ information: DebugInformation) {
    information.forEachEntry { add($0) }
  }

  /// Adds `entry` if it is the first that defines what it names.
  private mutating func add(_ entry: DebugEntry) {
    let tag = entry.tag
    switch Int(tag) {
    case Int(DW_TAG_structure_type), Int(DW_TAG_union_type), Int(DW_TAG_enumeration_type),
      Int(DW_TAG_typedef):
      // An enumeration without a name goes by that of its first constant.
      guard let name = entry.nameBytes ?? entry.firstConstant?.nameBytes else { return }
      let key = Key(tag: tag, name: name)
      guard types[key] == nil, !entry.isDeclaration else { return }
      types[key] = entry.offset
      typeOrder.append(entry.offset)
    case Int(DW_TAG_subprogram):
      guard let name = entry.nameBytes, !entry.isDeclaration else { return }
      if functions.insert(Key(tag: tag, name: name)).inserted { functionOrder.append(entry.offset) }
    default: break
    }
  }
}

extension DebugEntry {
  /// The first constant of an enumeration.
  fileprivate var firstConstant: DebugEntry? {
    tag == UInt32(DW_TAG_enumeration_type) ? firstChild : nil
  }
}
