import IR

/// Decides which globals live in the kernel.
///
/// A global lives in the kernel if
/// - a kernel half must read it: what only the kernel can do, or whether a record is due, depends on it; or
/// - keeping it there saves records: a handler does nothing that shows but counting in it.
///
/// All others live in user space, where they cost nothing in the kernel and keep the exact semantics of a
/// single thread. An array that one handler only fills, and another, which sends a record anyway, reads
/// (the usual way to pair an entry with its exit) is one of these.
struct GlobalPlacement {
  /// The program.
  private let program: Program
  /// The handlers that run in the kernel.
  private let handlers: [KernelHandler]
  /// Their shapes.
  private var shapes: [HandlerShape] { handlers.map(\.shape) }
  /// The roles of operations with all globals in user space.
  private let roles: RoleTable
  /// How many bytes keys and values take in the kernel.
  let sizes: KernelSizes
  /// The plans that were made so far.
  private var attempts = SplitPlans()
  /// The plans of the handlers with the globals where they are placed, or why there is none, by probe.
  private(set) var plans: [Int: Result<SplitPlan, SplitObstacle>] = [:]
  /// For each global what keeps it from living in the kernel; `nil` if nothing does.
  private(set) var obstacles: [PlacementObstacle?]
  /// The arrays that pair two events, of which one sends a record anyway, by number.
  private(set) var pairedArrays: Set<Int> = []
  /// For each global why it lives in the kernel; `nil` if it does not.
  private(set) var reasons: [PlacementReason?]

  /// The globals that could live in the kernel, by number.
  private var isCapable: [Bool] { obstacles.map { $0 == nil } }
  /// The globals that live in the kernel, by number.
  var isInKernel: [Bool] { reasons.map { $0 != nil } }

  /// Places the globals of `program`, whose kernel handlers are `handlers`, are run by `engine`, and put strings
  /// together as `building` says.
  init(
    program: Program, handlers: [KernelHandler], building: RoleTable.StringBuilding,
    engine: TargetEngine
  ) {
    self.program = program
    self.handlers = handlers
    let sizes = KernelSizes(program: program)
    self.sizes = sizes
    obstacles = sizes.obstacles
    reasons = []
    roles = RoleTable(
      program: program, isInKernel: program.globals.map { _ in false }, engine: engine
    ).building(building)
    restrictToShares()
    restrictToSupportedAccesses()
    restrictToComputableWrites()
    repeat {
      reasons = program.globals.map { _ in nil }
      placeCounters()
      placeWhatKernelHalvesRead()
    } while restrictToSplittableHandlers()
  }

  // MARK: What could live in the kernel

  /// Takes those globals out that a handler uses whose kernel half is to do nothing but read.
  private mutating func restrictToShares() {
    for handler in handlers where handler.share != .whatSavesRecords {
      for instruction in handler.shape.reachableInstructions {
        if let global = instruction.operation.global {
          hinder(global.index, by: .share(probe: handler.probe))
        }
      }
    }
  }

  /// Takes those globals out that some kernel handler accesses in a way that kernel halves cannot, or that a
  /// function accesses which such a handler calls.
  private mutating func restrictToSupportedAccesses() {
    var isCalled = [Bool](repeating: false, count: program.functions.count)
    for shape in shapes {
      for instruction in shape.reachableInstructions {
        restrict(by: instruction)
        if case .call(let callee, _) = instruction.operation { mark(callee, in: &isCalled) }
      }
    }
    for (index, function) in program.functions.enumerated() where isCalled[index] {
      for instruction in function.instructions {
        if let global = instruction.operation.global {
          hinder(global.index, by: .function(FunctionID(index)))
        }
      }
    }
  }

  /// Notes that `obstacle` keeps the global numbered `global` from living in the kernel, unless another one does.
  private mutating func hinder(_ global: Int, by obstacle: PlacementObstacle) {
    if obstacles[global] == nil { obstacles[global] = obstacle }
  }

  /// Marks `function` and all that it calls.
  private func mark(_ function: FunctionID, in isCalled: inout [Bool]) {
    guard !isCalled[function.index] else { return }
    isCalled[function.index] = true
    for instruction in program[function].instructions {
      if case .call(let callee, _) = instruction.operation { mark(callee, in: &isCalled) }
    }
  }

  /// Takes the global of `instruction` out unless kernel halves can do it.
  private mutating func restrict(by instruction: Instruction) {
    guard let global = instruction.operation.global else { return }
    switch instruction.operation {
    case .readGlobal, .writeGlobal, .addToGlobal, .accumulate: return
    case .contains(_, let keys): if keys.allSatisfy({ $0 != nil }) { return }
    case .delete(_, let keys):
      if !keys.isEmpty, keys.allSatisfy({ $0 != nil }) { return }
    default: break
    }
    hinder(global.index, by: .access(instruction.location))
  }

