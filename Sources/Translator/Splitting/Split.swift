import Diagnostics
import IR

/// Splits each handler of `program` into a kernel half and a user half, and places the globals.
///
/// - Requires: the handlers are optimised, functions with kernel-only operations are inlined, and context
///   values are expanded.
package func split(_ program: Program, sources: SourceMap, log: inout DiagnosticLog) -> Program {
  var result = program
  var shapes: [Int: HandlerShape] = [:]
  let purity = PurityTable(program: program)
  for (index, probe) in program.probes.enumerated() where probe.site.isInKernel {
    guard let handler = probe.handler else { continue }
    let sunk = sink(handler, purity: purity)
    result.probes[index].handler = sunk
    shapes[index] = HandlerShape(sunk)
  }
  placeGlobals(of: &result, shapes: shapes.sorted { $0.key < $1.key }.map(\.value))
  let roles = RoleTable(
    program: result, isInKernel: result.globals.map { $0.placement == .kernel })
  for index in result.probes.indices {
    guard let shape = shapes[index] else {
      result.probes[index].userHalf = result.probes[index].handler
      continue
    }
    do {
      let plan = try SplitPlanner(shape, roles: roles).planned()
      let halves = HalfBuilder(shape, plan: plan).halves()
      result.probes[index].kernelHalf = halves.kernel
      result.probes[index].userHalf = halves.user
      result.probes[index].record = halves.record
    } catch {
      log.add(diagnostic(for: error, probe: result.probes[index], shape, result, sources))
    }
  }
  return result
}

/// Decides where the globals of `program` live, and how large their keys are.
private func placeGlobals(of program: inout Program, shapes: [HandlerShape]) {
  let placement = GlobalPlacement(program: program, shapes: shapes)
  for index in program.globals.indices where placement.isInKernel[index] {
    program.globals[index].placement = .kernel
    program.globals[index].valueSize = placement.sizes.valueSizes[index]
    if let keySizes = placement.sizes.keySizes[index] { program.globals[index].keySizes = keySizes }
  }
}

/// Returns the diagnostic for a handler that cannot be split.
private func diagnostic(
  for obstacle: SplitObstacle, probe: Probe, _ shape: HandlerShape, _ program: Program,
  _ sources: SourceMap
) -> Diagnostic {
  let kernel = program[shape.function[obstacle.kernelOperation].location]
  let user = shape.function[obstacle.userOperation]
  return SplitDiagnostics.unplaceable(
    kernel: sources.range(of: kernel), user: sources.range(of: program[user.location]),
    probe: probe.point, userOperation: SplitDiagnostics.words(for: user.operation, in: program))
}
