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
