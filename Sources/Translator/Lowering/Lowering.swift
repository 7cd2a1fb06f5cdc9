import Diagnostics
import IR

/// Returns the program that `program` says, with one handler for each probe and one function for each
/// function; nothing is split or optimised yet.
///
/// Places of `sources` that run-time messages may name become locations of the program.
package func lower(_ program: TypedProgram, sources: SourceMap) -> Program {
  var result = Program(limits: program.limits)
  result.globals = program.globals
  var locations = LocationTable(sources: sources)
  let results = program.functions.map(\.result)
  var bounds = ActionBounds(of: program, sources: sources)
  let functionBounds = program.functions.indices.map { bounds.bound(of: FunctionID($0)) }
  let counting = ActionCount.Mode.ofScript(sources, calls: functionBounds.map(\.finiteCount))
  for (function, bound) in zip(program.functions, functionBounds) {
    var lowering = BodyLowering(
      of: function, results: results, limits: program.limits, locations: locations.take(),
      actions: bound == .infinite ? counting : .off)
    lowering.append(function)
    locations = lowering.locations.take()
    result.functions.append(lowering.function)
  }
  for (index, probe) in program.probes.enumerated() {
    let place = locations.location(of: probe.range)
    let bound = bounds.bound(of: probe.body)
    var lowering = BodyLowering(
      of: probe, name: "probe_\(index)", results: results, limits: program.limits,
      locations: locations.take(), actions: bound == .infinite ? counting : .off)
    let limit = program.limits.maximumActions(at: probe.site)
    if case .finite(let count) = bound, count > limit { lowering.exceedActions(limit) }
    lowering.append(probe)
    locations = lowering.locations.take()
    result.probes.append(
      Probe(point: probe.point, site: probe.site, location: place, handler: lowering.function))
  }
  for code in program.declarations {
    result.declarations.append((code.text, locations.location(of: code.range)))
  }
  result.locations = locations.locations
  return result
}
