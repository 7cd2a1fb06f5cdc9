import Diagnostics
import IR
import KernelDescription

/// Rewrites what the handlers of in-kernel sites ask of the current task and system call into reads of the
/// kernel's structures as `kernel` describes them.
///
/// Functions that do what only the kernel can do, and small ones that it could do, are put into the handlers
/// that call them first. The intrinsics that BPF has helpers for stay: tid, pid, uid, gid, execname, cpu, task_current, cgroup_id.
package func expandContext(
  _ program: inout Program, kernel: KernelDescription,
  eventSource: EventSource = .runningKernel, sources: SourceMap, log: inout DiagnosticLog
) {
  let kernelFunctions = KernelFunctions(of: program)
  let facts = ProgramFacts(of: program)
  var expansion = ContextExpansion(
    kernel: kernel, eventSource: eventSource, functionCount: program.functions.count)
  var diagnostics = ContextDiagnostics(functions: program.functions)
  for index in program.probes.indices {
    let probe = program.probes[index]
    guard let handler = probe.handler else { continue }
    if probe.site.isInKernel {
      var body = kernelFunctions.inliningCalls(in: handler, of: &program, facts)
      kernelFunctions.reportRecursion(in: body, &diagnostics)
      // Equal requests become one, and constant positions become known.
      settle(&body, facts)
      while let inlined = kernelFunctions.inliningDecisiveCalls(in: body, of: &program) {
        body = inlined
        settle(&body, facts)
      }
      expansion.expand(&body, at: probe.site, of: &program, &diagnostics)
      program.probes[index].handler = body
    } else {
      kernelFunctions.reportSystemCallValues(in: handler, of: program, &diagnostics)
    }
  }
  for diagnostic in diagnostics.diagnostics(at: program.locations, in: sources) {
    log.add(diagnostic)
  }
}

/// The context values of all handlers of a program, each made once for each kind of site.
private struct ContextExpansion {
  /// The described kernel.
  private let kernel: KernelDescription
  /// Where the events come from.
  private let eventSource: EventSource
  /// The number of functions of the program; those made here are numbered behind them.
  private let functionCount: Int
  /// The functions that compute context values.
  private var functions: [Function] = []
  /// The number of the function for a request, or why there is none.
  private var known: [ContextRequest: Result<FunctionID, ContextObstacle>] = [:]

  /// Creates an expansion for a program of `functionCount` functions on `kernel`.
  init(kernel: KernelDescription, eventSource: EventSource, functionCount: Int) {
    self.kernel = kernel
    self.eventSource = eventSource
    self.functionCount = functionCount
  }

  /// Rewrites `handler`, which is part of `program` and runs at `site`.
  mutating func expand(
    _ handler: inout Function, at site: Site, of program: inout Program,
    _ diagnostics: inout ContextDiagnostics
  ) {
    forgetIdleCatchBlocks(of: &handler)
    for block in handler.blocks {
      for id in block.instructions {
        guard case .intrinsic(let intrinsic, let arguments) = handler[id].operation,
          let value = ContextValue(intrinsic)
        else { continue }
        let request = ContextRequest(
          value: value, position: arguments.first.flatMap(handler.constantLong),
          site: value.isOfSite ? site : nil)
        switch function(for: request) {
        case .success(let function): handler[id].operation = .call(function, [])
        case .failure(let obstacle):
          diagnostics.report(obstacle, for: intrinsic, at: handler[id].location)
          handler[id].operation = handler[id].type == .string ? .string([]) : .long(0)
        }
      }
    }
    handler = inlineCalls(in: handler, locations: &program.locations) {
      $0.index >= functionCount ? functions[$0.index - functionCount] : nil
    }
  }

  /// Forgets the catch blocks of blocks of `handler` in which nothing can fail. What is asked for cannot, though the reads
  /// that it becomes could: values that such a block computes are used wherever its end leads.
  private func forgetIdleCatchBlocks(of handler: inout Function) {
    for index in handler.blocks.indices where handler.blocks[index].catchBlock != nil {
      let canFail = handler.blocks[index].instructions.contains {
        handler[$0].operation.canFail
      }
      if !canFail { handler.blocks[index].catchBlock = nil }
    }
  }

  /// Returns the number of the function that computes what is requested.
  private mutating func function(
    for request: ContextRequest
  ) -> Result<FunctionID, ContextObstacle> {
    if let known = known[request] { return known }
    let result: Result<FunctionID, ContextObstacle>
    do {
      functions.append(try request.function(on: kernel, eventSource))
      result = .success(FunctionID(functionCount + functions.count - 1))
    } catch {
      result = .failure(error)
    }
    known[request] = result
    return result
  }
}
