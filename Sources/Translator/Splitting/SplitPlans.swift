/// The plans of the handlers of one program that were made for some choice of where the globals live.
///
/// A plan depends on the places of the globals that the handler itself names, of which there are few: while the
/// globals are being placed, most plans are asked for again and again.
struct SplitPlans {
  /// What a plan depends on.
  private struct Key: Hashable {
    /// The number of the handler's probe.
    let probe: Int
    /// Where the globals live that the handler names.
    let places: [RoleTable.GlobalPlace]
  }

  /// The plans, or why there is none.
  private var known: [Key: Result<SplitPlan, SplitObstacle>] = [:]

  /// Returns the plan for `handler` if operations have the roles of `roles`.
  ///
  /// - Requires: `roles` differs from those of earlier calls in where globals live alone.
  /// - Throws: `SplitObstacle` if what only the kernel can do depends on what only user space can do.
  mutating func plan(
    for handler: KernelHandler, _ roles: RoleTable
  ) throws(SplitObstacle) -> SplitPlan {
    let key = Key(probe: handler.probe, places: roles.places(of: handler.shape.globals))
    if let plan = known[key] { return try plan.get() }
    let plan = Result { () throws(SplitObstacle) in
      try SplitPlanner(handler, roles: roles).planned()
    }
    known[key] = plan
    return try plan.get()
  }
}
