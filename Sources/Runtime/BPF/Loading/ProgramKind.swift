import CBPF

/// What the section of a program says of how it is loaded and attached.
enum ProgramKind: Hashable {
  /// At a tracepoint, with arguments whose types the verifier knows: `tp_btf/NAME`.
  case typedTracepoint(String)
  /// At a tracepoint, with raw arguments: `raw_tp/NAME`.
  case rawTracepoint(String)
  /// At a trace event, with its record: `tracepoint/SYSTEM/NAME`.
  case event(system: String, name: String)
  /// At ticks of a clock: `perf_event`.
  case clock

  /// Reads the name of a section; `nil` if it says none of these.
  init?(section: String) {
    let words = section.split(separator: "/").map(String.init)
    switch (words.first, words.count) {
    case ("tp_btf", 2): self = .typedTracepoint(words[1])
    case ("raw_tp", 2), ("raw_tracepoint", 2): self = .rawTracepoint(words[1])
    case ("tracepoint", 3), ("tp", 3): self = .event(system: words[1], name: words[2])
    case ("perf_event", _): self = .clock
    default: return nil
    }
  }

  /// The type that the kernel knows it by.
  var programType: bpf_prog_type {
    switch self {
    case .typedTracepoint: BPF_PROG_TYPE_TRACING
    case .rawTracepoint: BPF_PROG_TYPE_RAW_TRACEPOINT
    case .event: BPF_PROG_TYPE_TRACEPOINT
    case .clock: BPF_PROG_TYPE_PERF_EVENT
    }
  }

  /// How it is attached, as far as the verifier has to know.
  var attachType: bpf_attach_type {
    switch self {
    case .typedTracepoint: BPF_TRACE_RAW_TP
    // 0 stands for nothing in particular here.
    case .rawTracepoint, .event, .clock: bpf_attach_type(0)
    }
  }
}
