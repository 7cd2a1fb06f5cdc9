import CElf

/// Which address a place in memory refers to, for places that are filled in only when a kernel or module is loaded.
struct RelocationTable: Sendable {
  /// The places, ascending.
  private var places: [UInt64] = []

  /// What they refer to.
  private(set) var targets: [UInt64] = []

  /// How many bytes a record `Elf64_Rela` has: place, kind and symbol, addend.
  static let recordSize = MemoryLayout<Elf64_Rela>.size

  /// What the place at `address` refers to; nil if it is not filled in.
  subscript(address: UInt64) -> UInt64? {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < address { low = middle + 1 } else { high = middle }
    }
    return low < places.count && places[low] == address ? targets[low] : nil
  }

  /// Returns the first target whose place is `distance` behind it.
  func target(beforeItsPlaceBy distance: UInt64) -> UInt64? {
    places.indices.first { places[$0] &- targets[$0] == distance }.map { targets[$0] }
  }

  /// Adds a place.
  mutating func add(place: UInt64, target: UInt64) {
    places.append(place)
    targets.append(target)
  }

  /// Brings the places into order, after the last was added; linkers write nearly all in order.
  mutating func sort() {
    guard !zip(places, places.dropFirst()).allSatisfy({ $0 <= $1 }) else { return }
    let order = places.indices.sorted { places[$0] < places[$1] }
    (places, targets) = (order.map { places[$0] }, order.map { targets[$0] })
  }
}

extension ElfFile.Machine {
  /// Returns `true` iff relocations of that kind say of what they are the address, in full or as a distance.
  func isAddress(_ kind: UInt32) -> Bool {
    switch self {
    case .x8664:
      // R_X86_64_64, PC32, PLT32, 32, 32S, PC64.
      [1, 2, 4, 10, 11, 24].contains(kind)
    case .aarch64:
      // R_AARCH64_ABS64, ABS32, PREL64, PREL32.
      [257, 258, 260, 261].contains(kind)
    }
  }

  /// The kind of relocation that puts in an address of the file itself: `R_…_RELATIVE`.
  var relativeKind: UInt32 {
    switch self {
    case .x8664: 8
    case .aarch64: 1027
    }
  }
}
