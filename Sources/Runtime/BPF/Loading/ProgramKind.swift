import CBPF
import IR

/// What the section of a program says of how it is loaded and attached.
enum ProgramKind: Hashable {
  /// At a tracepoint, with arguments whose types the verifier knows: `tp_btf/NAME`.
  case typedTracepoint(String)
  /// At a tracepoint, with raw arguments: `raw_tp/NAME`.
  case rawTracepoint(String)
  /// At a trace event, with its record: `tracepoint/SYSTEM/NAME`.
  case event(system: String, name: String)
  /// At counts of a performance event: `perf_event`.
  case counter
  /// In a function behind a trampoline, with arguments whose types the verifier knows: `fentry/NAME` and
  /// `fexit/NAME`.
  case trampoline(FunctionSite.Moment, String)
  /// In a function at a breakpoint, with the registers there: `kprobe/NAME` and `kretprobe/NAME`.
  case breakpoint(FunctionSite.Moment, String)

  /// Reads the name of a section; `nil` if it says none of these.
  init?(section: String) {
    let words = section.split(separator: "/").map(String.init)
    switch (words.first, words.count) {
    case ("tp_btf", 2): self = .typedTracepoint(words[1])
    case ("raw_tp", 2), ("raw_tracepoint", 2): self = .rawTracepoint(words[1])
    case ("tracepoint", 3), ("tp", 3): self = .event(system: words[1], name: words[2])
    case ("perf_event", _): self = .counter
    case ("fentry", 2): self = .trampoline(.entry, words[1])
    case ("fexit", 2): self = .trampoline(.return, words[1])
    case ("kprobe", 2): self = .breakpoint(.entry, words[1])
    case ("kretprobe", 2): self = .breakpoint(.return, words[1])
    default: return nil
    }
  }

  /// The type that the kernel knows it by.
  var programType: bpf_prog_type {
    switch self {
    case .typedTracepoint, .trampoline: BPF_PROG_TYPE_TRACING
    case .rawTracepoint: BPF_PROG_TYPE_RAW_TRACEPOINT
    case .event: BPF_PROG_TYPE_TRACEPOINT
    case .counter: BPF_PROG_TYPE_PERF_EVENT
    case .breakpoint: BPF_PROG_TYPE_KPROBE
    }
  }

  /// How it is attached, as far as the verifier has to know.
  var attachType: bpf_attach_type {
    switch self {
    case .typedTracepoint: BPF_TRACE_RAW_TP
    case .trampoline(.entry, _): BPF_TRACE_FENTRY
    case .trampoline(.return, _): BPF_TRACE_FEXIT
    // 0 stands for nothing in particular here.
    case .rawTracepoint, .event, .counter, .breakpoint: bpf_attach_type(0)
    }
  }
}
