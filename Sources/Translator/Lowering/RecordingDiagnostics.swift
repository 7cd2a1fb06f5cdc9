import Diagnostics
import IR

/// What is said of scripts that ask a recording for what it does not hold.
enum RecordingDiagnostics {
  /// Returns why `subject` has no value.
  static func reason(of subject: String) -> String {
    "\(subject) is not in a recording: of each event that has the fields of its record, the thread, its name, the CPU "
      + "and the time"
  }

  /// Returns the error that the probe `point` is at no event.
  static func noEvent(_ point: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .error, id: "not-recorded",
      "the probe '\(point)' is at no event: a recording holds trace events, and nothing else of its kernel",
      at: range)
  }
}

/// Reports what `program` asks for and no recording holds: sites that are no events, memory of the kernel or of a task,
/// and what else the kernel knows of the current task.
///
/// Tapsets read memory where they know what to do if that cannot be read.
func reportUnrecorded(in program: IR.Program, sources: SourceMap, log: inout DiagnosticLog) {
  for probe in program.probes where !probe.site.isReplayable {
    log.add(
      RecordingDiagnostics.noEvent(
        probe.point, at: sources.range(of: program[probe.location])))
  }
  for function in program.functions + program.probes.compactMap(\.handler) {
    for block in function.blocks {
      for id in block.instructions {
        guard let subject = function[id].operation.unrecordedSubject else { continue }
        let range = sources.range(of: program[function[id].location])
        if case .load = function[id].operation, let range, sources[range.file].isTapset { continue }
        log.add(
          Diagnostic(
            .error, id: "not-recorded", RecordingDiagnostics.reason(of: subject), at: range))
      }
    }
  }
}

extension Site {
  /// `true` iff a replay passes it.
  fileprivate var isReplayable: Bool {
    switch self {
    case .begin, .end, .error, .timer, .ticks, .event, .never: true
    case .profile, .tracepoint, .function, .counter, .file, .marker, .foreign: false
    }
  }
}

extension Operation {
  /// What the operation reads that no recording holds; `nil` if it reads nothing of that kind.
  fileprivate var unrecordedSubject: String? {
    switch self {
    case .argument: "an argument of a tracepoint"
    case .loadMember, .load(.kernel, _, _, _): "the kernel's memory"
    case .load(.user, _, _, _): "the memory of the task"
    case .eventField(let field) where field.kind == .stringPointer:
      "the text that the field '\(field.name)' points to"
    case .intrinsic(let intrinsic, _): intrinsic.isRecorded ? nil : "'\(intrinsic.rawValue)()'"
    default: nil
    }
  }
}

extension Intrinsic {
  /// `false` iff the value is that of the task or of memory, and no recording holds it. What never fails, because it
  /// yields something else where memory cannot be read, is not among these.
  fileprivate var isRecorded: Bool {
    switch self {
    case .uid, .gid, .cgroup_id, .task_current, .user_string, .user_string_n, .user_buffer,
      .kernel_string, .kernel_string_n, .kernel_buffer, .user_registers:
      false
    default: true
    }
  }
}
