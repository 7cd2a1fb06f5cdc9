import IR

/// What the functions of a program have to do with the kernel.
struct KernelFunctions {
  /// The most instructions of a function that is put into handlers although it could run in user space.
  private static let sizeLimit = 64
  /// How many instructions a handler may be made of before it is made simpler on the way.
  private static let simpleSize = 1000

  /// For each function whether it does, itself or through calls, what only the kernel can do.
  private let isKernelOnly: [Bool]
  /// For each function whether the kernel could do all of it, and it is small.
  private let isSmall: [Bool]
  /// For each function whether it uses globals, itself or through calls.
  private let usesGlobals: [Bool]
  /// For each function whether it calls itself, directly or through others.
  private let isRecursive: [Bool]
  /// For each function how many instructions it has with all that it calls, as far as they are counted.
  private let sizes: [Int]

  /// Looks at the functions of `program`.
  init(of program: Program) {
    let callees = program.functions.map(\.callees)
    var isKernelOnly = program.functions.map(\.hasKernelOperation)
    var callers = [[Int]](repeating: [], count: callees.count)
    for (caller, callees) in callees.enumerated() {
      for callee in callees { callers[callee.index].append(caller) }
    }
    var pending = isKernelOnly.indices.filter { isKernelOnly[$0] }
    while let function = pending.popLast() {
      for caller in callers[function] where !isKernelOnly[caller] {
        isKernelOnly[caller] = true
        pending.append(caller)
      }
    }
    self.isKernelOnly = isKernelOnly
    isSmall = Self.smallFunctions(of: program, callees)
    sizes = Self.sizes(of: program, callees)
    usesGlobals = program.functionsDoing(some: { operation, _ in operation.global != nil })
    isRecursive = isKernelOnly.enumerated().map { function, isKernelOnly in
      isKernelOnly && Self.reaches(function, from: function, callees)
    }
  }

  /// Returns `true` iff calls of `function` are replaced by its body: because they have to be, or because a
  /// counter then needs no record.
  func isInlined(_ function: FunctionID) -> Bool {
    isKernelOnly[function.index] || isSmall[function.index] && usesGlobals[function.index]
  }

  /// Returns `handler` with the calls replaced for which `isInlined` is true, those in what replaces them included.
  ///
  /// Where that makes much of it, as functions do that decide by the number of the system call, what is not reached is left
  /// out before more is put in.
  func inliningCalls(
    in handler: Function, of program: inout Program, _ facts: ProgramFacts
  ) -> Function {
    var body = handler
    while inlinedSize(of: body) > Self.simpleSize {
      let functions = program.functions
      let present = Set(body.callees.filter { isInlined($0) && !isRecursive[$0.index] })
      body = inlineCalls(in: body, locations: &program.locations) { callee in
        present.contains(callee) ? functions[callee.index] : nil
      }
      dropUnreached(from: &body, facts)
    }
    return inlineCalls(in: body, where: isInlined, program: &program)
  }

  /// Returns how many instructions come into `body` at least.
  private func inlinedSize(of body: Function) -> Int {
    body.callees.reduce(0) { sum, callee in
      sum + (isInlined(callee) && !isRecursive[callee.index] ? sizes[callee.index] : 0)
    }
  }

  /// Returns for each function how many instructions it has with all that it calls, `simpleSize` and one at most.
  private static func sizes(of program: Program, _ callees: [[FunctionID]]) -> [Int] {
    var sizes = [Int](repeating: 0, count: callees.count)
    var isOpen = [Bool](repeating: true, count: callees.count)
    func size(of function: Int) -> Int {
      guard isOpen[function] else { return sizes[function] }
      // Functions that call each other in circles count once.
      isOpen[function] = false
      let own = program.functions[function].blocks.reduce(0) { $0 + $1.instructions.count }
      sizes[function] = callees[function].reduce(own) { sum, callee in
        min(sum + size(of: callee.index), simpleSize + 1)
      }
      return sizes[function]
    }
    for function in callees.indices { _ = size(of: function) }
    return sizes
  }

