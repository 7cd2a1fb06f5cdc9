import Glibc

extension RunReport {
  /// What whoever started the run should know of how it went, in the words of `stap` where it has any.
  package var warnings: [String] {
    var warnings = [commandEnding?.warning].compactMap { $0 }
    warnings += losses.map { "\($0.count) records of '\($0.point)' were lost; try -s" }
    warnings += misses.map {
      "\($0.count) hits of '\($0.point)' were missed: too many calls were under way"
    }
    if hasNoEvents {
      warnings.append("the recording holds none of the events that the script has probes at")
    }
    if hasNoDate {
      warnings.append(
        "the recording does not tell the time of day: gettimeofday_*() counts from when its clock began; "
          + "'trace-cmd record --date' records it, and so does 'marktap record'")
    }
    if missingEventCount > 0 {
      warnings.append("\(missingEventCount) events were lost when the trace was recorded")
    }
    if uncountedGapCount > 0 {
      warnings.append(
        "events were lost at \(uncountedGapCount) places when the trace was recorded; nobody counted them"
      )
    }
    if skippedRunCount > 0 {
      warnings.append("the kernel skipped \(skippedRunCount) runs of probes within probes")
    }
    if errorCount > 0 {
      warnings.append("Number of errors: \(errorCount), skipped probes: \(skippedRunCount)")
    }
    if suppressedErrorCount > 0 {
      warnings.append("Number of suppressed errors: \(suppressedErrorCount)")
    }
    return warnings
  }
}

extension RecordingReport {
  /// What whoever started the recording should know of its command.
  package var warnings: [String] { [commandEnding?.warning].compactMap { $0 } }
}

extension GatedProcess.Ending {
  /// What is to be said of a command that ended like this, in the words of `stap`; `nil` if it succeeded.
  fileprivate var warning: String? {
    switch self {
    case .exited(let status):
      return status == 0 ? nil : "Child process exited with status \(status)"
    case .killed(let signal):
      let name = String(cString: strsignal(signal))
      return "Child process exited with signal \(signal) (\(name))"
    }
  }
}
