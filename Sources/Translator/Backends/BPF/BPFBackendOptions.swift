import BPF

/// What may be taken for granted of the kernel that an object is made for.
package struct BPFBackendOptions: Sendable {
  /// The newest instruction set that may be used.
  package var cpu: CPUVersion
  /// How the kernel is told that a loop ends.
  package var loops: LoopBound
  /// The size of the ring buffer in bytes, a power of two.
  package var ringBufferSize: Int

  /// How the kernel is told that a loop ends.
  package enum LoopBound: Sendable {
    /// By a counter that the verifier follows, round by round.
    case counter
    /// By the kernel's own budget, `may_goto` (Linux 6.9); the counter still says when it is enough.
    case budget
  }

  /// Creates options.
  package init(
    cpu: CPUVersion = .v4, loops: LoopBound = .budget, ringBufferSize: Int = 1 << 22
  ) {
    self.cpu = cpu
    self.loops = loops
    self.ringBufferSize = ringBufferSize
  }
}