  /// Returns `body` with the calls of small functions replaced that something in the kernel may depend on; `nil` if
  /// there are none.
  ///
  /// All other calls stay: what they yield is done in user space, as late as it is needed there.
  func inliningDecisiveCalls(in body: Function, of program: inout Program) -> Function? {
    let decisive = DecisiveValues(of: body).calledFunctions.filter { isSmall[$0.index] }
    if decisive.isEmpty { return nil }
    return inlineCalls(in: body, where: decisive.contains, program: &program)
  }

  /// Returns for each function whether the kernel could do all of it, and it is small with all that it calls.
  private static func smallFunctions(
    of program: Program, _ callees: [[FunctionID]]
  ) -> [Bool] {
    let isPossible = program.functionsDoing(only: \.isPossibleInKernel)
    var sizes = [Int?](repeating: nil, count: callees.count)
    // Possible functions do not call each other in circles, so this ends.
    func size(of function: Int) -> Int {
      if let known = sizes[function] { return known }
      let own = program.functions[function].blocks.reduce(0) { $0 + $1.instructions.count }
      let size = callees[function].reduce(own) { min($0 + size(of: $1.index), sizeLimit + 1) }
      sizes[function] = size
      return size
    }
    return isPossible.indices.map { isPossible[$0] && size(of: $0) <= sizeLimit }
  }

  /// Reports the calls that are left in `handler` although they need the kernel: those of functions that
  /// call themselves, so that no number of copies is enough.
  func reportRecursion(in handler: Function, _ diagnostics: inout ContextDiagnostics) {
    for block in handler.blocks {
      for id in block.instructions {
        guard case .call(let callee, _) = handler[id].operation, isRecursive[callee.index] else {
          continue
        }
        diagnostics.reportRecursion(of: callee, at: handler[id].location)
      }
    }
  }

  /// Reports what `handler`, which does not run at a system call, asks of one, also through functions.
  func reportSystemCallValues(
    in handler: Function, of program: Program, _ diagnostics: inout ContextDiagnostics
  ) {
    var isSeen = [Bool](repeating: false, count: program.functions.count)
    var pending = [handler]
    while let function = pending.popLast() {
      for block in function.blocks {
        for id in block.instructions {
          guard case .intrinsic(let intrinsic, _) = function[id].operation,
            ContextValue(intrinsic)?.isOfSystemCall ?? false
          else { continue }
          diagnostics.report(.notAtSystemCall, for: intrinsic, at: function[id].location)
        }
      }
      for callee in function.callees where !isSeen[callee.index] && isKernelOnly[callee.index] {
        isSeen[callee.index] = true
        pending.append(program[callee])
      }
    }
  }

  /// Returns `true` iff calls lead from `start` to `function`.
  private static func reaches(
    _ function: Int, from start: Int, _ callees: [[FunctionID]]
  ) -> Bool {
    var isSeen = [Bool](repeating: false, count: callees.count)
    var pending = callees[start]
    while let next = pending.popLast() {
      if next.index == function { return true }
      guard !isSeen[next.index] else { continue }
      isSeen[next.index] = true
      pending += callees[next.index]
    }
    return false
  }
}

extension Function {
  /// `true` iff the function itself does what only the kernel can do.
  fileprivate var hasKernelOperation: Bool { contains(\.isKernelOnly) }
}

extension Operation {
  /// `true` iff only the kernel can do it, whatever the program is.
  fileprivate var isKernelOnly: Bool {
    switch self {
    case .argument, .eventField, .eventElement, .loadMember, .memberAddress, .load: true
    case .intrinsic(let intrinsic, _):
      [.context, .kernel, .module].contains(intrinsic.residence)
    default: false
    }
  }
  /// `true` iff the kernel can do it, if the globals are placed there.
  fileprivate var isPossibleInKernel: Bool {
    switch self {
    case .readLocal, .writeLocal, .readGlobal, .writeGlobal, .addToGlobal, .accumulate, .matches:
      true
    case .contains(_, let keys), .delete(_, let keys): keys.allSatisfy { $0 != nil }
    default: isOfBothHalves
    }
  }
}
