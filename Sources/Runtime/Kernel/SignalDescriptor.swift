import CLinux
import Glibc

/// Signals that are read instead of interrupting; they are as before when it goes out of use.
package struct SignalDescriptor: ~Copyable {
  /// The descriptor, readable when a signal has come.
  package let descriptor: FileDescriptor
  /// The signals that were blocked before.
  private let previousMask: sigset_t

  /// Blocks `signals` and collects them.
  ///
  /// - Throws: `SystemError` if that is not possible.
  package init(of signals: [CInt]) throws(SystemError) {
    var mask = sigset_t()
    var previous = sigset_t()
    sigemptyset(&mask)
    for signal in signals { sigaddset(&mask, signal) }
    sigprocmask(SIG_BLOCK, &mask, &previous)
    let number = signalfd(-1, &mask, CInt(SFD_CLOEXEC | SFD_NONBLOCK))
    guard number >= 0 else { throw .current("wait for signals") }
    descriptor = FileDescriptor(owning: number)
    previousMask = previous
  }

  deinit {
    var mask = previousMask
    sigprocmask(SIG_SETMASK, &mask, nil)
  }

  /// The signals that were blocked before, which a child gets back.
  package var inheritedMask: sigset_t { previousMask }

  /// Returns the next signal that has come; `nil` if there is none.
  package func next() -> CInt? {
    var event = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    return Glibc.read(descriptor.number, &event, size) == size ? CInt(event.ssi_signo) : nil
  }
}
