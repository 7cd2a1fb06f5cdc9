import Diagnostics
import IR

/// Splits each handler of `program` into a kernel half and a user half, and places the globals.
///
/// - Requires: the handlers are optimised, functions with kernel-only operations are inlined, and context
///   values are expanded.
/// - Parameter policy: how much of each handler the kernel half does.
package func split(
  _ program: Program, policy: SplitPolicy = SplitPolicy(), sources: SourceMap,
  log: inout DiagnosticLog
) -> Program {
  let splitting = Splitting(of: program, policy: policy)
  var result = splitting.program
  for index in result.probes.indices {
    do throws(SplitObstacle) {
      guard let planned = try splitting.plan(forProbe: index) else {
        result.probes[index].userHalf = result.probes[index].handler
        continue
      }
      for warning in splitting.warnings(of: planned.plan, probe: index, sources) {
        log.add(warning)
      }
      let halves = HalfBuilder(planned.handler.shape, plan: planned.plan).halves()
      result.probes[index].kernelHalf = halves.kernel
      result.probes[index].userHalf = halves.user
      result.probes[index].record = halves.record
    } catch {
      log.add(splitting.diagnostic(for: error, probe: index, sources))
    }
  }
  return result
}

/// Places the globals of `program` where they live when its handlers are split, and leaves those whole.
///
/// A replay runs handlers whole. Where it walks over an array, it finds the elements in the order in which a live run does, and
/// that is not the same for arrays in the kernel and in user space.
///
/// - Requires: as for `split`.
func placeGlobals(in program: inout Program, policy: SplitPolicy) {
  guard program.showsOrder else { return }
  let placed = Splitting(of: program, policy: policy).program
  for index in program.globals.indices where program.globals[index].isArray {
    program.globals[index].placement = placed.globals[index].placement
  }
}

extension Program {
  /// `true` iff the order of an array's elements may show: something walks over them, or they are printed at the end.
  fileprivate var showsOrder: Bool {
    globals.contains { $0.isArray && $0.printsAtEnd }
      || contains { if case .beginIteration = $0 { true } else { false } }
  }
}

/// What is decided of a whole program before its handlers are split.
struct Splitting {
  /// The program with its globals placed, and each computation where it is first needed.
  private(set) var program: Program
  /// Where globals live, and why.
  let placement: GlobalPlacement
  /// The roles of operations.
  let roles: RoleTable
  /// The handlers that run in the kernel, by probe.
  private let handlers: [Int: KernelHandler]
  /// The plans for them, or why there is none, by probe.
  private let plans: [Int: Result<SplitPlan, SplitObstacle>]

  /// The most bytes of strings that one kernel half may put together, half of what a back end has for all its
  /// strings.
  private static let stringMemory = 16 << 10

  /// Places the globals of `program`, whose kernel halves do as much as `policy` says.
  init(of program: Program, policy: SplitPolicy) {
    self.init(of: program, policy: policy, building: .inBothHalves)
    if !fitsStringMemory { self.init(of: program, policy: policy, building: .inUserHalf) }
  }

  /// Places the globals of `program`, whose kernel halves do as much as `policy` says, and put strings together as
  /// `building` says.
  private init(of program: Program, policy: SplitPolicy, building: RoleTable.StringBuilding) {
    var program = program
    let purity = PurityTable(program: program)
    var handlers: [KernelHandler] = []
    for (index, probe) in program.probes.enumerated() where probe.site.isInKernel {
      guard let handler = probe.handler else { continue }
      let sunk = sink(handler, purity: purity)
      program.probes[index].handler = sunk
      handlers.append(
        KernelHandler(
          probe: index, share: policy.share(ofProbe: index), shape: HandlerShape(sunk)))
    }
    placement = GlobalPlacement(
      program: program, handlers: handlers, building: building, engine: policy.engine)
    for index in program.globals.indices where placement.isInKernel[index] {
      program.globals[index].placement = .kernel
      program.globals[index].valueSize = placement.sizes.valueSizes[index]
      program.globals[index].keySizes = placement.sizes.keySizes[index]
    }
    roles = RoleTable(
      program: program, isInKernel: placement.isInKernel, engine: policy.engine
    ).building(building)
    self.handlers = Dictionary(uniqueKeysWithValues: handlers.map { ($0.probe, $0) })
    plans = placement.plans
    self.program = program
  }

  /// `true` iff each kernel half has memory for the strings that it puts together.
  private var fitsStringMemory: Bool {
    let size = 2 * KernelSizes.rounded(program.limits.maximumStringLength)
    let limit = Self.stringMemory / size
    return handlers.values.allSatisfy { handler in
      let function = handler.shape.function
      let building = handler.shape.instructions.filter { function[$0].operation.buildsString }
      guard building.count > limit, let plan = try? plans[handler.probe]?.get() else { return true }
      return building.count { plan.kernelInstructions.contains($0) } <= limit
    }
  }

  /// Returns the plan for the handler of the probe numbered `probe`, with the handler; `nil` if it does not run in
  /// the kernel.
  ///
  /// - Throws: `SplitObstacle` if what only the kernel can do depends on what only user space can do.
  func plan(
    forProbe probe: Int
  ) throws(SplitObstacle) -> (handler: KernelHandler, plan: SplitPlan)? {
    guard let handler = handlers[probe], let plan = plans[probe] else { return nil }
    return (handler, try plan.get())
  }

  /// Returns a warning for each place where the user half of the probe numbered `probe` reads memory, in order.
  func warnings(of plan: SplitPlan, probe: Int, _ sources: SourceMap) -> [Diagnostic] {
    guard let function = handlers[probe]?.shape.function else { return [] }
    var places: [LocationID] = []
    for read in plan.lateReads.sorted(by: { $0.index < $1.index })
    where function[read].operation.readsMemory && !places.contains(function[read].location) {
      places.append(function[read].location)
    }
    return places.map {
      SplitDiagnostics.lateRead(
        at: sources.range(of: program[$0]), probe: program.probes[probe].point)
    }
  }

  /// Returns the diagnostic for the probe numbered `probe`, whose handler cannot be split because of `obstacle`.
  func diagnostic(for obstacle: SplitObstacle, probe: Int, _ sources: SourceMap) -> Diagnostic {
    guard let function = handlers[probe]?.shape.function else {
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
