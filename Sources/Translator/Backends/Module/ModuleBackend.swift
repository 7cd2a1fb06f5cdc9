import Diagnostics
import IR

/// Returns the source of the module that runs the kernel halves of `program`.
///
/// It has one function for each half and one for each site. What cannot be generated is an error in `log`, and is
/// missing in the source.
///
/// - Requires: the probes have been split.
package func makeModule(
  from program: IR.Program, options: ModuleBackendOptions, sources: SourceMap,
  log: inout DiagnosticLog
) -> ModuleSource {
  let (source, problems) = makeModule(from: program, options: options)
  for (probes, problem) in problems {
    log.add(
      BPFDiagnostics.ungeneratable(
        problem, at: sources.range(of: program[problem.location]),
        probe: program.probes[probes[0]].point, id: "no-module-code"))
  }
  return source
}

/// Returns the source of the module that runs the kernel halves of `program`, and for each site that is missing in it the
/// numbers of its probes, and why.
///
/// - Requires: the probes have been split.
func makeModule(
  from program: IR.Program, options: ModuleBackendOptions
) -> (source: ModuleSource, problems: [(probes: [Int], problem: HalfProblem)]) {
  let layout = KernelLayout(of: program)
  let patterns = PatternNames(of: program)
  let embedded = EmbeddedFunctions(of: program)
  let sites = SiteFunctions(
    of: program,
    halves: HalfFunctions(of: program, layout: layout, patterns: patterns, embedded: embedded))
  let halves = sites.halves
  let list = sites.entries.map { "\t\($0)" }.joined(separator: ",\n")
  let text = [
    "// SPDX-License-Identifier: GPL-2.0\n",
    "/* " + CLiteral.comment(options.title) + " */\n",
    "#define MARKTAP_STRING_LIMIT \(program.limits.kernelStringLimit)\n",
    "#define MARKTAP_PROBE_COUNT \(program.probes.count)\n",
    halves.sendsRecords ? "#define MARKTAP_SENDS_RECORDS\n" : "",
    options.definitions.joined(),
    "#include \"runtime.h\"\n\n",
    ModuleGlobals(of: program, layout: layout).text,
    patterns.text,
    embedded.text,
    halves.text,
    "\n#line 1 \"\(ModuleBackendOptions.siteSection)\"\n",
    "union marktap_frames {\n" + halves.frames.joined() + "\tu64 nothing;\n};\n",
    sites.text,
    sites.entries.isEmpty ? "\nMARKTAP_NO_SITES;\n" : "\nMARKTAP_SITES(\n\(list)\n);\n",
    "MARKTAP_MODULE;\n",
  ]
  return (ModuleSource(text: text.joined()), sites.problems)
}
