import Diagnostics
import IR

/// What is said of scripts that ask a recording for what it does not hold.
enum RecordingDiagnostics {
  /// Returns why `subject` has no value.
  static func reason(of subject: String) -> String {
    "\(subject) is not in a recording: of each event that has the fields of its record, the thread, its name, the CPU "
      + "and the time"
  }

  /// The events that markers are declared over which are no events themselves (TapsetGen/AuditMarker.swift).
  private static let declared = [
    "audit_syscall_entry": "raw_syscalls:sys_enter", "audit_syscall_exit": "raw_syscalls:sys_exit",
  ]

  /// Returns the error that the recording does not know the event `name`, a name or a pattern, with `similar` ones that it
  /// knows.
  static func noEvent(named name: String, similar: [String], at range: SourceRange) -> Diagnostic {
    let event = declared[name] ?? name
    let isPattern = event.contains { "*?[".contains($0) }
    return Diagnostic(
      .error, id: "not-recorded",
      isPattern
        ? "no event of the recording matches '\(event)'"
        : "no event '\(event)' is in the recording",
      at: range,
      notes: [
        "'trace-cmd record -e \(event)' records it, and so does 'marktap record' with this script"
      ],
      suggestion: similar.first.map { "did you mean '\($0)'?" })
  }

  /// Returns the error that a recording has no functions.
  static func noFunctions(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "not-recorded", "a recording holds trace events, and no calls of functions",
      at: range, notes: ["run the script on a live kernel, or probe an event"])
  }

  /// Returns the warning that texts in the memory of tasks are shown as their addresses, at `range`.
  static func unreadTexts(at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .warning, id: "not-recorded",
      "a recording has no memory of tasks: addresses stand in the places of the texts that this probe reads",
      at: range, notes: ["only a live run can read them"])
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

/// Warns of the probes of the script in `program` that read texts which no recording holds, and show addresses instead.
///
/// Scripts of the tapsets, as that of an audit, are about addresses, too.
func reportUnreadTexts(in program: IR.Program, sources: SourceMap, log: inout DiagnosticLog) {
  let readers = program.functions.indices.filter { program.functions[$0].readsTexts }
  var readsTexts = [Bool](repeating: false, count: program.functions.count)
  for index in readers { readsTexts[index] = true }
  var isGrowing = !readers.isEmpty
  while isGrowing {
    isGrowing = false
    for (index, function) in program.functions.enumerated()
    where !readsTexts[index] && function.calls(anyOf: readsTexts) {
      readsTexts[index] = true
      isGrowing = true
    }
  }
  for probe in program.probes {
    guard let handler = probe.handler, handler.readsTexts || handler.calls(anyOf: readsTexts),
      let range = sources.range(of: program[probe.location]), !sources[range.file].isTapset
    else { continue }
    log.add(RecordingDiagnostics.unreadTexts(at: range))
  }
}

extension Function {
  /// `true` iff it reads a text from the memory of the task, or yields its address.
  fileprivate var readsTexts: Bool {
    contains { operation in
      switch operation {
      case .intrinsic(.user_string_quoted, _), .intrinsic(.user_string_n_quoted, _),
        .intrinsic(.user_buffer_quoted, _):
        true
      default: false
      }
    }
  }

  /// Returns `true` iff it calls a function for whose number `isMeant` is true.
  fileprivate func calls(anyOf isMeant: [Bool]) -> Bool {
    contains { operation in
      if case .call(let callee, _) = operation { isMeant[callee.index] } else { false }
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
