import CLinux
import Glibc

/// Waits for several descriptors at once (epoll).
package struct EventPoll: ~Copyable {
  /// How often a descriptor that stays ready is reported.
  package enum Trigger: Sendable {
    /// For as long as it is ready.
    case level
    /// Once for each wake-up.
    case edge
  }

  /// The descriptor of the epoll instance.
  private let descriptor: FileDescriptor

  /// Creates an instance that waits for nothing.
  ///
  /// - Throws: `SystemError` if that is not possible.
  package init() throws(SystemError) {
    let number = epoll_create1(CInt(EPOLL_CLOEXEC))
    guard number >= 0 else { throw .current("wait for events") }
    descriptor = FileDescriptor(owning: number)
  }

  /// Waits for `other` too, and reports it as `tag`.
  ///
  /// - Throws: `SystemError` if that is not possible.
  package func add(
    _ other: borrowing FileDescriptor, tag: UInt64, trigger: Trigger = .level
  ) throws(SystemError) {
    try add(other.number, tag: tag, trigger: trigger)
  }

  /// Waits for the descriptor numbered `number` too, which somebody else keeps open, and reports it as `tag`.
  ///
  /// - Throws: `SystemError` if that is not possible.
  package func add(_ number: CInt, tag: UInt64, trigger: Trigger) throws(SystemError) {
    var event = epoll_event()
    event.events = EPOLLIN.rawValue | (trigger == .edge ? EPOLLET.rawValue : 0)
    event.data.u64 = tag
    guard epoll_ctl(descriptor.number, EPOLL_CTL_ADD, number, &event) == 0 else {
      throw .current("wait for events")
    }
  }

  /// Waits no longer for `other`.
  package func remove(_ other: borrowing FileDescriptor) {
    var event = epoll_event()
    epoll_ctl(descriptor.number, EPOLL_CTL_DEL, other.number, &event)
  }

  /// Waits until one is ready, at most `milliseconds` (for ever if negative), and calls `body` with the
  /// tag of each that is.
  ///
  /// - Throws: `SystemError` if waiting fails, or what `body` throws.
  package func wait(milliseconds: CInt, _ body: (UInt64) -> Void) throws(SystemError) {
    // Room for all that one session waits for.
    try withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 16) {
      (events) throws(SystemError) in
      let count = epoll_wait(descriptor.number, events.baseAddress, 16, milliseconds)
      guard count >= 0 else {
        if errno == EINTR { return }
        throw .current("wait for events")
      }
      for index in 0..<Int(count) { body(events[index].data.u64) }
    }
  }
}
