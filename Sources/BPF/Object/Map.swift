/// A map, as the object asks the kernel for it.
package struct Map: Hashable, Sendable {
  /// The name, a C identifier; the kernel keeps the first 15 characters.
  package let name: String
  /// What kind of map it is.
  package let kind: MapKind
  /// The type of a key; `void` if the kind has no keys.
  package let key: TypeDescription
  /// The type of a value; `void` if the kind has no values.
  package let value: TypeDescription
  /// The number of entries, or the size in bytes of a ring buffer.
  package let maxEntries: UInt32
  /// The flags.
  package let flags: MapFlags
  /// What else the kind wants to know, such as the address of an arena.
  package let extra: UInt32

  /// Creates the map `name`.
  package init(
    name: String, kind: MapKind, key: TypeDescription, value: TypeDescription,
    maxEntries: UInt32, flags: MapFlags = [], extra: UInt32 = 0
  ) {
    self.name = name
    self.kind = kind
    self.key = key
    self.value = value
    self.maxEntries = maxEntries
    self.flags = flags
    self.extra = extra
  }

  /// Creates the map `name` whose keys and values are of so many bytes.
  package init(
    name: String, kind: MapKind, keySize: Int, valueSize: Int, maxEntries: UInt32,
    flags: MapFlags = [], extra: UInt32 = 0
  ) {
    self.init(
      name: name, kind: kind, key: .bytes(keySize), value: .bytes(valueSize),
      maxEntries: maxEntries, flags: flags, extra: extra)
  }

  /// The size of a key in bytes.
  package var keySize: Int { key.byteCount }

  /// The size of a value in bytes.
  package var valueSize: Int { value.byteCount }
}

extension TypeDescription {
  /// Returns the plainest type of so many bytes: nothing, an unsigned number, or an array of bytes.
  package static func bytes(_ count: Int) -> TypeDescription {
    switch count {
    case 0: .void
    case 1, 2, 4, 8: .integer(byteCount: count, isSigned: false)
    default: .array(.integer(byteCount: 1, isSigned: false), count: count)
    }
  }
}

/// The kinds of maps that tracing uses; the numbers are those of `enum bpf_map_type`.
package enum MapKind: UInt32, CaseIterable, Hashable, Sendable {
  /// Keys of any bytes.
  case hash = 1
  /// Keys from 0 to the size, four bytes each.
  case array = 2
  /// Programs to go on with.
  case programArray = 3
  /// Perf buffers or counters, one per CPU.
  case perfEventArray = 4
  /// A hash with one value per key and CPU.
  case perCPUHash = 5
  /// An array with one value per key and CPU.
  case perCPUArray = 6
  /// Stacks by number.
  case stackTrace = 7
  /// Cgroups by number.
  case cgroupArray = 8
  /// A hash that drops what was not used for longest.
  case lruHash = 9
  /// The same with one value per key and CPU.
  case lruPerCPUHash = 10
  /// Keys that are prefixes.
  case prefixTrie = 11
  /// First in, first out.
  case queue = 22
  /// Last in, first out.
  case stack = 23
  /// Records for user space, from all CPUs in one order.
  case ringBuffer = 27
  /// A value per inode.
  case inodeStorage = 28
  /// A value per task.
  case taskStorage = 29
  /// A set that may also say yes for what is not in it.
  case bloomFilter = 30
  /// Records from user space.
  case userRingBuffer = 31
  /// A value per cgroup.
  case cgroupStorage = 32
  /// Memory that is shared with user space.
  case arena = 33

  /// `true` iff the kernel is told the types of keys and values and not just their sizes.
  package var isTyped: Bool {
    switch self {
    case .hash, .array, .perCPUHash, .perCPUArray, .lruHash, .lruPerCPUHash, .prefixTrie: true
    case .inodeStorage, .taskStorage, .cgroupStorage: true
    case .programArray, .perfEventArray, .stackTrace, .cgroupArray, .queue, .stack: false
    case .ringBuffer, .bloomFilter, .userRingBuffer, .arena: false
    }
  }
}

/// How a map is made; the numbers are those of `BPF_F_…` for `BPF_MAP_CREATE`.
package struct MapFlags: OptionSet, Hashable, Sendable {
  /// The bits.
  package let rawValue: UInt32

  /// Creates the set of these bits.
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Memory for entries is found when they are added.
  package static let noPreallocation = MapFlags(rawValue: 1 << 0)
  /// Each CPU has its own list of what was used last.
  package static let noCommonLRU = MapFlags(rawValue: 1 << 1)
  /// Programs may only read.
  package static let readOnlyForPrograms = MapFlags(rawValue: 1 << 7)
  /// Programs may only write.
  package static let writeOnlyForPrograms = MapFlags(rawValue: 1 << 8)
  /// User space may map the values.
  package static let mappable = MapFlags(rawValue: 1 << 10)
}
