import IR

/// How one handler is split: what the kernel half does, what it captures, and where a record is due.
///
/// The kernel half is the backward slice of the handler with respect to its effects on kernel-placed
/// globals and to all values that the user half needs captured. The user half starts where the record is
/// due (the commit point) and runs the rest of the handler again over the captured values.
struct SplitPlan {
  /// Where a captured value comes from.
  enum Capture: Hashable {
    /// An instruction that runs before the commit point; captured there.
    case atCommit(ValueID)
    /// An instruction that is moved to the commit point, since nothing else in the kernel half needs it,
    /// or because the kernel cannot know whether its own place is reached.
    case movedToCommit(ValueID)
    /// A local that is set before the commit point and read behind it.
    case local(LocalID)
    /// An instruction behind the commit point; captured at once.
    case inPlace(ValueID)
    /// An instruction in a loop; captured at once, in the stream.
    case inStream(ValueID)
  }

  /// The instructions of the handler that the kernel half keeps in their places.
  var kernelInstructions: Set<ValueID> = []
  /// The blocks whose decisions the kernel half keeps.
  var kernelDecisions: Set<BlockID> = []
  /// The instructions of the handler that the user half keeps, captured ones included.
  var userInstructions: Set<ValueID> = []
  /// The blocks whose decisions the user half keeps.
  var userDecisions: Set<BlockID> = []
  /// Where a record is due; `nil` if the handler needs no user half.
  var commit: CommitPoint?
  /// What is captured, in the order of the slots and then of the stream.
  var captures: [Capture] = []
  /// The reads of memory that the user half does itself, a moment later.
  var lateReads: Set<ValueID> = []
}

/// Why a handler cannot be split.
struct SplitObstacle: Error, Hashable {
  /// The instruction that only the kernel can do.
  let kernelOperation: ValueID
  /// The instruction that only user space can do and on which it depends.
  let userOperation: ValueID
}

/// Makes the plan for one handler.
struct SplitPlanner {
  /// The handler.
  private let handler: KernelHandler
  /// The shape of the handler.
  var shape: HandlerShape { handler.shape }
  /// The roles of its instructions.
  let roles: HandlerRoles
  /// What the kernel can compute of it.
  let computability: KernelComputability
  /// What the kernel can compute of it at a price that is worth paying for a capture.
  let affordability: KernelComputability
  /// The plan so far.
  private var plan = SplitPlan()

  /// Creates a planner for `handler`.
  init(_ handler: KernelHandler, roles: RoleTable) {
    let table = handler.share == .whatSavesRecords ? roles : roles.building(.inUserHalf)
    self.init(handler, roles: HandlerRoles(function: handler.shape.function, table: table))
  }

  /// Creates a planner for `handler`, whose instructions have the roles of `roles`.
  private init(_ handler: KernelHandler, roles: HandlerRoles) {
    self.handler = handler
    self.roles = roles
    computability = KernelComputability(of: handler, roles: roles)
    affordability =
      handler.shape.instructions.contains {
        handler.shape.function[$0].operation.isDearInKernel
      }
      ? KernelComputability(of: handler, roles: roles.building(.inUserHalf)) : computability
    plan.lateReads = roles.lateReads
  }

  /// Returns the plan.
  ///
  /// - Throws: `SplitObstacle` if what only the kernel can do depends on what only user space can do.
  func planned() throws(SplitObstacle) -> SplitPlan {
    var planner = self
    while true {
      do throws(SplitObstacle) {
        try planner.make()
        return planner.plan
      } catch {
        let read = error.kernelOperation
        guard shape.function[read].operation.canBeReadLate,
          !planner.roles.lateReads.contains(read)
        else { throw error }
        planner = SplitPlanner(handler, roles: planner.roles.readingLate(read))
      }
    }
  }

  /// Returns the role of the instruction `id`.
  private func role(_ id: ValueID) -> OperationRole {
    roles[id]
  }

  /// All instructions that can run, in an order in which dominating ones come first.
  private var instructions: [ValueID] { shape.instructions }

  /// The instructions that count statements.
  private var countings: [ValueID] {
    instructions.filter { shape.function[$0].operation.countsActions }
  }

