import CBPF
import KernelDescription

/// Gathers the tracepoints of one BTF from the names of what the kernel generates for each.
///
/// For a tracepoint `X` there may be: the function `__traceiter_X` that calls its probes (since 5.11), the
/// function `__probestub_X` (since 6.4), the function `__bpf_trace_X` where its event has a class of its own, and
/// the typedef `btf_trace_X` of a pointer to a probe, whose arguments have no names. In each, the first argument
/// is the probe's private data.
struct TracepointCollector {
  /// What the kernel generates, best source of a prototype first.
  private enum Source: Int, CaseIterable {
    /// `__traceiter_X`.
    case iterator

    /// `__probestub_X`.
    case stub

    /// `__bpf_trace_X`; for a class, `X` need not be a tracepoint.
    case program

    /// `btf_trace_X`.
    case typedef

    /// What stands before the name of the tracepoint.
    var prefix: StaticString {
      switch self {
      case .iterator: "__traceiter_"
      case .stub: "__probestub_"
      case .program: "__bpf_trace_"
      case .typedef: "btf_trace_"
      }
    }
  }

  /// The module that has the types; nil for the image.
  private let module: String?

  /// For each source, the ids by the name of the tracepoint.
  private var ids = [[String: UInt32]](repeating: [:], count: Source.allCases.count)

  /// Creates a collector for the types of `module`, or of the image.
  init(module: String?) { self.module = module }

  /// Keeps `id` if its name is one that is generated for a tracepoint.
  mutating func look(at type: TypeView, id: UInt32, in types: borrowing LoadedTypes) {
    switch type.kind {
    case .function:
      let name = types.name(at: type.nameOffset)
      guard name.count > 2, name[0] == UInt8(ascii: "_"), name[1] == UInt8(ascii: "_") else {
        return
      }
      _ = keep(id, name, .iterator) || keep(id, name, .stub) || keep(id, name, .program)
    case .alias:
      _ = keep(id, types.name(at: type.nameOffset), .typedef)
    default: break
    }
  }

  /// Keeps `id` and returns `true` if `name` is what `source` is called.
  private mutating func keep(
    _ id: UInt32, _ name: UnsafeBufferPointer<UInt8>, _ source: Source
  ) -> Bool {
    guard name.goesOn(from: source.prefix) else { return false }
    let tracepoint = String(decoding: name[source.prefix.utf8CodeUnitCount...], as: UTF8.self)
    if ids[source.rawValue][tracepoint] == nil { ids[source.rawValue][tracepoint] = id }
    return true
  }

  /// Returns the tracepoints, in byte order; `described` says what id a type has in the description.
  func tracepoints(
    in types: borrowing LoadedTypes, describedAs described: DescribedIDs
  ) -> [Tracepoint] {
    // Without the typedef BPF programs cannot be attached, which is how the kernel marks a tracepoint that is
    // declared and not to be used, such as `sched_set_state_tp`.
    let names = ids[Source.typedef.rawValue].keys
    var tracepoints: [Tracepoint] = []
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      tracepoints.append(
        Tracepoint(
          name: name, module: module, attachTypeID: ids[Source.typedef.rawValue][name],
          parameters: parameters(of: name, in: types, describedAs: described)))
    }
    return tracepoints
  }

  /// Returns the arguments of a tracepoint from the best source.
  private func parameters(
    of name: String, in types: borrowing LoadedTypes, describedAs described: DescribedIDs
  ) -> [Tracepoint.Parameter] {
    for source in Source.allCases {
      guard let id = ids[source.rawValue][name], let prototype = prototype(of: id, in: types)
      else { continue }
      return prototype.elements(btf_param.self).dropFirst().map { parameter in
        Tracepoint.Parameter(
          name: String(decoding: types.name(at: parameter.name_off), as: UTF8.self),
          type: described[parameter.type], typeText: "")
      }
    }
    return []
  }

  /// Returns the function prototype that a function, or a typedef of a pointer to one, has.
  private func prototype(of id: UInt32, in types: borrowing LoadedTypes) -> TypeView? {
    var next = types.type(id)
    for _ in 0..<4 {
      guard let type = next else { return nil }
      if type.kind == .functionPrototype { return type }
      next = types.type(type.target)
    }
    return nil
  }
}
