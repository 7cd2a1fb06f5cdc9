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
  for function in program.functions {
    var lowering = BodyLowering(
      of: function, results: results, limits: program.limits, locations: locations.take())
    lowering.append(function)
    locations = lowering.locations.take()
    result.functions.append(lowering.function)
  }
  for (index, probe) in program.probes.enumerated() {
    let place = locations.location(of: probe.range)
    var lowering = BodyLowering(
      of: probe, name: "probe_\(index)", results: results, limits: program.limits,
      locations: locations.take())
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
