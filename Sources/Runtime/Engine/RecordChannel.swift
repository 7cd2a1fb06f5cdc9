import CLinux
import CRecordABI
import Glibc

/// What kernel halves and their reader share: the ring buffer of records, and the session, in which the reader says
/// what it wants.
package final class RecordChannel {
  /// How much unread data wakes a reader that sleeps: a few hundred records, so that a wake-up costs each of
  /// them next to nothing, and little enough to stay in the CPU's cache.
  private static let wakeupSize: Int64 = 1 << 16

  /// The reader of records; `nil` if the program sends none.
  private let ring: RingBuffer?
  /// The memory of the session; `nil` if the program uses none.
  private let sessionMemory: MappedValue?
  /// The one `marktap_session` in it.
  private let session: UnsafeMutablePointer<marktap_session>?
  /// The number of the descriptor that is readable when a sleeping reader is to wake up; `nil` if there is none.
  let wakeup: CInt?

  /// Creates the channel of the records in `ring` and the session in `session`.
  ///
  /// - Parameter wakeup: the number of the descriptor that becomes readable when much is unread; whoever creates the
  ///   channel keeps it open.
  /// - Throws: `RunError.damagedObject` if there is no room for the session.
  init(ring: RingBuffer?, session: MappedValue?, wakeup: CInt?) throws(RunError) {
    guard session.map({ $0.size >= MemoryLayout<marktap_session>.size }) ?? true else {
      throw .damagedObject("its session is too small")
    }
    self.ring = ring
    self.wakeup = wakeup
    sessionMemory = session
    self.session = session?.start.assumingMemoryBound(to: marktap_session.self)
  }

  /// The process that the session is about; 0 for none.
  var target: pid_t { pid_t(truncatingIfNeeded: session?.pointee.target ?? 0) }

  /// Tells the kernel halves what `target()` and `stp_pid()` are.
  package func setProcesses(target: pid_t, own: pid_t) {
    session?.pointee.target = Int64(target)
    session?.pointee.own_process = Int64(own)
    session?.pointee.realtime_offset = Clock.realTimeOffset()
    session?.pointee.wakeup_bytes = .max
  }

  /// Lets kernel halves run, or keeps them from it at once.
  func setStopped(_ isStopped: Bool) { session?.pointee.stopped = isStopped ? 1 : 0 }

  /// Calls `body` with each record that is there now, until it returns `false`. What was read is given back to the kernel
  /// as it is handled.
  package func readBatch(_ body: (UnsafeRawBufferPointer) -> Bool) -> RingBuffer.Outcome {
    guard let ring else { return .drained }
    return ring.readBatch(body) { ring.release() }
  }

  /// Calls `body` with each record that is there now, until it returns `false`. What was read is given back to the kernel
  /// when all that was made of it is written: until then it counts as unread. `write` writes it where the kernel needs the
  /// room.
  func readBatch(
    _ body: (UnsafeRawBufferPointer) -> Bool, isWritten: () -> Bool, write: () -> Void
  ) -> RingBuffer.Outcome {
    guard let ring else { return .drained }
    return ring.readBatch(body) {
      if ring.isCrowded { write() }
      if isWritten() { ring.release() }
    }
  }

  /// Gives what was read back to the kernel.
  func release() { ring?.release() }

  /// Asks to be woken when much is unread, and returns `true` iff the reader may sleep now.
  ///
  /// A reader that is awake asks for nothing: each record that arrives while much is unread would otherwise
  /// wake it again, at the cost of the task that sends it.
  package func prepareToSleep() -> Bool {
    guard let session, let ring else { return true }
    session.pointee.wakeup_bytes = Self.wakeupSize
    // The kernel sends by the new value from here on; what it sent before is looked for now.
    marktap_fence()
    return ring.unreadSize < Self.wakeupSize
  }

  /// Takes note that the reader is awake.
  package func noteAwake() { session?.pointee.wakeup_bytes = .max }
}
