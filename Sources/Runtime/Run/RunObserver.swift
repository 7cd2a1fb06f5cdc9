/// Who listens to a run.
package struct RunObserver {
  /// Takes a message, at once.
  package var receive: (RunMessage) -> Void
  /// Takes how far the run is, a few times a second; `nil` if nobody looks.
  package var watch: ((RunReport) -> Void)?
  /// Takes note that output is about to be written; `nil` if nobody minds.
  package var makeRoom: (() -> Void)?
  /// Takes note that all probes are ready; `nil` if nobody waits for that.
  package var begin: (() -> Void)?
  /// Shows the run and says what is to become of it; `nil` if nobody does.
  package var monitor: (any RunMonitor)?

  /// Creates an observer.
  package init(
    receive: @escaping (RunMessage) -> Void, watch: ((RunReport) -> Void)? = nil
  ) {
    self.receive = receive
    self.watch = watch
  }

  /// Returns an observer whose messages `recorder` keeps, too.
  func telling(_ recorder: FlightRecorder) -> RunObserver {
    var observer = self
    observer.receive = { [receive] message in
      recorder.receive(message)
      receive(message)
    }
    return observer
  }
}
