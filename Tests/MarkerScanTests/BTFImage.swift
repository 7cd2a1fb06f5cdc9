/// BTF made by hand, byte by byte as the kernel's documentation draws it. It shares no code with what reads BTF.
struct BTFImage {
  /// The id of the first type; higher for a module, whose types follow the image's.
  var firstID: UInt32 = 1

  /// Where the first own string stands; higher for a module.
  var firstString: UInt32 = 0

  /// The types so far.
  private var types: [UInt8] = []

  /// How many types there are.
  private var count: UInt32 = 0

  /// The strings so far.
  private var strings: [UInt8]

  /// Begins an image, or a module on top of `base`.
  init(on base: BTFImage? = nil) {
    if let base {
      firstID = base.firstID + base.count
      firstString = base.firstString + UInt32(base.strings.count)
    }
    // The first string of an image is empty; a module uses the image's.
    strings = base == nil ? [0] : []
  }

  /// The whole file.
  var bytes: [UInt8] {
    var bytes: [UInt8] = [0x9f, 0xeb, 1, 0]
    for word in [24, 0, UInt32(types.count), UInt32(types.count), UInt32(strings.count)] {
      bytes += Self.little(word)
    }
    return bytes + types + strings
  }

  /// Adds a type: its header, then words; returns its id.
  mutating func add(
    kind: UInt32, _ name: String = "", count elements: Int = 0, flag: UInt32 = 0,
    sizeOrType: UInt32 = 0, words: [UInt32] = []
  ) -> UInt32 {
    for word in [string(name), flag << 31 | kind << 24 | UInt32(elements), sizeOrType] + words {
      types += Self.little(word)
    }
    count += 1
    return firstID + count - 1
  }

  /// Adds an integer; `encoding` has 1 for signed and 4 for Boolean.
  mutating func integer(_ name: String, size: UInt32, encoding: UInt32) -> UInt32 {
    add(kind: 1, name, sizeOrType: size, words: [encoding << 24 | size * 8])
  }

  /// Adds a pointer.
  mutating func pointer(to target: UInt32) -> UInt32 { add(kind: 2, sizeOrType: target) }

  /// Adds an array.
  mutating func array(of element: UInt32, count: UInt32, index: UInt32) -> UInt32 {
    add(kind: 3, words: [element, index, count])
  }

  /// Adds a structure; a width makes a member a bit field.
  mutating func structure(
    _ name: String, size: UInt32,
    _ members: [(name: String, type: UInt32, bit: UInt32, width: UInt32)]
  ) -> UInt32 {
    let hasBitFields = members.contains { $0.width > 0 }
    let words = members.flatMap {
      [string($0.name), $0.type, hasBitFields ? $0.width << 24 | $0.bit : $0.bit]
    }
    return add(
      kind: 4, name, count: members.count, flag: hasBitFields ? 1 : 0, sizeOrType: size,
      words: words)
  }

  /// Adds a typedef.
  mutating func alias(_ name: String, of target: UInt32) -> UInt32 {
    add(kind: 8, name, sizeOrType: target)
  }

  /// Adds a function with its prototype, which returns an integer of type `result`.
  mutating func function(
    _ name: String, result: UInt32, _ parameters: [(name: String, type: UInt32)]
  ) -> UInt32 {
    let prototype = prototype(result: result, parameters)
    return add(kind: 12, name, sizeOrType: prototype)
  }

  /// Adds a function prototype.
  mutating func prototype(
    result: UInt32, _ parameters: [(name: String, type: UInt32)]
  ) -> UInt32 {
    let words = parameters.flatMap { [string($0.name), $0.type] }
    return add(kind: 13, count: parameters.count, sizeOrType: result, words: words)
  }

  /// Adds a string and returns where it stands.
  private mutating func string(_ text: String) -> UInt32 {
    if text.isEmpty { return 0 }
    defer { strings += Array(text.utf8) + [0] }
    return firstString + UInt32(strings.count)
  }

  /// Returns the four bytes of a word.
  private static func little(_ word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }
}
