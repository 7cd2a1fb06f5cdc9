import Diagnostics
import IR

/// Returns what `program` asks for and `engine` cannot do: probes where it has none, functions that change the kernel or
/// the task, or that need to know how the compiler passed arguments, and C.
package func otherEngineMistakes(
  in program: IR.Program, for engine: TargetEngine, sources: SourceMap
) -> [Diagnostic] {
  let sites = program.probes.compactMap { probe in
    engine.reason(against: probe.site).map { reason in
      Diagnostic(
        .error, id: "other-engine",
        "the \(engine.name) engine has no probe '\(probe.point)': \(reason)",
        at: sources.range(of: program[probe.location]))
    }
  }
  var log = DiagnosticLog()
  let bodies =
    program.functions
    + program.probes.flatMap { [$0.handler, $0.kernelHalf, $0.userHalf] }
    .compactMap { $0 }
  if engine == .module {
    for mistake in userSpaceMistakes(in: program, sources: sources) { log.add(mistake) }
  }
  for function in bodies {
    for block in function.blocks {
      for id in block.instructions {
        guard case .intrinsic(let intrinsic, let operands) = function[id].operation,
          intrinsic.residence == .module, engine == .bpf || !intrinsic.isDoneByModules
        else { continue }
        let range = sources.range(of: program[function[id].location])
        if intrinsic == .module_value, case .string(let reason) = function[operands[0]].operation {
          log.add(missingValue(String(decoding: reason, as: UTF8.self), at: range))
        } else {
          log.add(mistake(intrinsic, on: engine, at: range))
        }
      }
    }
  }
  return sites + log.diagnostics
}

/// Returns what the user halves of `program` ask for and only the module could do: their probes are not in the kernel.
private func userSpaceMistakes(in program: IR.Program, sources: SourceMap) -> [Diagnostic] {
  program.probes.flatMap { probe in
    guard let half = probe.userHalf else { return [Diagnostic]() }
    return half.blocks.flatMap(\.instructions).compactMap { id in
      guard case .intrinsic(let intrinsic, _) = half[id].operation, intrinsic.isDoneByModules,
        intrinsic != .embedded_code, intrinsic != .embedded_output
      else { return nil }
      return Diagnostic(
        .error, id: "user-space-effect",
        "'\(intrinsic.rawValue)()' runs in the kernel, and the handler of '\(probe.point)' in user space",
        at: sources.range(of: program[half[id].location]))
    }
  }
}

extension TargetEngine {
  /// The name in messages.
  fileprivate var name: String { self == .bpf ? "BPF" : "module" }

  /// Returns why the engine has no probes at `site`; `nil` if it has.
  fileprivate func reason(against site: Site) -> String? {
    switch (site, self) {
    case (.marker(let site), _):
      switch site.owner {
      case .kernel, .module:
        self == .bpf ? "the kernels that have such markers have no BPF" : nil
      case .program: "markers of programs can be listed, and not be probed"
      }
    case (.foreign(.watchpoint), .bpf): "BPF programs cannot be attached to debug registers"
    case (.foreign(.watchpoint), .module): "its probes are events, functions, clocks and counters"
    case (.foreign(.process), _): "its probes are in the kernel, and see processes at tracepoints"
    case (.foreign(.counter), _):
      "it is read by probes of processes, which this engine does not have"
    case (.foreign(.netfilter), _):
      "its handlers decide what becomes of packets, and those of this engine only look"
    default: nil
    }
  }
}

/// Returns what is wrong with an operator whose value only C in a module could tell, because `reason`.
private func missingValue(_ reason: String, at range: SourceRange?) -> Diagnostic {
  Diagnostic(
    .error, id: "unavailable-operator", "this engine has no such value: \(reason)", at: range)
}

/// Returns what is wrong with a call of `intrinsic`, which `engine` does not have.
private func mistake(
  _ intrinsic: Intrinsic, on engine: TargetEngine, at range: SourceRange?
) -> Diagnostic {
  guard intrinsic != .embedded_code else {
    return Diagnostic(
      .error, id: "unavailable-embedded-code",
      "embedded code is not available on this engine, which runs no C", at: range)
  }
  guard engine == .bpf else {
    return Diagnostic(
      .error, id: "other-engine",
      "'\(intrinsic.rawValue)()' is a function that neither engine has", at: range)
  }
  return Diagnostic(
    .error, id: "other-engine",
    "'\(intrinsic.rawValue)()' is a function of the module engine: a BPF program cannot do it",
    at: range)
}
