import IR

/// How far a run has come, and what has happened in it.
struct RunProgress {
  /// How far it has come.
  var state = RunState.running
  /// What has happened.
  var report = RunReport()
  /// The limits of the program.
  private let limits: Limits
  /// What becomes of errors in handlers.
  private let handlerErrors: RunRequest.HandlerErrors
  /// Who listens.
  private let observer: RunObserver

  /// Begins a run of a program with `limits`, as `request` says.
  init(_ limits: Limits, request: RunRequest, observer: RunObserver) {
    self.limits = limits
    handlerErrors = request.handlerErrors
    self.observer = observer
  }

  /// Ends the run as it should end, unless it ends already.
  mutating func end() { if state == .running { state = .ending } }

  /// Goes on as `outcome` of a handler says.
  mutating func take(_ outcome: UserHalves.Outcome) {
    switch outcome {
    case .done: return
    case .exit: end()
    case .abort: state = .aborting
    case .failed(let message):
      if handlerErrors == .suppressed {
        report.suppressedErrorCount += 1
        return
      }
      report.errorCount += 1
      observer.receive(.error(message))
      if report.errorCount > limits.maximumErrors, state != .aborting { state = .failing }
    }
  }
}

extension IR.Program {
  /// Returns the probes for whose site `priority` returns a number, the least first; among equals in order.
  func probes(inOrderOf priority: (Site) -> Int64?) -> [Int] {
    let chosen = probes.enumerated().compactMap { index, probe in
      priority(probe.site).map { (priority: $0, index: index) }
    }
    return chosen.sorted(by: { $0 < $1 }).map(\.index)
  }
}

extension Site {
  /// The priority of a `begin` probe; `nil` for others.
  var beginning: Int64? { if case .begin(let priority) = self { priority } else { nil } }
  /// The priority of an `end` probe; `nil` for others.
  var ending: Int64? { if case .end(let priority) = self { priority } else { nil } }
  /// The priority of an `error` probe; `nil` for others.
  var failing: Int64? { if case .error(let priority) = self { priority } else { nil } }
}
