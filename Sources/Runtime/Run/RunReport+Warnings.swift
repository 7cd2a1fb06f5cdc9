import Glibc

extension RunReport {
  /// What whoever started the run should know of how it went, in the words of `stap` where it has any.
  package var warnings: [String] {
    var warnings: [String] = []
    switch commandEnding {
    case .exited(let status)? where status != 0:
      warnings.append("Child process exited with status \(status)")
    case .killed(let signal)?:
      let name = String(cString: strsignal(signal))
      warnings.append("Child process exited with signal \(signal) (\(name))")
    case .exited?, nil: break
    }
    warnings += losses.map { "\($0.count) records of '\($0.point)' were lost; try -s" }
    warnings += misses.map {
      "\($0.count) hits of '\($0.point)' were missed: too many calls were under way"
    }
    if hasNoEvents {
      warnings.append("the recording holds none of the events that the script has probes at")
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