  /// Fills the plan.
  private mutating func make() throws(SplitObstacle) {
    let effects = instructions.filter { role($0) == .kernelEffect }
    try keepInKernel(effects)
    plan.commit = commitPoint()
    guard let commit = plan.commit else {
      // Nobody but the kernel half can tell what fails.
      try keepInKernel(instructions.filter(failsTwice))
      if !plan.kernelInstructions.isEmpty { plan.kernelInstructions.formUnion(countings) }
      return
    }
    try keepDecisions(over: commit.block, for: nil)
    let region = CommitRegion(commit, in: shape)
    try keepInKernel(failures(outside: region))
    try planUserHalf(behind: region)
    // What is counted depends on nothing: each half counts what it comes by, and neither what the other does.
    plan.kernelInstructions.formUnion(countings.filter { !region.contains($0) })
    plan.userInstructions.formUnion(countings.filter(region.contains))
  }

  // MARK: The commit point

  /// Returns where a record is due: the last point that comes before everything that user space has to do
  /// and that the kernel can find its way to; the start if the kernel half is to do nothing but read.
  private func commitPoint() -> CommitPoint? {
    let visible = instructions.filter(needsRecord)
    guard let first = visible.first, var block = shape.blocks[first.index] else { return nil }
    if handler.share != .whatSavesRecords { return CommitPoint(block: .entry, position: 0) }
    for id in visible.dropFirst() {
      if let other = shape.blocks[id.index] { block = shape.dominators.common(block, other) }
    }
    block = reachable(end(of: block)).block
    let position = shape.function[block].instructions.firstIndex(where: isVisible)
    return settled(
      CommitPoint(
        block: block, position: position ?? shape.function[block].instructions.count),
      before: visible)
  }

  /// Returns `point`, or the last point above it before which no local that the user half needs is set to
  /// something that only user space knows, and nothing fails that leads to one of `visible`.
  private func settled(_ point: CommitPoint, before visible: [ValueID]) -> CommitPoint {
    var point = point
    while true {
      point = aboveFailures(point, before: visible)
      let obstacles = userSlice(behind: CommitRegion(point, in: shape)).obstacles
      if obstacles.isEmpty { return point }
      point = reachable(obstacles.reduce(point, above))
    }
  }

  /// Returns `point`, or the last point above it in its block before which nothing fails, if a failure leads to a
  /// catch block from where one of `visible` can be reached.
  private func aboveFailures(_ point: CommitPoint, before visible: [ValueID]) -> CommitPoint {
    let block = shape.function[point.block]
    guard let handler = block.catchBlock,
      let first = block.instructions.firstIndex(where: { shape.function[$0].operation.canFail }),
      first < point.position
    else { return point }
    let reached = shape.graph.blocksReachable(from: handler)
    let isSeen = visible.contains { id in
      shape.blocks[id.index].map { $0 == handler || reached[$0.index] } ?? false
    }
    return isSeen ? CommitPoint(block: point.block, position: first) : point
  }

  /// Returns the last point that comes before both `point` and the instruction `id`, which runs before it.
  private func above(_ point: CommitPoint, _ id: ValueID) -> CommitPoint {
    guard let block = shape.blocks[id.index] else { return point }
    let common = shape.dominators.common(point.block, block)
    if common == block { return CommitPoint(block: block, position: shape.positions[id.index]) }
    return common == point.block ? point : end(of: common)
  }

  /// Returns `point`, or the last point above it that stands in no loop and that the kernel can find its way
  /// to.
  private func reachable(_ point: CommitPoint) -> CommitPoint {
    var point = point
    while shape.isInLoop[point.block.index] || !computability.isDecidable[point.block.index] {
      guard let above = shape.dominators.immediateDominator(of: point.block) else { break }
      point = end(of: above)
    }
    return point
  }

  /// Returns the point behind all instructions of `block`.
  private func end(of block: BlockID) -> CommitPoint {
    CommitPoint(block: block, position: shape.function[block].instructions.count)
  }

  /// `true` iff user space has to know when `id` runs.
  private func isVisible(_ id: ValueID) -> Bool {
    switch role(id) {
    case .userEffect: true
    case .kernelRead, .kernelEffect, .local: false
    case .shared, .userRead:
      shape.function.canFail(id) && !plan.kernelInstructions.contains(id)
    }
  }

  /// `true` iff the instruction `id` can fail in either half: where both do it, each fails for itself.
  private func failsTwice(_ id: ValueID) -> Bool {
    role(id) == .shared && shape.function.canFail(id)
  }

  /// `true` iff a record has to be due when `id` runs: user space has to know, and the kernel cannot tell it
  /// by a failure record.
  private func needsRecord(_ id: ValueID) -> Bool {
    guard isVisible(id), let block = shape.blocks[id.index] else { return false }
    return role(id) != .shared || handler.share != .whatSavesRecords
      || !affordability.isComputable[id.index]
      || !affordability.isDecidable[block.index]
  }

