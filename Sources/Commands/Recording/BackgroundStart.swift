import Runtime

extension ScriptRunner {
  /// Goes on in the background, and returns what tells that the run has begun; `nil` in the process that was
  /// started, when it has printed the id of the other.
  ///
  /// - Throws: `ExitStatus` if there can be no other process, or it failed before the run had begun.
  func startInBackground() throws(ExitStatus) -> BackgroundProcess.Readiness? {
    switch try Console.reporting({ () throws(SystemError) in try BackgroundProcess.split() }) {
    case .background(let readiness): return readiness
    case .starter(let start):
      switch start.beginning() {
      case .ready(let process): try tell(process)
      case .ended(0): break
      case .ended(let status): throw ExitStatus(rawValue: status) ?? .refused
      }
      return nil
    }
  }

  /// Prints the id of the process in the background, and how its recording is read.
  private func tell(_ process: Int32) throws(ExitStatus) {
    try Console.print("\(process)\n")
    guard request.recordingSize != nil else { return }
    Console.write("'marktap -d \(process)' shows the output; SIGINT ends the run.\n", to: .errors)
  }
}
