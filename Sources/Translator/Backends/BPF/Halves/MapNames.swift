import IR

/// The names of the maps that every object may have.
enum MapNames {
  /// The ring buffer of records.
  static let records = "records"
  /// The lost records of each probe.
  static let losses = "losses"
  /// The memory in which records and strings are put together, an element for each program.
  static let scratch = "scratch"
  /// The block of the one `marktap_session`.
  static let session = KernelLayout.sessionMapName
  /// The block of the scalars.
  static let scalars = KernelLayout.scalarsMapName
  /// The block of the lock of handlers.
  static let lock = ".data.lock"
  /// The block of zeros that new statistics start from.
  static let zeros = ".rodata.zeros"
  /// The block of constants of `ConstantData`.
  static let constants = ".rodata.constants"
}

/// Where the members of `struct marktap_session` lie.
enum SessionOffset {
  /// `target`.
  static let target = 0
  /// `own_process`.
  static let ownProcess = 8
  /// `realtime_offset`.
  static let realtimeOffset = 16
  /// `wakeup_bytes`.
  static let wakeupBytes = 24
  /// `reserved`, which is always 0 without the verifier knowing it.
  static let reserved = 40
  /// The size of all.
  static let size = 64
}

/// Where the members of the lock of handlers lie.
enum LockOffset {
  /// 1 while a handler holds it, else 0.
  static let word = 0
  /// The number of the CPU whose handler holds it, plus 1; 0 while none does, or one has just taken it.
  static let owner = 8
  /// The size of all: a cache line, which nothing else shares.
  static let size = 64
}