  /// Returns what both halves can do, may fail, and is come to on some way outside of `region`: there the kernel half fails
  /// for both.
  private func failures(outside region: CommitRegion) -> [ValueID] {
    instructions.filter { role($0) == .shared && isVisible($0) && !region.alwaysContains($0) }
  }

  /// `true` iff the instruction `id` can fail and yields a value, whose slot then holds the failure, or does what only
  /// modules do, which costs so much that a slot for the failure alone matters little.
  private func failsVisibly(_ id: ValueID) -> Bool {
    let instruction = shape.function[id]
    guard instruction.operation.canFail else { return false }
    if case .intrinsic(let intrinsic, _) = instruction.operation, intrinsic.residence == .module {
      return true
    }
    return instruction.type != nil
  }

  // MARK: The kernel half

  /// Keeps `roots` in the kernel half, with all that they need.
  private mutating func keepInKernel(_ roots: [ValueID]) throws(SplitObstacle) {
    var pending = roots
    while let id = pending.popLast() {
      guard let block = shape.blocks[id.index],
        plan.kernelInstructions.insert(id).inserted
      else { continue }
      guard computability.isComputable[id.index] else {
        throw SplitObstacle(kernelOperation: id, userOperation: culprit(of: id))
      }
      pending += inputs(of: id)
      if shape.isNoticed(id, roles) { pending += shape.failures(before: id) }
      pending += try decisions(over: block, for: id)
    }
  }

  /// Keeps the decisions in the kernel half that lead to `block`.
  private mutating func keepDecisions(over block: BlockID, for id: ValueID?) throws(SplitObstacle) {
    try keepInKernel(try decisions(over: block, for: id))
  }

  /// Notes the decisions that lead to `block`, and returns the instructions that they need.
  private mutating func decisions(
    over block: BlockID, for id: ValueID?
  ) throws(SplitObstacle) -> [ValueID] {
    var needed: [ValueID] = []
    for control in shape.controls[block.index] {
      if let obstacle = computability.obstacle[block.index], let id {
        throw SplitObstacle(kernelOperation: id, userOperation: culprit(of: obstacle))
      }
      guard plan.kernelDecisions.insert(control.block).inserted else { continue }
      needed += shape.deciders(of: control)
      needed += try decisions(over: control.block, for: id)
    }
    return needed
  }

  /// Returns the instructions whose results `id` uses, those that set the local it reads included.
  private func inputs(of id: ValueID) -> [ValueID] {
    let operation = shape.function[id].operation
    if case .readLocal(let local) = operation { return shape.writes[local.index] }
    return operation.operands
  }

  /// Returns an instruction that only user space can do and that `id` depends on.
  private func culprit(of id: ValueID) -> ValueID {
    var visited: Set<ValueID> = []
    var pending = [id]
    while let current = pending.popLast() {
      guard visited.insert(current).inserted else { continue }
      switch role(current) {
      case .userRead, .userEffect: return current
      case .kernelRead, .kernelEffect, .shared, .local: break
      }
      if current != id, let block = shape.blocks[current.index],
        let obstacle = computability.obstacle[block.index]
      {
        return obstacle
      }
      pending += inputs(of: current).filter { !computability.isComputable[$0.index] }
      if case .readLocal(let local) = shape.function[current].operation {
        pending += shape.writes[local.index]
      }
    }
    return id
  }

  // MARK: The user half

  /// Returns what the user half does if it starts where `region` does.
  private func userSlice(behind region: CommitRegion) -> UserSlice {
    let roots = instructions.filter { id in
      guard region.contains(id) else { return false }
      // What fails in the kernel half behind the commit point must fail in the user half, too.
      return isVisible(id) || failsTwice(id) || role(id).isKernelOnly && failsVisibly(id)
    }
    return UserSlice(
      of: roots, behind: region, in: shape, roles: roles, computability: affordability)
  }

  /// Plans the user half, which starts where `region` does, and what has to be captured for it.
  private mutating func planUserHalf(behind region: CommitRegion) throws(SplitObstacle) {
    let slice = userSlice(behind: region)
    plan.userInstructions = slice.instructions
    plan.userDecisions = slice.decisions
    for local in slice.locals {
      plan.captures.append(.local(local))
      try keepInKernel(shape.writes[local.index].filter { !region.contains($0) })
    }
    for id in slice.localReads {
      plan.captures.append(.atCommit(id))
      try keepInKernel([id])
    }
    let captured = instructions.filter {
      plan.userInstructions.contains($0) && role($0).isKernelOnly
    }
    for id in captured where isMovable(id, of: region) {
      plan.captures.append(.movedToCommit(id))
      try keepInKernel(fixedInputs(of: id, region))
    }
    for id in captured where !plan.captures.contains(.movedToCommit(id)) {
      if let failure = missedFailure(before: id) {
        throw SplitObstacle(kernelOperation: id, userOperation: failure)
      }
      try keepInKernel([id])
      plan.captures.append(place(of: id, region))
    }
    plan.captures = plan.captures.sorted { rank($0) < rank($1) }
  }

