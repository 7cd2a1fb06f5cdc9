/// Where, or when, a probe fires.
package enum Site: Hashable, Sendable {
  /// When the program starts; lower priorities first.
  case begin(priority: Int64)
  /// When the program ends without an error; lower priorities first.
  case end(priority: Int64)
  /// When the program ends because of an error; lower priorities first.
  case error(priority: Int64)
  /// Again and again, every `nanoseconds` plus or minus a random share of `randomization`.
  case timer(nanoseconds: Int64, randomization: Int64)
  /// Again and again, every `count` ticks of the kernel's clock plus or minus a random share of `randomization` ticks.
  /// How long a tick is, the machine says that the program runs on.
  case ticks(count: Int64, randomization: Int64)
  /// On every CPU at each tick of a profiling clock.
  case profile(ProfileClock)
  /// At a tracepoint, with the arguments of its prototype.
  case tracepoint(TracepointSite)
  /// At a trace event, with the fields of its record.
  case event(EventSite)
  /// In a function of the kernel, where it starts or has returned, with its arguments.
  case function(FunctionSite)
  /// Whenever a counter of the kernel's performance events has gone on by so much.
  case counter(CounterSite)
  /// When somebody reads or writes a file of the session.
  case file(FileSite)
  /// At a marker that was compiled in, with the values of its call.
  case marker(MarkerSite)
  /// Where no engine of ours has probes. A program with such a site can be looked at, and not be built.
  case foreign(ForeignSite)
  /// Nowhere: `probe never`.
  case never

  /// `true` iff no engine of ours has probes there.
  package var isForeign: Bool {
    if case .foreign = self { true } else { false }
  }

  /// The function that it is in; `nil` for other sites.
  package var function: FunctionSite? {
    if case .function(let site) = self { site } else { nil }
  }

  /// `true` iff a kernel half can run here; `false` for sites that exist in user space only.
  package var isInKernel: Bool {
    switch self {
    case .tracepoint, .event, .profile, .function, .counter, .marker, .foreign: true
    case .begin, .end, .error, .timer, .ticks, .file, .never: false
    }
  }
}

/// The clock of `timer.profile`.
package enum ProfileClock: Hashable, Sendable {
  /// So many samples a second.
  case frequency(hertz: Int64)
  /// One sample each so many nanoseconds.
  case period(nanoseconds: Int64)
}

/// A tracepoint whose prototype is known from BTF.
package struct TracepointSite: Hashable, Sendable {
  /// The system that the event of the same name belongs to; empty if the tracepoint has no event.
  package let system: String
  /// The name of the tracepoint.
  package let name: String
  /// The module that defines it; `nil` for the kernel itself.
  package let module: String?
  /// The BTF id of the typedef `btf_trace_NAME` in the described kernel; `nil` if it has none.
  package let typeID: UInt32?
  /// The number of arguments of the prototype, without the leading cookie.
  package let argumentCount: Int

  /// Creates the site of the tracepoint `name`.
  package init(
    system: String, name: String, module: String?, typeID: UInt32?, argumentCount: Int
  ) {
    self.system = system
    self.name = name
    self.module = module
    self.typeID = typeID
    self.argumentCount = argumentCount
  }
}

/// A trace event whose record format is known from tracefs.
package struct EventSite: Hashable, Sendable {
  /// The system.
  package let system: String
  /// The name of the event.
  package let name: String
  /// The length of the fixed part of its record in bytes, common fields included.
  package let recordSize: Int

  /// Creates the site of the event `system:name`.
  package init(system: String, name: String, recordSize: Int) {
    self.system = system
    self.name = name
    self.recordSize = recordSize
  }
}
