/// The type of an array's elements, or what a pointer points to, taken from a format file's words.
struct ElementType {
  /// The words before brackets and stars, without those that do not change the layout.
  private let words: [Substring]

  /// How many stars there are.
  private let pointerDepth: Int

  /// Takes a type such as `__data_loc unsigned int[]` or `const char *` apart.
  init(_ typeText: String) {
    let base = typeText.prefix { $0 != "[" }
    pointerDepth = base.count { $0 == "*" }
    words = base.split { $0 == " " || $0 == "*" }.filter { !Self.ignoredWords.contains($0) }
  }

  /// The words that say where data are or what may be done with them.
  private static let ignoredWords: Set<Substring> = [
    "const", "volatile", "__data_loc", "__rel_loc", "__user", "__rcu",
  ]

  /// `true` iff elements are plain characters, so that they make a string.
  var isCharacter: Bool { pointerDepth == 0 && words == ["char"] }

  /// `true` iff the type is a pointer to plain characters.
  var isCharacterPointer: Bool { pointerDepth == 1 && words == ["char"] }

  /// The size of an element in bytes on a 64-bit machine; nil if the words do not tell.
  var size: Int? {
    if pointerDepth > 0 { return 8 }
    switch words.last {
    case "char", "u8", "s8", "__u8", "__s8", "uint8_t", "int8_t", "bool": return 1
    case "short", "u16", "s16", "__u16", "__s16", "uint16_t", "int16_t", "__be16", "__le16":
      return 2
    case "u32", "s32", "__u32", "__s32", "uint32_t", "int32_t", "__be32", "__le32": return 4
    case "cpumask_t", "u64", "s64", "__u64", "__s64", "uint64_t", "int64_t", "long", "size_t",
      "__be64",
      "__le64":
      return 8
    case "int", "unsigned", "signed":
      return words.contains("long") ? 8 : words.contains("short") ? 2 : 4
    default: return nil
    }
  }
}
