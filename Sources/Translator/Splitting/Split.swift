import Diagnostics
import IR

/// Splits each handler of `program` into a kernel half and a user half, and places the globals.
///
/// - Requires: the handlers are optimised, functions with kernel-only operations are inlined, and context
///   values are expanded.
package func split(_ program: Program, sources: SourceMap, log: inout DiagnosticLog) -> Program {
  let splitting = Splitting(of: program)
  var result = splitting.program
  for index in result.probes.indices {
    do throws(SplitObstacle) {
      guard let planned = try splitting.plan(forProbe: index) else {
        result.probes[index].userHalf = result.probes[index].handler
        continue
      }
      let halves = HalfBuilder(planned.shape, plan: planned.plan).halves()
      result.probes[index].kernelHalf = halves.kernel
      result.probes[index].userHalf = halves.user
      result.probes[index].record = halves.record
    } catch {
      log.add(splitting.diagnostic(for: error, probe: index, sources))
    }
  }
  return result
}

/// What is decided of a whole program before its handlers are split.
struct Splitting {
  /// The program with its globals placed, and each computation where it is first needed.
  private(set) var program: Program
  /// Where globals live, and why.
  let placement: GlobalPlacement
  /// The roles of operations.
  let roles: RoleTable
  /// The shapes of the handlers that run in the kernel, by probe.
  private let shapes: [Int: HandlerShape]

  /// Places the globals of `program`.
  init(of program: Program) {
    var program = program
    let purity = PurityTable(program: program)
    var handlers: [KernelHandler] = []
    for (index, probe) in program.probes.enumerated() where probe.site.isInKernel {
      guard let handler = probe.handler else { continue }
      let sunk = sink(handler, purity: purity)
      program.probes[index].handler = sunk
      handlers.append(KernelHandler(probe: index, shape: HandlerShape(sunk)))
    }
    placement = GlobalPlacement(program: program, handlers: handlers)
    for index in program.globals.indices where placement.isInKernel[index] {
      program.globals[index].placement = .kernel
      program.globals[index].valueSize = placement.sizes.valueSizes[index]
      program.globals[index].keySizes = placement.sizes.keySizes[index]
    }
    roles = RoleTable(program: program, isInKernel: placement.isInKernel)
    shapes = Dictionary(uniqueKeysWithValues: handlers.map { ($0.probe, $0.shape) })
    self.program = program
  }

  /// Returns the plan for the handler of the probe numbered `probe`, with what it was made by; `nil` if it
  /// does not run in the kernel.
  ///
  /// - Throws: `SplitObstacle` if what only the kernel can do depends on what only user space can do.
  func plan(
    forProbe probe: Int
  ) throws(SplitObstacle) -> (shape: HandlerShape, planner: SplitPlanner, plan: SplitPlan)? {
    guard let shape = shapes[probe] else { return nil }
    let planner = SplitPlanner(shape, roles: roles)
    return (shape, planner, try planner.planned())
  }

  /// Returns the diagnostic for the probe numbered `probe`, whose handler cannot be split because of `obstacle`.
  func diagnostic(for obstacle: SplitObstacle, probe: Int, _ sources: SourceMap) -> Diagnostic {
    guard let function = shapes[probe]?.function else {
      preconditionFailure("a handler that is not split has an obstacle")
    }
    let kernel = program[function[obstacle.kernelOperation].location]
    let user = function[obstacle.userOperation]
    return SplitDiagnostics.unplaceable(
      kernel: sources.range(of: kernel), user: sources.range(of: program[user.location]),
      probe: program.probes[probe].point,
      userOperation: SplitDiagnostics.words(for: user.operation, in: program))
  }
}