  /// Returns the instructions that the moved instruction `id` needs and that are not moved with it.
  private func fixedInputs(of id: ValueID, _ region: CommitRegion) -> [ValueID] {
    inputs(of: id).flatMap { input in
      region.contains(input) ? fixedInputs(of: input, region) : [input]
    }
  }

  /// Returns how the instruction `id`, which stays in its place, is captured.
  private func place(of id: ValueID, _ region: CommitRegion) -> SplitPlan.Capture {
    guard region.contains(id), let block = shape.blocks[id.index] else { return .atCommit(id) }
    return shape.isInLoop[block.index] ? .inStream(id) : .inPlace(id)
  }

  /// Returns where a capture stands in the order of captures.
  private func rank(_ capture: SplitPlan.Capture) -> Int {
    switch capture {
    case .local: 0
    case .atCommit: 1
    case .movedToCommit: 2
    case .inPlace: 3
    case .inStream: 4
    }
  }

  /// `true` iff the captured instruction `id` is done at the commit point instead of at its own place.
  ///
  /// Strings that the kernel half itself does not look at are read where they are captured, which saves
  /// a copy. Reads at places that the kernel cannot, or is not to, find its way to are done for all cases beforehand.
  private func isMovable(_ id: ValueID, of region: CommitRegion) -> Bool {
    guard role(id) == .kernelRead, let block = shape.blocks[id.index] else { return false }
    let isDecided = handler.share == .whatSavesRecords && affordability.isDecidable[block.index]
    if !isDecided || missedFailure(before: id) != nil, isHoisted(id, region) { return true }
    if !computability.isDecidable[block.index] || !computability.isComputable[id.index] {
      return false
    }
    let isBehind = region.contains(id)
    return shape.function[id].type == .string && !isBehind
      && shape.function[id].operation.global == nil
      && !plan.kernelInstructions.contains(id)
      && shape.function[block].catchBlock == shape.function[region.point.block].catchBlock
      && !isSeparated(id, from: region)
  }

  /// Returns the failure that would keep the instruction `id` from running in the user half alone, so that the stream,
  /// which has no gaps, must not hold its value; `nil` if there is none.
  private func missedFailure(before id: ValueID) -> ValueID? {
    guard let block = shape.blocks[id.index], shape.isInLoop[block.index] else { return nil }
    return computability.unknownFailure(before: id, shape)
  }

  /// `true` iff the instruction `id` can be done at the commit point although it stands behind it.
  private func isHoisted(_ id: ValueID, _ region: CommitRegion) -> Bool {
    guard let block = shape.blocks[id.index], region.contains(id),
      computability.isComputable[id.index], !isSeparated(id, from: region),
      role(id) != .kernelRead || !shape.isInLoop[block.index]
        || !computability.isDecidable[block.index] || missedFailure(before: id) != nil
    else { return false }
    if case .readLocal(let local) = shape.function[id].operation {
      // The local has one value behind the commit point if nothing sets it there.
      return !shape.writes[local.index].contains { region.contains($0) }
    }
    if let global = shape.function[id].operation.global, isChanged(global) { return false }
    return shape.function[id].operation.operands.allSatisfy {
      !region.contains($0) || isHoisted($0, region)
    }
  }

  /// `true` iff the handler may change, between the commit point of `region` and the instruction `id`, the memory that `id`
  /// reads.
  private func isSeparated(_ id: ValueID, from region: CommitRegion) -> Bool {
    guard shape.function[id].operation.stability == .memory else { return false }
    let isBehind = region.contains(id)
    return instructions.contains { change in
      guard shape.function[change].operation.changesMemory, region.contains(change) == isBehind
      else { return false }
      return isBehind ? shape.canPrecede(change, id) : shape.canPrecede(id, change)
    }
  }

  /// `true` iff the handler itself changes `global`, so that it matters when it is read.
  private func isChanged(_ global: GlobalID) -> Bool {
    instructions.contains { id in
      role(id) == .kernelEffect && shape.function[id].operation.global == global
    }
  }
}
