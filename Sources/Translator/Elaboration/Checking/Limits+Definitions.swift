import Diagnostics
import IR

extension Limits {
  /// Creates the limits that `definitions` set, as `-D` gives them, for a program whose halves `engine` runs.
  init(
    _ definitions: [ElaborationOptions.Setting], engine: TargetEngine = .bpf,
    log: inout DiagnosticLog
  ) {
    self.init()
    for definition in definitions {
      if let reason = Self.idleDefinitions[definition.name], Self.isIdle(reason, on: engine) {
        log.add(.idleDefinition(definition.name, reason: reason))
      }
      // Any other name is one that only C in the script asks for.
      guard let limit = Self.limits[definition.name] else { continue }
      if let number = Int(definition.value), limit.range.contains(number) {
        self[keyPath: limit.path] = number
      } else {
        log.add(.badLimit(definition.name, value: definition.value))
      }
    }
    if !definitions.contains(where: { $0.name == "MAXACTION_INTERRUPTIBLE" }) {
      let (product, overflows) = maximumActions.multipliedReportingOverflow(by: 10)
      maximumUserActions = overflows ? .max : product
    }
  }

  /// Returns `true` iff a definition that would be idle because of `reason` is so on `engine`.
  private static func isIdle(_ reason: String, on engine: TargetEngine) -> Bool {
    switch engine {
    case .bpf: reason != waiting
    case .module: reason != noOverload
    }
  }

  /// Returns `true` iff `name` is that of a limit.
  static func hasLimit(named name: String) -> Bool { limits[name] != nil }

  /// One limit: where it stands, and what it can be.
  private struct Limit {
    /// Where it stands.
    let path: WritableKeyPath<Limits, Int> & Sendable
    /// What it can be.
    let range: ClosedRange<Int>
  }

  /// Why what SystemTap's runtime for modules reads makes no difference here; from the manual page of `stap`.
  private static let idleDefinitions: [String: String] = [
    "MAXTRYLOCK": waiting, "TRYLOCKDELAY": waiting,
    "MAXBACKTRACE": "the kernel walks stacks, up to kernel.perf_event_max_stack",
    "MAPHASHBIAS": "the kernel chooses the sizes of its hash tables",
    "MINSTACKSPACE": "the verifier bounds the stack of each handler",
    "MAXUPROBES": noPools, "KRETACTIVE": noPools,
    "STP_MAXMEMORY": "arrays take what their sizes ask for; MAXMAPENTRIES limits those",
    "STP_OVERLOAD_THRESHOLD": noOverload, "STP_OVERLOAD_INTERVAL": noOverload,
    "STP_NO_OVERLOAD": noOverload,
    "STP_PROCFS_BUFSIZE": "only '.maxsize' limits what the readers of a file get",
    "INTERRUPTIBLE": "handlers in the kernel run as its tracing has it, and others in user space",
    "STP_TIMING": "'-t' asks for the times of handlers",
    "STP_ALIBI": "handlers are either run or not attached",
  ]

  /// Why modules do not count how often they try to get a lock.
  private static let waiting = "a handler of a module waits for the globals, and an NMI tries once"
  /// Why there are no pools.
  private static let noPools = "the kernel keeps what it needs of each probe"
  /// Why there is no overload.
  private static let noOverload =
    "handlers in the kernel are short, and those in user space fall behind without harm"

  /// The limits by the names that `-D` gives them.
  private static let limits: [String: Limit] = [
    "MAXSTRINGLEN": Limit(path: \.maximumStringLength, range: 8...65_536),
    "MAXACTION": Limit(path: \.maximumActions, range: 1...Int.max),
    "MAXACTION_INTERRUPTIBLE": Limit(path: \.maximumUserActions, range: 1...Int.max),
    "MAXNESTING": Limit(path: \.maximumNesting, range: 1...1_000_000),
    "MAXMAPENTRIES": Limit(path: \.maximumMapEntries, range: 1...Int(Int32.max)),
    "MAXERRORS": Limit(path: \.maximumErrors, range: 0...Int.max),
    "MAXSKIPPED": Limit(path: \.maximumSkipped, range: 0...Int.max),
    "MAXTRYLOCK": Limit(path: \.maximumLockTries, range: 0...1_000_000),
    "TRYLOCKDELAY": Limit(path: \.lockDelayMicroseconds, range: 0...1_000_000),
    "STP_MAX_BUCKETS": Limit(path: \.maximumBuckets, range: 3...65_536),
    "HIST_WIDTH": Limit(path: \.histogramWidth, range: 1...10_000),
    "HIST_ELISION": Limit(path: \.histogramElision, range: -1_000_000...1_000_000),
  ]
}