  /// Takes those globals out that some kernel handler sets to, or under, what only user space knows.
  private mutating func restrictToComputableWrites() {
    var changed = true
    while changed {
      changed = false
      let roles = self.roles.placing(isCapable)
      for handler in handlers {
        let shape = handler.shape
        let computability = KernelComputability(of: handler, roles: roles)
        for (block, id) in shape.reachable {
          guard let global = shape.function[id].operation.global, obstacles[global.index] == nil
          else { continue }
          if !computability.isComputable[id.index] || !computability.isDecidable[block.index] {
            hinder(global.index, by: .unknownValue(shape.function[id].location))
            changed = true
          }
        }
      }
    }
  }

  /// Takes those globals out of the kernel because of which a handler could not be split, since others that it depends
  /// on have stayed in user space; returns whether there were any.
  private mutating func restrictToSplittableHandlers() -> Bool {
    let roles = self.roles.placing(isInKernel)
    var changed = false
    for handler in handlers {
      let plan = Result { () throws(SplitObstacle) in try attempts.plan(for: handler, roles) }
      plans[handler.probe] = plan
      guard case .failure(let obstacle) = plan else { continue }
      let instruction = handler.shape.function[obstacle.kernelOperation]
      guard let global = instruction.operation.global, obstacles[global.index] == nil else {
        continue
      }
      hinder(global.index, by: .unknownValue(instruction.location))
      changed = true
    }
    return changed
  }

  // MARK: What does live in the kernel

  /// Places those globals whose place in the kernel makes a handler silent.
  private mutating func placeCounters() {
    let roles = self.roles.placing(isCapable)
    let isSilent = shapes.map { shape in
      shape.reachableInstructions.allSatisfy { roles.role(of: $0.operation) != .userEffect }
    }
    let pairing = pairingArrays(isSilent: isSilent)
    for (handler, isSilent) in zip(handlers, isSilent) where isSilent {
      let globals = handler.shape.globals
      guard pairing.isDisjoint(with: globals) else { continue }
      for global in globals { place(global, because: .countsSilently(probe: handler.probe)) }
    }
    for global in pairing { pairedArrays.insert(global) }
  }

  /// Returns the arrays that a silent handler fills and one that sends records reads.
  private func pairingArrays(isSilent: [Bool]) -> Set<Int> {
    var filled: Set<Int> = []
    var read: Set<Int> = []
    for (shape, isSilent) in zip(shapes, isSilent) {
      for instruction in shape.reachableInstructions {
        guard let global = instruction.operation.global, program[global].isArray else { continue }
        switch instruction.operation {
        case .writeGlobal: if isSilent { filled.insert(global.index) }
        default: if !isSilent { read.insert(global.index) }
        }
      }
    }
    return filled.intersection(read)
  }

  /// Places those globals that kernel halves read, until no more follow from that.
  private mutating func placeWhatKernelHalvesRead() {
    var changed = true
    while changed {
      changed = false
      for handler in handlers {
        for global in globalsRead(by: handler) where reasons[global] == nil {
          place(global, because: .isRead(probe: handler.probe))
          changed = true
        }
        for global in globalsThatFilter(handler) where reasons[global] == nil {
          place(global, because: .decides(probe: handler.probe))
          changed = true
        }
      }
    }
  }

  /// Places the global numbered `global` in the kernel if it can live there, unless it is there for another reason.
  private mutating func place(_ global: Int, because reason: PlacementReason) {
    if obstacles[global] == nil, reasons[global] == nil { reasons[global] = reason }
  }

  /// Returns the globals that the kernel half of `handler` reads, if all that could live in the kernel may be read
  /// there.
  ///
  /// If the handler cannot be split otherwise, that is the global by which it decides what only the kernel can do.
  private mutating func globalsRead(by handler: KernelHandler) -> Set<Int> {
    let roles = self.roles.placing(isInKernel, reading: isCapable)
    do throws(SplitObstacle) {
      let plan = try attempts.plan(for: handler, roles)
      return globals(of: plan.kernelInstructions, in: handler.shape)
    } catch {
      return globals(of: [error.userOperation], in: handler.shape).filter { isCapable[$0] }
    }
  }

  /// Returns the globals that let the kernel half of `handler` do without a record in more cases if they live in the
  /// kernel: those that decide whether a record is due, and those that are set before.
  private mutating func globalsThatFilter(_ handler: KernelHandler) -> Set<Int> {
    let present = roles.placing(isInKernel)
    let ideal = roles.placing(isCapable)
    guard let commit = try? attempts.plan(for: handler, present).commit,
      let plan = try? attempts.plan(for: handler, ideal), let later = plan.commit,
      later.block != commit.block
    else { return [] }
    let region = CommitRegion(CommitPoint(block: later.block, position: 0), in: handler.shape)
    return globals(of: plan.kernelInstructions.filter { !region.contains($0) }, in: handler.shape)
  }

  /// Returns the globals that the instructions `ids` of the handler of `shape` access.
  private func globals(of ids: Set<ValueID>, in shape: HandlerShape) -> Set<Int> {
    Set(ids.compactMap { shape.function[$0].operation.global?.index })
  }
}

extension HandlerShape {
  /// All instructions that can run, with their blocks.
  var reachable: [(BlockID, ValueID)] {
    instructions.compactMap { id in blocks[id.index].map { ($0, id) } }
  }

  /// All instructions that can run.
  var reachableInstructions: [Instruction] { instructions.map { function[$0] } }
}
