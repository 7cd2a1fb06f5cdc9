import Diagnostics
import IR

/// Returns what `program` asks for and the BPF engine cannot do: probes where it has none, functions that change the
/// kernel or the task, or that need to know how the compiler passed arguments, and C.
package func otherEngineMistakes(in program: IR.Program, sources: SourceMap) -> [Diagnostic] {
  let sites = program.probes.compactMap { probe in
    reason(against: probe.site).map { reason in
      Diagnostic(
        .error, id: "other-engine", "the BPF engine has no probe '\(probe.point)': \(reason)",
        at: sources.range(of: program[probe.location]))
    }
  }
  var log = DiagnosticLog()
  let bodies =
    program.functions
    + program.probes.flatMap { [$0.handler, $0.kernelHalf, $0.userHalf] }
    .compactMap { $0 }
  for function in bodies {
    for block in function.blocks {
      for id in block.instructions {
        guard case .intrinsic(let intrinsic, let operands) = function[id].operation,
          intrinsic.residence == .module
        else { continue }
        let range = sources.range(of: program[function[id].location])
        if intrinsic == .module_value, case .string(let reason) = function[operands[0]].operation {
          log.add(missingValue(String(decoding: reason, as: UTF8.self), at: range))
        } else {
          log.add(mistake(intrinsic, at: range))
        }
      }
    }
  }
  return sites + log.diagnostics
}

/// Returns why the BPF engine has no probes at `site`; `nil` if it has.
private func reason(against site: Site) -> String? {
  switch site {
  case .marker(let site):
    switch site.owner {
    case .kernel, .module: "the kernels that have such markers have no BPF"
    case .program: "markers of programs can be listed, and not be probed"
    }
  case .foreign(.watchpoint): "BPF programs cannot be attached to debug registers"
  case .foreign(.process): "its probes are in the kernel, and see processes at tracepoints"
  case .foreign(.counter): "it is read by probes of processes, which this engine does not have"
  case .foreign(.netfilter):
    "its handlers decide what becomes of packets, and those of this engine only look"
  default: nil
  }
}

/// Returns what is wrong with an operator whose value only C in a module could tell, because `reason`.
private func missingValue(_ reason: String, at range: SourceRange?) -> Diagnostic {
  Diagnostic(
    .error, id: "unavailable-operator", "this engine has no such value: \(reason)", at: range)
}

/// Returns what is wrong with a call of `intrinsic`, which only a module could do.
private func mistake(_ intrinsic: Intrinsic, at range: SourceRange?) -> Diagnostic {
  guard intrinsic != .embedded_code else {
    return Diagnostic(
      .error, id: "unavailable-embedded-code",
      "embedded code is not available on this engine, which runs no C", at: range)
  }
  return Diagnostic(
    .error, id: "other-engine",
    "'\(intrinsic.rawValue)()' is a function of the module engine: a BPF program cannot do it",
    at: range)
}
