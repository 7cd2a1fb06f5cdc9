import Glibc

/// A function that runs in a thread of its own while the caller does something else.
package struct BackgroundWork<Outcome: Sendable>: ~Copyable {
  /// Where the thread puts what the function returns; the caller looks there when the thread has ended.
  private final class Result {
    /// What was returned.
    var outcome: Outcome?
  }

  /// What the function returned.
  private let result = Result()

  /// What the thread runs.
  private let body: ThreadBody

  /// The thread; nil if none could be had.
  private let thread: pthread_t?

  /// Starts `work`.
  package init(_ work: @escaping @Sendable () -> Outcome) {
    let result = result
    let body = ThreadBody { result.outcome = work() }
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(body)
    let status = pthread_create(
      &thread, nil,
      { argument in
        // The argument is `body`, which was retained for this thread.
        Unmanaged<ThreadBody>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, argument.toOpaque())
    if status != 0 { argument.release() }
    self.body = body
    self.thread = status == 0 ? thread : nil
  }

  /// Waits for the end and returns what the function returned; runs it now if there was no thread for it.
  package consuming func outcome() -> Outcome {
    if let thread { pthread_join(thread, nil) } else { body.run() }
    return result.outcome!  // Set by `body`, in the thread or just now.
  }
}

/// What a thread runs.
private final class ThreadBody {
  /// The function.
  let run: () -> Void

  /// Creates the body of a thread.
  init(_ run: @escaping () -> Void) { self.run = run }
}
