import IR

/// The passes over single functions, in the order in which they run.
package let functionPasses: [FunctionPass] = [
  .compact, .propagateLocals, .foldConstants, .fillFormats, .joinPrints, .useDecisions,
  .foldBranches, .threadJumps, .fuseBranches, .mergeBlocks, .shareSubexpressions, .formSwitches,
  .removeDeadWrites, .removeDeadCode,
]

/// How many passes run on one function at most: each run can only make it simpler, but the last ones gain
/// little.
private let runLimit = 10 * functionPasses.count

/// Makes `function`, which is part of the program that `facts` tell of, simpler, until nothing changes.
func optimize(_ function: inout Function, _ facts: ProgramFacts) {
  var idleRuns = 0
  for run in 0..<runLimit {
    let hasChanged = functionPasses[run % functionPasses.count].run(on: &function, facts)
    idleRuns = hasChanged ? 0 : idleRuns + 1
    if idleRuns == functionPasses.count { break }
  }
  _ = FunctionPass.compact.run(on: &function, facts)
}

/// Shares what is computed twice in `function`, into which others were put, and computes what is known.
func settle(_ function: inout Function, _ facts: ProgramFacts) {
  for pass in [FunctionPass.propagateLocals, .foldConstants, .shareSubexpressions, .compact] {
    _ = pass.run(on: &function, facts)
  }
}

/// Leaves out of `function`, into which others were put, what is known not to be reached.
func dropUnreached(from function: inout Function, _ facts: ProgramFacts) {
  for _ in 0..<2 {
    settle(&function, facts)
    for pass in [FunctionPass.useDecisions, .foldConstants, .foldBranches, .compact] {
      _ = pass.run(on: &function, facts)
    }
  }
}

/// Makes `function`, which is part of `program`, simpler.
package func optimize(_ function: inout Function, of program: Program) {
  optimize(&function, ProgramFacts(of: program))
}

/// Makes the functions and handlers of `program` simpler; what they print and leave behind stays the same.
package func optimize(_ program: inout Program) {
  removeUnreadWrites(from: &program)
  // A function that calls another is made simpler with what is known of that one as it came.
  let facts = ProgramFacts(of: program)
  program.mapFunctions { optimize(&$0, facts) }
  removeUncalledFunctions(from: &program)
}

/// Makes the halves of the handlers of `program` simpler, and drops what they have replaced: the handlers, and
/// the functions and locations that nothing names any more.
///
/// - Requires: the functions are optimised.
package func optimizeHalves(of program: inout Program) {
  let facts = ProgramFacts(of: program, unusedFailures: .kept)
  for index in program.probes.indices {
    program.probes[index].handler = nil
    program.probes[index].mapHalves { optimize(&$0, facts) }
  }
  removeUncalledFunctions(from: &program)
  inlineSmallFunctions(in: &program, ProgramFacts(of: program, unusedFailures: .kept))
  removeUncalledFunctions(from: &program)
  removeUnusedLocations(from: &program)
}
