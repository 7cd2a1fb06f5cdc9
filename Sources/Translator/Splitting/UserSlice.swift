import IR

/// What the user half of a handler has to do if a record is due at a given point.
struct UserSlice {
  /// The instructions of the handler that the user half needs, captured ones included.
  private(set) var instructions: Set<ValueID> = []
  /// The blocks whose decisions it needs.
  private(set) var decisions: Set<BlockID> = []
  /// The locals that are set before the point and read behind it.
  private(set) var locals: [LocalID] = []
  /// The reads of locals before the point whose values are needed behind it.
  private(set) var localReads: [ValueID] = []
  /// The instructions before the point that set a needed local to what only user space knows.
  private(set) var obstacles: [ValueID] = []

  /// The shape of the handler.
  private let shape: HandlerShape
  /// The roles of its operations.
  private let roles: HandlerRoles
  /// What the kernel can compute of it.
  private let computability: KernelComputability
  /// What runs behind the point.
  private let region: CommitRegion

  /// Finds what leads to `roots`, which run in `region`.
  init(
    of roots: [ValueID], behind region: CommitRegion, in shape: HandlerShape, roles: HandlerRoles,
    computability: KernelComputability
  ) {
    self.shape = shape
    self.roles = roles
    self.computability = computability
    self.region = region
    var pending = roots
    while let id = pending.popLast() {
      guard let block = shape.blocks[id.index], instructions.insert(id).inserted else { continue }
      if region.contains(id) { pending += decide(on: block) }
      if roles[id].isKernelOnly { continue }
      if case .readLocal(let local) = shape.function[id].operation {
        pending += writes(of: local, readBy: id)
      } else {
        pending += shape.function[id].operation.operands
      }
    }
  }

  /// Notes the decisions in the region that lead to `block`, and returns the instructions they need.
  private mutating func decide(on block: BlockID) -> [ValueID] {
    var needed: [ValueID] = []
    for control in shape.controls[block.index]
    where region.contains(decisionOf: control.block) {
      guard decisions.insert(control.block).inserted else { continue }
      needed += shape.deciders(of: control)
      needed += decide(on: control.block)
    }
    return needed
  }

  /// Returns the instructions by which the user half sets `local` before it does `id`, which reads it, and
  /// notes what has to be captured instead of being set again.
  private mutating func writes(of local: LocalID, readBy id: ValueID) -> [ValueID] {
    let behind = shape.writes[local.index].filter { region.contains($0) }
    let before = shape.writes[local.index].filter { !region.contains($0) }
    if before.allSatisfy(isRepeatable) { return behind + before }
    let unknown = before.filter { !isKnownToKernel($0) }
    if !unknown.isEmpty {
      obstacles += unknown
    } else if !region.contains(id) {
      localReads.append(id)
      return []
    } else if !locals.contains(local) {
      locals.append(local)
    }
    return behind
  }

  /// `true` iff the user half can do the instruction `id`, which stands before the point, again: it runs on
  /// each way there.
  private func isRepeatable(_ id: ValueID) -> Bool {
    guard let block = shape.blocks[id.index] else { return false }
    return shape.dominators.dominates(block, region.point.block)
      && !shape.canBeLeftByFailure(block)
  }

  /// `true` iff the kernel half can do the instruction `id`.
  private func isKnownToKernel(_ id: ValueID) -> Bool {
    guard let block = shape.blocks[id.index] else { return false }
    return computability.isComputable[id.index] && computability.isDecidable[block.index]
  }
}
