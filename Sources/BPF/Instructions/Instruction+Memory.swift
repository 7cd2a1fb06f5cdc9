/// Stores and atomics, written as they read: `.store(.r1, at: .frame, offset: -8, width: .double)`.
extension Instruction {
  /// Stores the low bytes of a register.
  package static func store(
    _ source: Register, at base: Register, offset: Int16, width: MemoryWidth
  ) -> Instruction {
    .store(.register(source), at: base, offset: offset, width: width)
  }

  /// Stores a constant.
  package static func store(
    _ value: Int32, at base: Register, offset: Int16, width: MemoryWidth
  ) -> Instruction {
    .store(.immediate(value), at: base, offset: offset, width: width)
  }

  /// Adds a register to memory atomically.
  package static func atomicAdd(
    _ source: Register, at base: Register, offset: Int16, width: MemoryWidth = .double
  ) -> Instruction {
    .atomic(.add, source, at: base, offset: offset, width: width)
  }

  /// Adds a register to memory atomically and leaves the old value in the register (v3).
  package static func atomicFetchAdd(
    _ source: Register, at base: Register, offset: Int16, width: MemoryWidth = .double
  ) -> Instruction {
    .atomic(.fetchAdd, source, at: base, offset: offset, width: width)
  }

  /// Exchanges a register with memory atomically (v3).
  package static func atomicExchange(
    _ source: Register, at base: Register, offset: Int16, width: MemoryWidth = .double
  ) -> Instruction {
    .atomic(.exchange, source, at: base, offset: offset, width: width)
  }

  /// Stores a register if memory equals `r0`, and leaves the old value in `r0` (v3).
  package static func atomicCompareExchange(
    _ source: Register, at base: Register, offset: Int16, width: MemoryWidth = .double
  ) -> Instruction {
    .atomic(.compareExchange, source, at: base, offset: offset, width: width)
  }
}
