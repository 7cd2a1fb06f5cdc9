import IR

/// The passes over single functions, in the order in which they run.
package let functionPasses: [FunctionPass] = [
  .compact, .propagateLocals, .foldConstants, .fillFormats, .joinPrints, .useDecisions,
  .foldBranches, .threadJumps, .fuseBranches, .mergeBlocks, .shareSubexpressions, .formSwitches,
  .removeDeadWrites, .removeDeadCode,
]

/// How often the passes run at most: each round can only make a function simpler, but the last rounds gain
/// little.
private let roundLimit = 10

/// Makes `function`, which is part of the program that `facts` tell of, simpler, until nothing changes.
func optimize(_ function: inout Function, _ facts: ProgramFacts) {
  for _ in 0..<roundLimit {
    let before = function
    for pass in functionPasses { pass.run(on: &function, facts) }
    if function == before { break }
  }
  FunctionPass.compact.run(on: &function, facts)
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

/// Makes the halves of the handlers of `program` simpler, and drops the functions that they do not call.
///
/// - Requires: the functions are optimised.
package func optimizeHalves(of program: inout Program) {
  let facts = ProgramFacts(of: program)
  for index in program.probes.indices {
    program.probes[index].mapHalves { optimize(&$0, facts) }
  }
  removeUncalledFunctions(from: &program)
}
