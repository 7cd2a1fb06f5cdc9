/// What runs programs in user space: the user halves of records, the handlers of `begin`, `end` and timers, and
/// for tests and replay also kernel halves and whole handlers.
///
/// A function is compiled when it runs first. Text that handlers print collects in `output` until the owner
/// takes it with `clearOutput()`.
package final class Interpreter {
  /// The program, which may lack functions that `load` provides.
  package let program: Program
  /// The values of the globals.
  package let globals: GlobalStore
  /// What handlers ask of the world.
  package let environment: ExecutionEnvironment
  /// Provides functions when they are needed first; `nil` for those that are damaged or not there.
  private let load: (FunctionSource) -> Function?
  /// What changes while handlers run.
  let state: UnsafeMutablePointer<MachineState>
  /// The regular expressions, and the last match.
  let patterns = PatternTable()
  /// The tables of names.
  let names = NameLookup()
  /// What `tokenize()` has not handed out yet.
  var tokens = TokenSource()
  /// The walks of the running handler.
  var walks = WalkTable()
  /// The record that the running kernel half makes.
  var writer = RecordWriter(nil)
  /// What the running kernel half read of memory and its user half sees in another form, by instruction.
  var rawTexts: [Int: (text: CapturedText, form: UInt32)] = [:]
  /// `true` iff a kernel half runs.
  private(set) var isInKernelHalf = false
  /// What is asked of each probe at each of its records.
  private let facts: UnsafeMutablePointer<ProbeFacts>
  /// The depth of calls at most.
  let maximumNesting: Int
  /// The functions that can be called.
  private let functions: UnsafeMutablePointer<CompiledFunction>
  /// The user halves, the kernel halves and the handlers, one behind the other.
  private let entries: UnsafeMutablePointer<CompiledFunction>
  /// The memory of all code.
  private let memory = CodeMemory()
  /// For each probe the offsets of the slots for strings, if its record has a stream.
  let streamedSlots: [[Int]]
  /// The same of the slots for longs that can fail: behind one lie the words of an error that was raised.
  let checkedSlots: [[Int]]

  /// How many rounds of loops and calls are counted before something may have to be looked after.
  private static let sliceLength = 1024

  /// Creates an instance of `program` with all its functions.
  package convenience init(
    _ program: Program, environment: ExecutionEnvironment = ExecutionEnvironment(),
    kernel: (any KernelGlobals)? = nil
  ) {
    self.init(program, environment: environment, kernel: kernel) { source in
      switch source {
      case .function(let id): program[id]
      case .userHalf(let probe): program.probes[probe].userHalf
      case .kernelHalf(let probe): program.probes[probe].kernelHalf
      case .handler(let probe): program.probes[probe].handler
      }
    }
  }

  /// Creates an instance of `program`, whose functions `load` provides.
  init(
    _ program: Program, environment: ExecutionEnvironment, kernel: (any KernelGlobals)?,
    load: @escaping (FunctionSource) -> Function?
  ) {
    self.program = program
    self.environment = environment
    self.load = load
    globals = GlobalStore(program.globals, kernel: kernel)
    maximumNesting = program.limits.maximumNesting
    state = .allocate(capacity: 1)
    state.initialize(to: MachineState(limits: program.limits))
    functions = .allocate(capacity: max(1, program.functions.count))
    for index in program.functions.indices {
      (functions + index).initialize(to: CompiledFunction(.function(FunctionID(index))))
    }
    entries = .allocate(capacity: max(1, 3 * program.probes.count))
    for index in program.probes.indices {
      (entries + 3 * index).initialize(to: CompiledFunction(.userHalf(index)))
      (entries + 3 * index + 1).initialize(to: CompiledFunction(.kernelHalf(index)))
      (entries + 3 * index + 2).initialize(to: CompiledFunction(.handler(index)))
    }
    let records = program.probes.map(\.record)
    streamedSlots = records.map { $0?.streamedSlots { $0.valueType == .string } ?? [] }
    checkedSlots = records.map { $0?.streamedSlots { $0 == .checkedLong } ?? [] }
    facts = .allocate(capacity: max(1, program.probes.count))
    for (index, probe) in program.probes.enumerated() {
      (facts + index).initialize(
        to: ProbeFacts(
          record: probe.record, actionLimit: program.limits.maximumActions(at: probe.site)))
    }
  }

  deinit {
    for index in program.functions.indices { functions[index].deallocate() }
    for index in 0..<3 * program.probes.count { entries[index].deallocate() }
    functions.deinitialize(count: program.functions.count)
    functions.deallocate()
    entries.deinitialize(count: 3 * program.probes.count)
    entries.deallocate()
    facts.deallocate()
    state.pointee.deallocate()
    state.deinitialize(count: 1)
    state.deallocate()
  }

  // MARK: Output

  /// What has been printed and not been taken yet; valid until the next handler runs.
  package var output: UnsafeRawBufferPointer { state.pointee.output.bytes }

  /// Forgets what has been printed.
  package func clearOutput() { state.pointee.output.count = 0 }

  /// `true` iff some handler called `exit()` or `abort()`.
  package var isExitRequested: Bool { state.pointee.isExitRequested }

  // MARK: Handlers

  /// How a handler ended.
  package enum Outcome {
    /// It came to its end.
    case completed
    /// It failed.
    case failed(Failure)
    /// It called `abort()`: the session ends without `end` probes.
    case aborted
    /// The record is not one of the probe's, or the program lacks the probe's function.
    case malformed
  }

  /// Runs the user half of the probe numbered `probe` on `record`, header included.
  package func runUserHalf(ofProbe probe: Int, on record: UnsafeRawBufferPointer) -> Outcome {
    guard program.probes.indices.contains(probe),
      let base = record.baseAddress, record.count >= RecordLayout.headerSize
    else { return .malformed }
    let facts = facts[probe]
    let fixedSize = facts.fixedSize
    let tail = Int(base.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    guard fixedSize >= 0, fixedSize <= record.count, tail <= record.count - fixedSize else {
      return .malformed
    }
    state.pointee.record = base
    state.pointee.recordFixedSize = fixedSize
    if facts.taskOffset >= 0 {
      environment.task = base.loadUnaligned(fromByteOffset: facts.taskOffset, as: Int64.self)
    }
    state.pointee.recordProbe = probe
    state.pointee.tailSize = tail
    state.pointee.streamPosition = -1
    return run(entries + 3 * probe, actions: facts.actionLimit)
  }

  /// Runs the user half of the probe numbered `probe`, which has no records: of `begin`, `end`, `error` or a
  /// timer.
  package func runUserHalf(ofProbe probe: Int) -> Outcome {
    guard program.probes.indices.contains(probe) else { return .malformed }
    environment.task = nil
    return run(entries + 3 * probe, actions: facts[probe].actionLimit)
  }

  /// Runs the whole handler of the probe numbered `probe`, as if it were not split.
  package func runHandler(ofProbe probe: Int) -> Outcome {
    guard program.probes.indices.contains(probe) else { return .malformed }
    return run(entries + 3 * probe + 2, actions: facts[probe].actionLimit)
  }

  /// Runs the kernel half of the probe numbered `probe`, and returns the record that it sends; `nil` if it
  /// sends none.
  package func runKernelHalf(ofProbe probe: Int) -> [UInt8]? {
    guard program.probes.indices.contains(probe) else { return nil }
    writer = RecordWriter(program.probes[probe].record)
    rawTexts = [:]
    isInKernelHalf = true
    defer { isInKernelHalf = false }
    // In the kernel only the rounds are counted.
    let limit = program.limits.maximumActions
    let outcome = run(entries + 3 * probe + 1, actions: limit, rounds: limit)
    switch outcome {
    case .completed, .aborted: return writer.isCommitted ? writer.bytes(forProbe: probe) : nil
    case .failed(let failure):
      // The user half meets a failure that stands in the record, and divides by 0 itself.
      let isMetAgain = writer.holdsFailure || writer.isCommitted && failure.kind == .divisionByZero
      let isTold = program.probes[probe].record != nil && isMetAgain
      return isTold ? writer.bytes(forProbe: probe) : failure.record(ofProbe: probe)
    case .malformed: return nil
    }
  }

  /// Runs `function` as the handler of a probe, which may do `actions` statements, and `rounds` rounds of loops and calls.
  ///
  /// Without `rounds` these are a hundred for each action: statements of tapsets are not counted, and should end.
  private func run(
    _ function: UnsafeMutablePointer<CompiledFunction>, actions: Int, rounds: Int? = nil
  ) -> Outcome {
    if function.pointee.code == nil, !compile(function) { return .malformed }
    let (product, overflows) = actions.multipliedReportingOverflow(by: 100)
    let rounds = rounds ?? (overflows ? .max : product)
    state.pointee.actionsLeft = actions
    state.pointee.roundsInSlice = min(rounds, Self.sliceLength)
    state.pointee.roundsBehindSlice = rounds - state.pointee.roundsInSlice
    let result = run(function)
    state.pointee.arena.reset()
    if state.pointee.hasMemory { forgetHandler() }
    switch result {
    case .returned: return .completed
    case .failed: return .failed(state.pointee.failure)
    case .aborted:
      state.pointee.isAborted = false
      return .aborted
    }
  }

  /// Forgets what lives no longer than a handler: walks, and the last match.
  @inline(never)
  private func forgetHandler() {
    walks.endAll()
    patterns.reset()
    state.pointee.hasMemory = false
  }

  // MARK: While handlers run

  /// Compiles `function`; `false` with a failure if it is not there.
  func compile(_ function: UnsafeMutablePointer<CompiledFunction>) -> Bool {
    guard let source = load(function.pointee.source) else {
      state.pointee.failure = Failure(
        .badArgument, text: Array("the program lacks a function".utf8))
      return false
    }
    var record: RecordLayout?
    if case .userHalf(let probe) = function.pointee.source {
      record = program.probes[probe].record
    }
    let context = CompilerContext(
      memory: memory, store: globals, patterns: patterns, names: names, record: record,
      functions: functions)
    var compiler = FunctionCompiler(source, in: context)
    compiler.compile(into: &function.pointee)
    return true
  }

  /// Looks after what cannot wait for the end of a long handler, and allows for more rounds; `false` with a
  /// failure if there have been too many.
  @inline(never)
  func startSlice(
    _ function: UnsafeMutablePointer<CompiledFunction>, _ frame: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let wanted = max(Self.sliceLength, -state.pointee.roundsInSlice)
    let length = min(state.pointee.roundsBehindSlice, wanted)
    state.pointee.roundsInSlice += length
    state.pointee.roundsBehindSlice -= length
    guard state.pointee.roundsInSlice >= 0 else {
      state.pointee.failure = Failure(.actionsExceeded)
      return false
    }
    if state.pointee.output.count > 64 << 10, environment.flush(state.pointee.output.bytes) {
      state.pointee.output.count = 0
    }
    if state.pointee.arena.isCrowded { collectStrings(function, frame) }
    return true
  }

  /// Moves the strings that some frame still holds into a new arena.
  private func collectStrings(
    _ function: UnsafeMutablePointer<CompiledFunction>, _ frame: UnsafeMutablePointer<Int64>
  ) {
    var fresh = Arena()
    move(stringsOf: function, frame, to: &fresh)
    for depth in 0..<state.pointee.depth {
      let caller = state.pointee.callers[depth]
      move(stringsOf: caller.function, caller.frame, to: &fresh)
    }
    state.pointee.arena.deallocate()
    state.pointee.arena = fresh
  }

  /// Moves the strings of `frame` that lie in the arena to `fresh`. A register that is not in use may hold
  /// anything that once was a string; it is moved too if it still lies in the arena, and never read.
  private func move(
    stringsOf function: UnsafeMutablePointer<CompiledFunction>,
    _ frame: UnsafeMutablePointer<Int64>, to fresh: inout Arena
  ) {
    for register in function.pointee.stringRegisters {
      let view = StringView(registers: frame + Int(register))
      guard view.count > 0, view.count <= state.pointee.maximumStringCount,
        state.pointee.arena.contains(view)
      else { continue }
      fresh.copy(view).store(frame + Int(register))
    }
  }

  /// The words of the failure that was caught last.
  var caughtMessage: [UInt8] {
    state.pointee.caught.map { RuntimeMessages(program).message(of: $0) } ?? []
  }
}

/// What the interpreter asks of a probe at each of its records.
private struct ProbeFacts {
  /// The length of the fixed part of a record; -1 for a probe without records.
  let fixedSize: Int
  /// Where a record has the id of the task whose memory the user half reads; -1 if nowhere.
  let taskOffset: Int
  /// How many statements one run of the probe may do.
  let actionLimit: Int

  /// Collects the facts of a probe with records of the layout `record`.
  init(record: RecordLayout?, actionLimit: Int) {
    fixedSize = record?.fixedSize ?? -1
    taskOffset = record?.taskOffset ?? -1
    self.actionLimit = actionLimit
  }
}

extension RecordLayout {
  /// The offset of the slot with the id of the task whose memory the user half reads.
  fileprivate var taskOffset: Int? { taskSlot.map { offsets[$0.index] } }

  /// Returns the offsets of the slots that `isMeant` is true for, if there is a stream, in front of which their bytes lie.
  fileprivate func streamedSlots(_ isMeant: (SlotKind) -> Bool) -> [Int] {
    hasStream ? zip(slots, offsets).filter { isMeant($0.0) }.map(\.1) : []
  }
}

extension Failure {
  /// Returns the `marktap_failure_record` of the failure.
  fileprivate func record(ofProbe probe: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for word in [UInt32(probe) | 0x8000_0000, 0, kind.rawValue, UInt32(location.index)] {
      withUnsafeBytes(of: word.littleEndian) { bytes += $0 }
    }
    withUnsafeBytes(of: operand.littleEndian) { bytes += $0 }
    return bytes
  }
}
