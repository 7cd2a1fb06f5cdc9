import Diagnostics
import IR

/// Reports what `program` asks for and the BPF engine cannot do: markers that were compiled in, and functions that
/// change the kernel or the task, or that need to know how the compiler passed arguments.
package func reportOtherEngines(
  in program: IR.Program, sources: SourceMap, log: inout DiagnosticLog
) {
  for probe in program.probes {
    guard case .marker(let site) = probe.site else { continue }
    let reason =
      switch site.owner {
      case .kernel, .module: "the kernels that have such markers have no BPF"
      case .program: "markers of programs can be listed, and not be probed"
      }
    log.add(
      Diagnostic(
        .error, id: "other-engine", "the BPF engine has no probe '\(probe.point)': \(reason)",
        at: sources.range(of: program[probe.location])))
  }
  for function in program.functions + program.probes.compactMap(\.handler) {
    for block in function.blocks {
      for id in block.instructions {
        guard case .intrinsic(let intrinsic, _) = function[id].operation,
          intrinsic.residence == .module
        else { continue }
        log.add(
          Diagnostic(
            .error, id: "other-engine",
            "'\(intrinsic.rawValue)()' is a function of the module engine: a BPF program cannot do it",
            at: sources.range(of: program[function[id].location])))
      }
    }
  }
}
